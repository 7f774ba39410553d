/** Lenses on suppliers: who has one document far above its others, who bills round amounts, who grew. */
import type { PopulationLenses, Site } from "../../api/shapes.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Table } from "../../blocks/table.tsx";
import { TwoBars } from "../../blocks/two-bars.tsx";
import { showCount } from "../../words/money.ts";
import { showPercent } from "../../words/tests.ts";
import { Lens, RowLink, RowsOfLens, SupplierFindings, supplierWords } from "./lens.tsx";

const VIEW = "suppliers";
type Props = { site: Site; lenses: PopulationLenses };

export function SupplierLenses({ site, lenses }: Props) {
  return (
    <>
      <Largest site={site} lenses={lenses} />
      <Round site={site} lenses={lenses} />
      <Growth site={site} lenses={lenses} />
    </>
  );
}

function Largest({ site, lenses: { relativeSize: rows, lacking } }: Props) {
  return (
    <Lens name="relativeSize" lacking={lacking.relativeSize} empty={rows.length === 0}>
      <Table
        caption="Suppliers' largest documents beside their second largest" rows={rows} keyOf={({ supplier, largest }) => `${supplier.id} ${largest.currency}`}
        columns={[
          { key: "supplier", head: "Supplier", cell: (one) => <RowLink site={site} view={VIEW} lens="relativeSize" row={rows.indexOf(one)}>{supplierWords(one.supplier)}</RowLink> },
          { key: "picture", head: "Largest over second", narrow: true, cell: ({ largest, second }) => <TwoBars value={largest.minor} beside={second.minor} most={largest.minor} /> },
          { key: "times", head: "Times", number: true, narrow: true, cell: ({ times }) => times.toFixed(1) },
          { key: "largest", head: "Largest", number: true, narrow: true, cell: ({ largest }) => <Amount money={largest} /> },
          { key: "second", head: "Second largest", number: true, narrow: true, cell: ({ second }) => <Amount money={second} /> },
          { key: "documents", head: "Invoices", number: true, narrow: true, cell: ({ documents }) => showCount(documents) },
          { key: "findings", head: "", narrow: true, cell: ({ supplier }) => <SupplierFindings site={site} id={supplier.id} /> },
        ]}
      />
      <RowsOfLens site={site} view={VIEW} lens="relativeSize" titleOf={(row) => rows[row] && `Invoices of ${supplierWords(rows[row].supplier)}, largest first`} />
    </Lens>
  );
}

function Round({ site, lenses: { roundSuppliers: rows, lacking } }: Props) {
  return (
    <Lens name="roundSuppliers" lacking={lacking.roundSuppliers} empty={rows.length === 0}>
      <Table
        caption="Suppliers who bill whole hundreds more often than the ledger does" rows={rows} keyOf={({ supplier }) => supplier.id}
        columns={[
          { key: "supplier", head: "Supplier", cell: (one) => <RowLink site={site} view={VIEW} lens="roundSuppliers" row={rows.indexOf(one)}>{supplierWords(one.supplier)}</RowLink> },
          { key: "picture", head: "Round, of all", narrow: true, cell: ({ hundreds, documents }) => <TwoBars value={hundreds} beside={documents} most={documents} /> },
          { key: "hundreds", head: "Whole hundreds", number: true, narrow: true, cell: ({ hundreds, documents }) => `${showCount(hundreds)} (${showPercent(hundreds / documents)})` },
          { key: "thousands", head: "Whole thousands", number: true, narrow: true, cell: ({ thousands }) => showCount(thousands) },
          { key: "repeated", head: "Amounts that repeat", number: true, narrow: true, cell: ({ repeated }) => showCount(repeated) },
          { key: "documents", head: "Documents", number: true, narrow: true, cell: ({ documents }) => showCount(documents) },
          { key: "z", head: "z", number: true, narrow: true, cell: ({ z }) => z.toFixed(1) },
          { key: "findings", head: "", narrow: true, cell: ({ supplier }) => <SupplierFindings site={site} id={supplier.id} /> },
        ]}
      />
      <RowsOfLens site={site} view={VIEW} lens="roundSuppliers" titleOf={(row) => rows[row] && `Whole hundreds of ${supplierWords(rows[row].supplier)}, largest first`} />
    </Lens>
  );
}

function Growth({ site, lenses: { growth: rows, lacking } }: Props) {
  const most = Math.max(0, ...rows.map(({ last }) => last.minor));
  return (
    <Lens name="growth" lacking={lacking.growth} empty={rows.length === 0}>
      <Table
        caption="Suppliers that grew most, the last twelve months against the twelve before" rows={rows} keyOf={({ supplier, last }) => `${supplier.id} ${last.currency}`}
        columns={[
          { key: "supplier", head: "Supplier", cell: (one) => <RowLink site={site} view={VIEW} lens="growth" row={rows.indexOf(one)}>{supplierWords(one.supplier)}</RowLink> },
          { key: "picture", head: "Last over before", narrow: true, cell: ({ last, before }) => <TwoBars value={last.minor} beside={before.minor} most={most} /> },
          { key: "last", head: "Last twelve months", number: true, narrow: true, cell: ({ last }) => <Amount money={last} /> },
          { key: "before", head: "Twelve months before", number: true, narrow: true, cell: ({ before }) => <Amount money={before} /> },
          { key: "more", head: "More", number: true, narrow: true, cell: ({ last, before }) => <Amount money={{ minor: last.minor - before.minor, currency: last.currency }} /> },
          { key: "findings", head: "", narrow: true, cell: ({ supplier }) => <SupplierFindings site={site} id={supplier.id} /> },
        ]}
      />
      <RowsOfLens site={site} view={VIEW} lens="growth" titleOf={(row) => rows[row] && `The last twelve months of ${supplierWords(rows[row].supplier)}, largest first`} />
    </Lens>
  );
}
