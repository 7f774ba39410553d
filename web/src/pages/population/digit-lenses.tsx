/** Further lenses on digits: each as the chart of first two digits is, bars against a line and the figures in a table under it. */
import type { PopulationLenses, Site } from "../../api/shapes.ts";
import { useFilters, useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Table } from "../../blocks/table.tsx";
import { TwoBars } from "../../blocks/two-bars.tsx";
import { showCount } from "../../words/money.ts";
import { showPercent } from "../../words/tests.ts";
import { CONFORMITY } from "../../words/conformity.ts";
import { DigitChart, digitsWords } from "./digit-chart.tsx";
import { DigitTable } from "./digit-table.tsx";
import { Lens, RowLink, RowsOfLens } from "./lens.tsx";
import styles from "./lens.module.css";

const VIEW = "more-digits";
type DigitLensName = "firstDigit" | "secondDigit" | "lastTwoDigits" | "secondOrder";
const NAMES: Readonly<Record<DigitLensName, { of: string; head: string; law: string }>> = {
  firstDigit: { of: "first digits", head: "Begins with", law: "Benford" },
  secondDigit: { of: "second digits", head: "Second digit", law: "Benford" },
  lastTwoDigits: { of: "last two digits", head: "Ends with", law: "Even spread" },
  secondOrder: { of: "first two digits of steps", head: "Step begins with", law: "Benford" },
};

export function DigitLenses({ site, lenses }: { site: Site; lenses: PopulationLenses }) {
  return (
    <>
      {(["firstDigit", "secondDigit", "lastTwoDigits", "secondOrder"] as const).map((name) => <Digits key={name} site={site} lenses={lenses} name={name} />)}
      <Summation site={site} lenses={lenses} />
    </>
  );
}

function Digits({ site, lenses, name }: { site: Site; lenses: PopulationLenses; name: DigitLensName }) {
  const going = useGoing();
  const filters = useFilters();
  const { digits, count, mad, conformity, withRows } = lenses[name];
  const { of, head, law } = NAMES[name];
  const chosen = filters["lens"] === name ? Number(filters["row"]) : undefined;
  const hrefOf = (row: number): string | undefined => (withRows.includes(row) ? paths.population(site.id, { view: VIEW, lens: name, row: String(row) }) : undefined);
  const open = (row: number): void => {
    const to = hrefOf(row);
    if (to !== undefined) going.replace(to);
  };
  return (
    <Lens name={name} lacking={lenses.lacking[name]} empty={count === 0}>
      <p className={styles.fit}>{`${showCount(count)} ${name === "secondOrder" ? "steps" : "amounts"}. Mean absolute deviation ${mad.toFixed(5)}. ${conformity === null ? "No bounds are published for it." : `Fit: ${CONFORMITY[conformity].toLowerCase()}.`}`}</p>
      <DigitChart bars={digits} count={count} law={law} chosen={chosen} {...(withRows.length > 0 && { onChoose: open })} />
      <DigitTable bars={digits} of={of} head={head} chosen={chosen} hrefOf={hrefOf} />
      {name === "lastTwoDigits" && <RowsOfLens site={site} view={VIEW} lens={name} titleOf={(row) => (withRows.includes(row) ? `Documents that end with ${digitsWords(row, digits)}` : undefined)} />}
    </Lens>
  );
}

function Summation({ site, lenses }: { site: Site; lenses: PopulationLenses }) {
  const rows = lenses.summation;
  const most = Math.max(0, ...rows.map(({ share }) => share));
  return (
    <Lens name="summation" lacking={lenses.lacking.summation} empty={rows.length === 0}>
      <Table
        compact caption="First two digits whose amounts add up to most" rows={rows} keyOf={({ digits }) => String(digits)}
        columns={[
          { key: "digits", head: "Begins with", cell: (one) => <RowLink site={site} view={VIEW} lens="summation" row={rows.indexOf(one)}>{one.digits}</RowLink> },
          { key: "picture", head: "Against 1.1 %", narrow: true, cell: ({ share }) => <TwoBars value={share} mark={1 / 90} most={most} /> },
          { key: "share", head: "Share", number: true, narrow: true, cell: ({ share }) => showPercent(share) },
          { key: "sum", head: "Sum", number: true, narrow: true, cell: ({ sum }) => <Amount money={sum} /> },
        ]}
      />
      <RowsOfLens site={site} view={VIEW} lens="summation" titleOf={(row) => rows[row] && `Documents that begin with ${rows[row].digits}`} />
    </Lens>
  );
}
