/** The queue: every finding, most likely first, with what it would take to decide which one to open next. */
import { Button } from "@mantine/core";
import { useMutation, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import * as queries from "../../api/queries.ts";
import { download } from "../../api/region.ts";
import type { FindingItem, FindingList } from "../../api/shapes.ts";
import { useCommands } from "../../app/keys.ts";
import { useFilters, useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Amounts } from "../../blocks/amount.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page } from "../../blocks/page.tsx";
import { showCount } from "../../words/money.ts";
import { FilterBar } from "./filter-bar.tsx";
import { isNarrowed, pickFilters, type FindingFilters } from "./filters.ts";
import styles from "./list.module.css";
import { Preview } from "./preview.tsx";
import { Rows, type RowsHandle } from "./rows.tsx";

export function FindingsPage() {
  const site = useSite();
  const going = useGoing();
  const filters = pickFilters(useFilters());
  // The old rows stay, dimmed, while a changed filter is on its way.
  const wanted = JSON.stringify(filters);
  const settled = useDeferredValue(wanted);
  const shown = useMemo(() => JSON.parse(settled) as FindingFilters, [settled]);
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.findings(site, shown));
  const items = data.pages.flatMap((page) => page.items);
  const totals = data.pages[0]?.totals;
  const [selected, setSelected] = useState<string | undefined>(items[0]?.id);
  const rows = useRef<RowsHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const save = useMutation({ mutationFn: () => download(site, "/findings.csv", "findings.csv", shown) });
  const change = (next: FindingFilters): void => going.replace(paths.findings(site.id, next));
  useCommands("Findings", [
    { keys: "j", words: "Next finding", run: () => rows.current?.move(1) },
    { keys: "k", words: "Previous finding", run: () => rows.current?.move(-1) },
    { keys: "/", words: "Search", run: () => search.current?.focus() },
    { keys: "e", words: "Export this list", run: () => save.mutate() },
  ]);
  const lead = totals && (
    <span className={styles.totals}>
      <span>{totals.count === 1 ? "1 finding" : `${showCount(totals.count)} findings`}</span>
      <span className={styles.risk}>
        At risk <Amounts list={totals.exposure} nothing="nothing" strong />
      </span>
    </span>
  );
  return (
    <Page wide title="Findings" lead={lead} actions={<Button variant="default" onClick={() => save.mutate()} loading={save.isPending}>Export CSV</Button>}>
      {save.error && <FailureNotice error={save.error} doing="The export" />}
      <FilterBar filters={filters} totals={totals} byDecision={data.pages[0]?.byDecision} onChange={change} search={search} />
      {items.length === 0 ? (
        <Nothing filters={filters} decided={decidedOf(data.pages[0]?.byDecision)} onClear={() => change({})} />
      ) : (
        <div className={styles.split} data-waiting={settled !== wanted || undefined}>
          <Rows
            ref={rows}
            items={items}
            total={totals?.count ?? items.length}
            selected={selected}
            onSelect={setSelected}
            hrefOf={(item: FindingItem) => paths.finding(site.id, item.id)}
            onEnd={() => hasNextPage && !isFetchingNextPage && void fetchNextPage()}
          />
          <Preview item={items.find((item) => item.id === selected) ?? items[0]} />
        </div>
      )}
    </Page>
  );
}

const decidedOf = (counts: FindingList["byDecision"] | undefined): number => (counts?.confirmed ?? 0) + (counts?.dismissed ?? 0);

function Nothing({ filters, decided, onClear }: { filters: FindingFilters; decided: number; onClear: () => void }) {
  const site = useSite();
  const going = useGoing();
  if (!isNarrowed(filters) && decided > 0)
    return (
      <Empty title="Everything has been decided on" action={<Button variant="default" onClick={() => going.replace(paths.findings(site.id, { decision: "all" }))}>Show all findings</Button>}>
        <p>Nothing is open. What was dismissed comes back when its time is over, or when the facts change.</p>
      </Empty>
    );
  if (isNarrowed(filters))
    return (
      <Empty title="No finding fits these filters" action={<Button variant="default" onClick={onClear}>Show all findings</Button>}>
        <p>Take a filter away, or search for part of a supplier's name or an invoice number.</p>
      </Empty>
    );
  return (
    <Empty title="No findings yet" action={<Button onClick={() => going.to(paths.uploads(site.id))}>Upload a ledger</Button>}>
      <p>
        Payments made twice, credits never taken and other money to look at will be listed here, the surest first, each with its
        documents side by side and the reasons. A ledger is examined as soon as it is imported.
      </p>
    </Empty>
  );
}
