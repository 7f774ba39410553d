/** What a back-test found: findings gained, lost and changed, with the money, by test, on what was decided, and one by one. */
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { BackTest, BackTestDifference, Site } from "../../api/shapes.ts";
import { useFilters, useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Amount, Amounts } from "../../blocks/amount.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { Go } from "../../blocks/go.tsx";
import { Likelihood } from "../../blocks/likelihood.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { kindWords } from "../../words/kinds.ts";
import type { Band } from "../../words/likelihood.ts";
import { showCount } from "../../words/money.ts";
import { VERDICT_WORDS } from "../../words/payments.ts";
import { versionWords } from "../../words/tests.ts";
import styles from "./tests.module.css";

type Whole = NonNullable<BackTest["outcome"]>;
type Sum = Whole["gained"];
type Side = "gained" | "lost" | "changed";
const SIDES: Readonly<Record<Side, string>> = { gained: "Gained", lost: "Lost", changed: "Changed" };

export function Outcome({ site, backTest }: { site: Site; backTest: BackTest }) {
  const { outcome, version, baselineVersion } = backTest;
  if (outcome === null) return null;
  const to = (side: Side): string => paths.parameters(site.id, version, { side });
  const note = (sum: Sum) => <Amounts list={sum.exposure} nothing="no money" />;
  const { decided } = outcome;
  return (
    <div className={styles.outcome}>
      {outcome.compared.length > 0 && <Figures
        list={[
          { label: "Found now", value: showCount(outcome.before.count), note: note(outcome.before) },
          { label: "Gained", value: showCount(outcome.gained.count), note: note(outcome.gained), to: to("gained") },
          { label: "Lost", value: showCount(outcome.lost.count), note: note(outcome.lost), to: to("lost") },
          { label: "Changed", value: showCount(outcome.changed.count), note: note(outcome.changed), to: to("changed") },
          { label: "Found then", value: showCount(outcome.after.count), note: note(outcome.after) },
        ]}
      />}
      {outcome.compared.length > 0 && <p className={styles.quiet}>Of {outcome.compared.length === 1 ? "the one test" : `the ${outcome.compared.length} tests`} that this could change, against {versionWords(baselineVersion)}. All others find the same.</p>}
      <ul className={styles.plain}>
        {([[decided.confirmedLost, "that your people confirmed would not be found any more"], [decided.dismissedLost, "that your people dismissed would not come up any more"], [decided.confirmedGained, "of those gained were confirmed earlier"], [decided.dismissedGained, "of those gained would be set aside at once by earlier dismissals"]] as const)
          .filter(([{ count }]) => count > 0).map(([sum, words]) => <li key={words}><strong>{showCount(sum.count)}</strong> {words}: <span className={styles.quiet}>{note(sum)}</span></li>)}
      </ul>
      {outcome.payments && <Payments payments={outcome.payments} />}
      {outcome.byTest.length > 0 && <ByTest site={site} version={version} tests={outcome.byTest} />}
      {may(site, "seeFindings") && outcome.byTest.length > 0 && <Differences site={site} backTest={backTest} outcome={outcome} />}
    </div>
  );
}

function Payments({ payments: { runs, lines, moved, heldByPeople, releasedByPeople } }: { payments: NonNullable<Whole["payments"]> }) {
  const past = `${showCount(lines)} ${lines === 1 ? "payment" : "payments"} of ${runs === 1 ? "one past run" : `${showCount(runs)} past runs`}`;
  const people = [[heldByPeople, "that your people held would be let go"], [releasedByPeople, "that your people released anyhow would not be stopped any more"]] as const;
  if (moved.length === 0) return <p>{runs === 0 ? "No payment run was checked yet, so that this could not be tried on any." : `Of ${past} none would have been answered otherwise.`}</p>;
  return (
    <>
      <p>Of {past} these would have been answered otherwise:</p>
      <Table
        compact caption="Past payments that would have been answered otherwise" rows={moved} keyOf={({ from, to }) => `${from} ${to}`}
        columns={[
          { key: "from", head: "As it is set now", cell: ({ from }) => VERDICT_WORDS[from] }, { key: "to", head: "As the draft sets it", cell: ({ to }) => VERDICT_WORDS[to] },
          { key: "lines", head: "Payments", number: true, cell: (one) => <>{showCount(one.lines)}<span className={styles.under}><Amounts list={one.amounts} nothing="no money" /></span></> },
        ]}
      />
      <ul className={styles.plain}>
        {people.filter(([sum]) => sum.lines > 0).map(([sum, words]) => <li key={words}><strong>{showCount(sum.lines)}</strong> {words}: <span className={styles.quiet}><Amounts list={sum.amounts} nothing="no money" /></span></li>)}
      </ul>
    </>
  );
}

