/** The lines of a run, held ones first: j and k move, r decides, the filter is part of the address. */
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useRef, useState } from "react";
import * as queries from "../../api/queries.ts";
import type { PaymentLine, PaymentRunDetail, Site } from "../../api/shapes.ts";
import { useCommands } from "../../app/keys.ts";
import { useFilters, useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { Section } from "../../blocks/page.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";
import { showDay } from "../../words/time.ts";
import { VERDICT_MEANS, VERDICT_WORDS } from "../../words/payments.ts";
import { pickLines, type LineFilters, type Verdict } from "./filters.ts";
import { OverrideDialog } from "./override.tsx";
import styles from "./payment-runs.module.css";

export function Lines({ site, run, onExport }: { site: Site; run: PaymentRunDetail; onExport: () => void }) {
  const going = useGoing();
  const filters = pickLines(useFilters());
  const settled = useDeferredValue(JSON.stringify(filters));
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.paymentLines(site, run.id, JSON.parse(settled) as LineFilters));
  const items = data.pages.flatMap((page) => page.items);
  const total = data.pages[0]?.total ?? 0;
  const [chosen, setChosen] = useState<number | undefined>();
  const [deciding, setDeciding] = useState<PaymentLine | undefined>();
  const list = useRef<HTMLUListElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const change = (next: LineFilters): void => going.replace(paths.paymentRun(site.id, run.id, next));
  const move = (by: 1 | -1): void => {
    const now = items.findIndex(({ line }) => line === chosen);
    const next = items[Math.min(items.length - 1, Math.max(0, now + by))];
    if (!next) return;
    setChosen(next.line);
    list.current?.querySelector<HTMLElement>(`[data-line="${next.line}"] button`)?.focus();
    if (now + by > items.length - 20 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  };
  const decide = may(site, "releasePayments");
  useCommands("Payment run", [
    { keys: "j", words: "Next payment", run: () => move(1) },
    { keys: "k", words: "Previous payment", run: () => move(-1) },
    { keys: "/", words: "Search", run: () => search.current?.focus() },
    { keys: "e", words: "Export the verdicts", run: onExport },
    ...(decide ? [{ keys: "r", words: "Release or hold the chosen payment", run: () => setDeciding(items.find(({ line }) => line === chosen)) }] : []),
  ]);
  return (
    <Section title="Payments" aside={total === 1 ? "1 payment" : `${showCount(total)} payments`}>
      <div className={styles.bar} data-print="no">
        <SegmentedControl
          size="xs" aria-label="Which payments" value={filters.verdict ?? "all"} onChange={(value) => change({ ...(value !== "all" && { verdict: value as Verdict }), ...(filters.q && { q: filters.q }) })}
          data={[{ value: "all", label: "All" }, ...Object.entries(VERDICT_WORDS).map(([value, label]) => ({ value, label }))]}
        />
        <TextInput
          ref={search} className={styles.search ?? ""} size="xs" aria-label="Search payments" placeholder="Payee, supplier, invoice, account or reason" defaultValue={filters.q ?? ""}
          onChange={(event) => change({ ...(filters.verdict && { verdict: filters.verdict }), ...(event.currentTarget.value && { q: event.currentTarget.value }) })}
        />
      </div>
      {items.length === 0 ? (
        <Empty title="No payment fits" action={<Button variant="default" onClick={() => change({})}>Show all payments</Button>}><p>Choose another verdict, or search for part of a payee or number.</p></Empty>
      ) : (
        <ul ref={list} className={styles.lines} aria-label="Payments, held ones first">
          {items.map((one) => <Line key={one.line} one={one} chosen={one.line === chosen} onChoose={() => setChosen(one.line)} onDecide={decide ? () => setDeciding(one) : undefined} />)}
        </ul>
      )}
      {hasNextPage && <Button mt="md" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show more payments</Button>}
      <OverrideDialog site={site} runId={run.id} one={deciding} onClose={() => setDeciding(undefined)} />
    </Section>
  );
}

function Line({ one, chosen, onChoose, onDecide }: { one: PaymentLine; chosen: boolean; onChoose: () => void; onDecide: (() => void) | undefined }) {
  const said = one.overrides.at(-1);
  const stands = said?.verdict ?? one.verdict;
  const to = one.payee ?? one.supplier?.name ?? one.supplier?.id ?? "Nobody named";
  return (
    <li className={styles.line} data-line={one.line} data-chosen={chosen || undefined} data-verdict={stands}>
      <span><Tag meaning={VERDICT_MEANS[stands]}>{VERDICT_WORDS[stands]}</Tag></span>
      <div className={styles.who}>
        <button type="button" className={styles.payee} onFocus={onChoose} aria-label={`${to}, ${VERDICT_WORDS[stands]}`} aria-pressed={chosen}>{to}</button>
        <div className={styles.facts}>{factsOf(one)}</div>
        {one.reasons.length > 0 && (
          <ul className={styles.reasons}>
            {one.reasons.map(({ code, words, points }) => <li key={code}><span className={styles.points} title={`${points} points`}>{points}</span><span>{words}</span></li>)}
          </ul>
        )}
        {said && (
          <div className={styles.override}>
            {said.by.name || "Somebody"} {said.verdict === "release" ? "released" : "held"} it <When at={said.at} />: {said.reason}
            <div className={styles.facts}>The check said {VERDICT_WORDS[one.verdict].toLowerCase()}.</div>
          </div>
        )}
      </div>
      <span className={styles.amount}>{one.amount ? <Amount money={one.amount} strong /> : "no amount"}</span>
      <span className={styles.acts} data-print="no">{onDecide && <Button size="compact-sm" variant="default" onClick={onDecide}>{stands === "release" ? "Hold" : "Decide"}</Button>}</span>
    </li>
  );
}

const factsOf = ({ at, references, text, account, supplier, payOn }: PaymentLine): string =>
  [at, supplier && `supplier ${supplier.id}`, references.length > 0 && references.slice(0, 4).join(", "), text, account && `account ${account}`, payOn && `to be paid on ${showDay(payOn)}`].filter(Boolean).join(" · ");
