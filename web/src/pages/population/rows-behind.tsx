/** The documents behind a bar or an amount. */
import { useQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
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

type Props = { site: Site; set: PopulationSet; filters: Readonly<Record<string, string>> };

export function RowsBehind({ site, set, filters }: Props) {
  const { digits, amountMinor, currency } = filters;
  const wanted = digits ? { digits: Number(digits), set: set.name } : amountMinor && currency ? { amountMinor: Number(amountMinor), currency, set: set.name } : undefined;
  const { data, error } = useQuery({ ...queries.populationRows(site, wanted ?? {}), enabled: wanted !== undefined });
  if (!wanted) return null;
  const title = digits ? `Documents that begin with ${digits}` : `Documents of ${currency} ${showFigure({ minor: Number(amountMinor), currency: currency ?? "" })}`;
  return (
    <Section title={title} aside={<Go to={paths.population(site.id, { set: filters["set"] })} replace>Close</Go>}>
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
          {data.total > data.rows.length && <p>{`The first ${showCount(data.rows.length)} of ${showCount(data.total)} are shown.`}</p>}
        </>
      )}
    </Section>
  );
}
