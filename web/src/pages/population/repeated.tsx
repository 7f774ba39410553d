/** Number duplication: the amounts that come up most often. */
import type { PopulationSet, Site } from "../../api/shapes.ts";
import { paths } from "../../app/paths.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Go } from "../../blocks/go.tsx";
import { Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { showCount } from "../../words/money.ts";

const SHOWN = 50;

type Props = { site: Site; set: PopulationSet; named: string | undefined; filters: Readonly<Record<string, string>> };

export function Repeated({ site, set, named }: Props) {
  const rows = set.repeatedAmounts.slice(0, SHOWN);
  return (
    <Section title="Amounts that come up most often" aside="Rents and subscriptions repeat; so do invoices posted twice">
      <Table
        compact
        caption="Amounts that come up most often"
        rows={rows}
        keyOf={(row) => `${row.amount.currency}${row.amount.minor}`}
        columns={[
          {
            key: "amount",
            head: "Amount",
            number: true,
            cell: (row) => (
              <Go to={paths.population(site.id, { set: named, amountMinor: String(row.amount.minor), currency: row.amount.currency })} replace>
                <Amount money={row.amount} />
              </Go>
            ),
          },
          { key: "count", head: "Times", number: true, cell: (row) => showCount(row.count) },
          { key: "share", head: "Of all amounts", number: true, cell: (row) => `${((row.count / Math.max(1, set.count)) * 100).toFixed(2)} %` },
        ]}
      />
    </Section>
  );
}
