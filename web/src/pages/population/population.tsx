/** The ledger as a whole: do its amounts fall as amounts do (Benford's law), and which amounts come up too often. */
import { NativeSelect } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { PopulationSet } from "../../api/shapes.ts";
import { useFilters, useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { sentence } from "../../words/kinds.ts";
import { showCount } from "../../words/money.ts";
import { DigitChart } from "./digit-chart.tsx";
import { DigitTable } from "./digit-table.tsx";
import { Repeated } from "./repeated.tsx";
import { RowsBehind } from "./rows-behind.tsx";

/** Nigrini's bands of the mean absolute deviation for the first two digits (Benford's Law, 2012, table 7.1). */
const CONFORMITY: Readonly<Record<PopulationSet["conformity"], string>> = {
  close: "Close",
  acceptable: "Acceptable",
  marginal: "Marginally acceptable",
  nonconforming: "Does not fit",
};

export function PopulationPage() {
  const site = useSite();
  const going = useGoing();
  const filters = useFilters();
  const { data } = useSuspenseQuery(queries.population(site));
  const set = data.sets.find((one) => one.name === filters["set"]) ?? data.sets[0];
  if (!set)
    return (
      <Page title="Population">
        <Empty title="No ledger to look at yet">
          <p>With a ledger imported, this page compares the first digits of its amounts with what Benford's law expects, and lists the amounts that come up most often.</p>
        </Empty>
      </Page>
    );
  const named = set.name === data.sets[0]?.name ? undefined : set.name;
  const digits = Number(filters["digits"]) || undefined;
  const open = (next: number): void => going.replace(paths.population(site.id, { set: named, digits: String(next) }));
  const hrefOf = (next: number): string => paths.population(site.id, { set: named, digits: String(next) });
  return (
    <Page
      title="Population"
      lead={`${showCount(data.rows)} documents. Amounts in a ledger begin with small digits more often than with large ones; where they do not, something has a reason.`}
      actions={
        data.sets.length > 1 && (
          <NativeSelect
            aria-label="Amounts to look at"
            value={set.name}
            data={data.sets.map((one) => ({ value: one.name, label: sentence(one.name) }))}
            onChange={(event) => going.replace(paths.population(site.id, { set: event.currentTarget.value }))}
          />
        )
      }
    >
      <Summary set={set} />
      <Section title="First two digits" aside="Bars: your ledger; amber where it is above Benford's line by more than chance. Choose a bar to see its documents.">
        <DigitChart bars={set.firstTwoDigits} count={set.count} chosen={digits} onChoose={open} />
        <DigitTable bars={set.firstTwoDigits} chosen={digits} hrefOf={hrefOf} />
      </Section>
      <RowsBehind site={site} filters={filters} set={set} />
      <Repeated site={site} set={set} named={named} filters={filters} />
    </Page>
  );
}

function Summary({ set }: { set: PopulationSet }) {
  return (
    <Figures
      list={[
        { label: "Amounts", value: showCount(set.count), note: set.name },
        { label: "Fit", value: CONFORMITY[set.conformity], note: "to Benford's law, in Nigrini's bands" },
        { label: "Mean absolute deviation", value: set.mad.toFixed(5) },
      ]}
    />
  );
}