function ByTest({ site, version, tests }: { site: Site; version: number; tests: Whole["byTest"] }) {
  const cell = (side: Side) => ({ test, [side]: sum }: Whole["byTest"][number]) =>
    (sum.count === 0 ? "" : <><Go to={paths.parameters(site.id, version, { side, test })}>{showCount(sum.count)}</Go><span className={styles.under}><Amounts list={sum.exposure} nothing="no money" /></span></>);
  return (
    <Table
      compact caption="Gained, lost and changed by test" rows={tests} keyOf={({ test }) => test}
      columns={[
        { key: "test", head: "Test", cell: ({ test, name }) => <><Go to={paths.test(site.id, test)}>{test}</Go> {name}</> },
        ...(["gained", "lost", "changed"] as const).map((side) => ({ key: side, head: SIDES[side], number: true, cell: cell(side) })),
      ]}
    />
  );
}

function Differences({ site, backTest, outcome }: { site: Site; backTest: BackTest; outcome: Whole }) {
  const going = useGoing();
  const filters = useFilters();
  const fullest = (["lost", "gained", "changed"] as const).find((side) => outcome[side].count > 0) ?? "lost";
  const side = filters["side"] !== undefined && Object.hasOwn(SIDES, filters["side"]) ? (filters["side"] as Side) : fullest;
  const test = outcome.byTest.some((one) => one.test === filters["test"]) ? filters["test"] : undefined;
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(queries.differences(site, backTest.version, backTest.attempt, { side, ...(test && { test }) }));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const choose = (next: { side: string; test: string | undefined }): void => going.replace(paths.parameters(site.id, backTest.version, next));
  return (
    <>
      <div className={styles.row} data-print="no">
        <NativeSelect label="Findings" value={side} data={Object.entries(SIDES).map(([value, label]) => ({ value, label: `${label} (${showCount(outcome[value as Side].count)})` }))} onChange={(event) => choose({ side: event.currentTarget.value, test })} />
        <NativeSelect label="Of" value={test ?? ""} data={[{ value: "", label: "all tests" }, ...outcome.byTest.map(({ test: id, name }) => ({ value: id, label: `${id} ${name}` }))]} onChange={(event) => choose({ side, test: event.currentTarget.value || undefined })} />
      </div>
      {error && <FailureNotice error={error} doing="Asking for the findings" />}
      {data && items.length === 0 && <p className={styles.quiet}>None.</p>}
      {items.length > 0 && <Items site={site} items={items} side={side} />}
      {hasNextPage && <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show more</Button>}
    </>
  );
}

const DECIDED = { confirmed: ["risk", "Confirmed"], dismissed: ["neutral", "Dismissed"], reopened: ["held", "Open again"], open: undefined } as const;

function Items({ site, items, side }: { site: Site; items: readonly BackTestDifference[]; side: Side }) {
  const face = (one: BackTestDifference) => one.after ?? one.before;
  return (
    <Table
      caption={`Findings ${side}`} rows={items} keyOf={(_, at) => String(at)}
      columns={[
        {
          key: "what", head: "Finding",
          cell: (one) => <div className={styles.finding}>{one.findingId === null ? face(one)?.title : <Go to={paths.finding(site.id, one.findingId)}>{face(one)?.title}</Go>}<span className={styles.under}>{kindWords(one.kind)}{one.supplierNames.length > 0 && `, ${one.supplierNames.slice(0, 3).join(", ")}`}</span><Why item={one} /></div>,
        },
        { key: "decided", head: "Decision", narrow: true, cell: ({ decision }) => { const said = DECIDED[decision]; return said && <Tag meaning={said[0]}>{said[1]}</Tag>; } },
        { key: "tests", head: "Tests", narrow: true, cell: ({ detectors }) => detectors.join(", ") },
        { key: "score", head: "Probability", narrow: true, cell: (one) => { const shown = face(one); return shown && <Likelihood band={shown.band as Band} score={shown.score} />; } },
        { key: "amount", head: "At risk", number: true, cell: ({ before, after }) => (before && after && before.amountAtRisk.minor !== after.amountAtRisk.minor
          ? <><Amount money={after.amountAtRisk} /><span className={styles.under}>was <Amount money={before.amountAtRisk} /></span></> : <Amount money={(after ?? before)?.amountAtRisk ?? { minor: 0, currency: "XXX" }} />) },
      ]}
    />
  );
}

/** Of what has no page of its own yet. */
function Why({ item: { findingId, reasons, documentIds, documentCount } }: { item: BackTestDifference }) {
  if (findingId !== null) return null;
  return (
    <details>
      <summary>Why, and which documents</summary>
      <ul>{reasons.map(({ code, words, bits }, at) => <li key={`${code} ${at}`}>{words} <span className={styles.quiet}>({bits > 0 ? "+" : ""}{bits} bits)</span></li>)}</ul>
      {documentIds.length > 0 && <p>Documents {documentIds.join(", ")}{documentCount > documentIds.length && ` and ${showCount(documentCount - documentIds.length)} more`}</p>}
    </details>
  );
}
