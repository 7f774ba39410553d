/** Decisions of the site's people: what is set aside and why, by whom, until when; what waits for a second person; what is over. */
import { Button, NativeSelect } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { Decision, Site } from "../../api/shapes.ts";
import { useFilters, useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { Page } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { LIVES, reasonWords, scopeWords, VERDICTS } from "../../words/decisions.ts";
import { showCount } from "../../words/money.ts";
import { Acts } from "../findings/decision.tsx";
import styles from "./decisions.module.css";
import { pickShown, SHOWN } from "./shown.ts";

export function DecisionsPage() {
  const site = useSite();
  const going = useGoing();
  const shown = pickShown(useFilters()["show"]);
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.decisions(site, shown));
  const items = data.pages.flatMap((page) => page.items);
  return (
    <Page
      wide title="Decisions"
      lead="What your people have said of findings. A dismissal holds for what was decided on, for some months, and gives way when the facts change; nothing is deleted by it."
      actions={may(site, "seeLearning") && <Go to={paths.learning(site.id)}>What this site has taught</Go>}
    >
      <div className={styles.bar} data-print="no">
        <NativeSelect aria-label="Which decisions" value={shown} data={Object.entries(SHOWN).map(([value, label]) => ({ value, label }))}
          onChange={(event) => going.replace(paths.decisions(site.id, event.currentTarget.value === "standing" ? {} : { show: event.currentTarget.value }))} />
        <span className={styles.count}>{total(data.pages[0]?.total ?? 0, data.pages[0]?.pending ?? 0)}</span>
      </div>
      {items.length === 0 ? <Nothing site={site} shown={shown} /> : <Decisions site={site} items={items} />}
      {hasNextPage && <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show older decisions</Button>}
    </Page>
  );
}

const total = (count: number, pending: number): string =>
  `${count === 1 ? "1 decision" : `${showCount(count)} decisions`}${pending > 0 ? `, ${showCount(pending)} of them ${pending === 1 ? "waits" : "wait"} for a second person` : ""}`;

function Decisions({ site, items }: { site: Site; items: readonly Decision[] }) {
  return (
    <Table
      caption="Decisions, newest first"
      rows={items}
      keyOf={(one) => one.id}
      columns={[
        { key: "what", head: "Decision", narrow: true, cell: (one) => <Tag meaning={one.verdict === "confirmed" ? "risk" : "neutral"}>{VERDICTS[one.verdict]}</Tag> },
        { key: "finding", head: "Finding", cell: (one) => <span className={styles.finding}><Go to={paths.finding(site.id, one.findingId)}>{one.title}</Go><span className={styles.under}>{reasonWords(one)}{one.note && `: ${one.note}`}</span></span> },
        { key: "for", head: "Holds for", cell: (one) => <span className={styles.scope}>{scopeWords(one)}{one.upTo && <span className={styles.under}>up to <Amount money={one.upTo} /></span>}</span> },
        { key: "count", head: "Findings now", number: true, narrow: true, cell: (one) => showCount(one.findings) },
        { key: "who", head: "By", narrow: true, cell: (one) => <>{one.decidedBy.name}<span className={styles.under}><When at={one.decidedAt} /></span>{one.secondBy && <span className={styles.under}>and {one.secondBy.name}</span>}</> },
        { key: "until", head: "Until", narrow: true, cell: (one) => (one.expiresAt ? <When at={one.expiresAt} exact /> : "") },
        { key: "state", head: "State", narrow: true, cell: (one) => <><Tag meaning={LIVES[one.state][0]}>{LIVES[one.state][1]}</Tag>{one.endedBy && <span className={styles.under}>by {one.endedBy.name}</span>}</> },
        ...(may(site, "decide") ? [{ key: "acts", head: "", narrow: true, cell: (one: Decision) => <Acts site={site} decision={one} compact /> }] : []),
      ]}
    />
  );
}

function Nothing({ site, shown }: { site: Site; shown: string }) {
  const going = useGoing();
  if (shown !== "standing") return <Empty title="No such decisions"><p>Nothing of this kind has been decided here.</p></Empty>;
  return (
    <Empty title="No decisions yet" action={<Button onClick={() => going.to(paths.findings(site.id))}>See the findings</Button>}>
      <p>Open a finding and confirm it (c) or dismiss it (d) with a reason. What was decided is listed here, with who, why and until when, and can be undone.</p>
    </Empty>
  );
}
