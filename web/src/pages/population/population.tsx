/** The ledger as a whole: do its amounts fall as amounts do (Benford's law), which amounts come up too often, and further lenses on it. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { startRun } from "../../api/region.ts";
import type { PopulationLenses, PopulationSet, Site } from "../../api/shapes.ts";
import { useFilters, useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { CONFORMITY } from "../../words/conformity.ts";
import { sentence } from "../../words/kinds.ts";
import { LENS_VIEWS, type LensView } from "../../words/lenses.ts";
import { showCount } from "../../words/money.ts";
import { DayLenses } from "./day-lenses.tsx";
import { DigitChart } from "./digit-chart.tsx";
import { DigitLenses } from "./digit-lenses.tsx";
import { DigitTable } from "./digit-table.tsx";
import styles from "./lens.module.css";
import { Repeated } from "./repeated.tsx";
import { RowsBehind } from "./rows-behind.tsx";
import { SupplierLenses } from "./supplier-lenses.tsx";

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
  const view = LENS_VIEWS.find((one) => one.view !== undefined && one.view === filters["view"])?.view;
  const named = set.name === data.sets[0]?.name ? undefined : set.name;
  const digits = Number(filters["digits"]) || undefined;
  const open = (next: number): void => going.replace(paths.population(site.id, { set: named, digits: String(next) }));
  const hrefOf = (next: number): string => paths.population(site.id, { set: named, digits: String(next) });
  return (
    <Page
      title="Population"
      lead={`${showCount(data.rows)} documents. Amounts in a ledger begin with small digits more often than with large ones; where they do not, something has a reason.`}
      actions={
        view === undefined && data.sets.length > 1 && (
          <NativeSelect
            aria-label="Amounts to look at"
            value={set.name}
            data={data.sets.map((one) => ({ value: one.name, label: sentence(one.name) }))}
            onChange={(event) => going.replace(paths.population(site.id, { set: event.currentTarget.value }))}
          />
        )
      }
    >
      <nav aria-label="Lenses" className={styles.views}>
        {LENS_VIEWS.map((one) => <Go key={one.words} to={paths.population(site.id, { view: one.view })} {...(one.view === view ? { "aria-current": "page" as const } : {})}>{one.words}</Go>)}
      </nav>
      {view !== undefined ? <Further site={site} view={view} lenses={data.lenses} /> : (
        <>
          <Summary set={set} />
          <Section title="First two digits" aside="Bars: your ledger; amber where it is above Benford's line by more than chance. Choose a bar to see its documents.">
            <p className={styles.not}>A poor fit does not say that anything is wrong: price lists, fees and rents begin as somebody set them.</p>
            <DigitChart bars={set.firstTwoDigits} count={set.count} chosen={digits} onChoose={open} />
            <DigitTable bars={set.firstTwoDigits} chosen={digits} hrefOf={hrefOf} />
          </Section>
          <RowsBehind site={site} filters={filters} set={set} />
          <Repeated site={site} set={set} named={named} filters={filters} />
        </>
      )}
    </Page>
  );
}

function Further({ site, view, lenses }: { site: Site; view: LensView; lenses: PopulationLenses | null }) {
  if (lenses === null) return <NotKept site={site} />;
  return (
    <>
      <p className={styles.not}>These point at where to look. Each is true of many honest ledgers, so none of them makes a finding by itself.</p>
      {view === "more-digits" && <DigitLenses site={site} lenses={lenses} />}
      {view === "suppliers" && <SupplierLenses site={site} lenses={lenses} />}
      {view === "days" && <DayLenses site={site} lenses={lenses} />}
    </>
  );
}

function NotKept({ site }: { site: Site }) {
  const client = useQueryClient();
  const going = useGoing();
  const again = useMutation({ mutationFn: () => startRun(site), onSuccess: ({ id }) => going.to(paths.run(site.id, id)), onSettled: () => queries.forgetSite(client, site) });
  return (
    <>
      {again.error && <FailureNotice error={again.error} doing="Examining again" />}
      <Notice title="These were not kept yet when the ledger was last examined.">
        <p>They are there once it has been examined again{may(site, "startRuns") ? "." : ", which somebody with the right to start runs can do, or the next import does."}</p>
      </Notice>
      {may(site, "startRuns") && <Button mt="md" onClick={() => again.mutate()} loading={again.isPending}>Examine the ledger again now</Button>}
    </>
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
