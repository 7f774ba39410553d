/** The documents behind a bar, an amount or a row of a lens. */
import { useQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { PopulationRowsQuery } from "../../api/region.ts";
import type { PopulationSet, Site } from "../../api/shapes.ts";
import { paths } from "../../app/paths.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { Bar } from "../../blocks/progress.tsx";
import { Table } from "../../blocks/table.tsx";
import { showCount, showFigure } from "../../words/money.ts";
import { showDay } from "../../words/time.ts";

export function RowsBehind({ site, filters, set }: { site: Site; filters: Readonly<Record<string, string>>; set: PopulationSet }) {
  const { digits, amountMinor, currency } = filters;
  const wanted = digits ? { digits: Number(digits), set: set.name } : amountMinor && currency ? { amountMinor: Number(amountMinor), currency, set: set.name } : undefined;
  if (!wanted) return null;
  const title = digits ? `Documents that begin with ${digits}` : `Documents of ${currency} ${showFigure({ minor: Number(amountMinor), currency: currency ?? "" })}`;
  return <Documents site={site} title={title} query={wanted} closeTo={paths.population(site.id, { set: filters["set"] })} />;
}

type Props = { site: Site; title: string; query: PopulationRowsQuery; closeTo: string };

export function Documents({ site, title, query, closeTo }: Props) {
  const { data, error } = useQuery(queries.populationRows(site, query));
  return (
    <Section title={title} aside={<Go to={closeTo} replace>Close</Go>}>
      {error && <FailureNotice error={error} doing="Loading the documents" />}
      {!data && !error && <Bar done={0} total={0} label="Loading the documents" />}
      {data && (
        <>
          <Table
            caption={title}
            rows={data.rows}
            keyOf={(row, index) => `${row.docId}-${index}`}
            columns={[
              { key: "date", head: "Invoice date", narrow: true, cell: (row) => (row.invoiceDate ? showDay(row.invoiceDate) : "") },
              { key: "supplier", head: "Supplier", cell: (row) => row.supplierName ?? row.supplierId },
              { key: "number", head: "Invoice number", cell: (row) => row.invoiceNo ?? "" },
              { key: "document", head: "Document", cell: (row) => row.docId },
              { key: "amount", head: "Amount", number: true, cell: (row) => <Amount money={row.amount} /> },
            ]}
          />
          {data.total > data.rows.length && <p>{`${query.lens ? "The largest" : "The first"} ${showCount(data.rows.length)} of ${showCount(data.total)} are shown.`}</p>}
        </>
      )}
    </Section>
  );
}
