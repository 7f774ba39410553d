/** One lens: what it means and does not mean, its picture and table, and the documents behind the row that is chosen. */
import type { ReactNode } from "react";
import type { Site } from "../../api/shapes.ts";
import { useFilters } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Go } from "../../blocks/go.tsx";
import { Notice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { LENS_WORDS, type LensName, type LensView } from "../../words/lenses.ts";
import { TABLES } from "../imports/fields.ts";
import styles from "./lens.module.css";
import { Documents } from "./rows-behind.tsx";
import type { LensWithRows } from "./chosen-row.ts";

type Props = { name: LensName; lacking: readonly string[] | undefined; empty: boolean; children: ReactNode };

export function Lens({ name, lacking, empty, children }: Props) {
  const { title, test, means, not, none } = LENS_WORDS[name];
  return (
    <Section title={title} aside={test}>
      <div className={styles.words}>
        <p>{means}</p>
        <p className={styles.not}>{not}</p>
      </div>
      {lacking ? <Lacking columns={lacking} /> : empty ? <p className={styles.none}>{none}</p> : children}
    </Section>
  );
}

function Lacking({ columns }: { columns: readonly string[] }) {
  return (
    <Notice title={`This could not be looked at: the ledger has no ${columns.map(columnWords).join(", and no ")}.`}>
      <p>Say at the next import which column of your file holds it. The files that are imported can be imported again.</p>
    </Notice>
  );
}

/** `invoice.posting_date or invoice.invoice_date` as the page of an import calls them. */
const columnWords = (text: string): string =>
  text.split(" or ").map((path) => { const [table = "", id] = path.split("."); return TABLES[table]?.fields.find((field) => field.id === id)?.words ?? path; }).join(" or ");

/** Leads to the documents behind a row of the lens, which are shown under it. */
export function RowLink({ site, view, lens, row, children }: { site: Site; view: LensView; lens: LensWithRows; row: number; children: ReactNode }) {
  const filters = useFilters();
  const current = filters["lens"] === lens && filters["row"] === String(row);
  return <Go to={paths.population(site.id, { view, lens, row: String(row) })} replace {...(current ? { "aria-current": "true" as const } : {})}>{children}</Go>;
}

export function RowsOfLens({ site, view, lens, titleOf }: { site: Site; view: LensView; lens: LensWithRows; titleOf: (row: number) => string | undefined }) {
  const filters = useFilters();
  const row = Number(filters["row"]);
  const title = filters["lens"] === lens && Number.isInteger(row) ? titleOf(row) : undefined;
  return title === undefined ? null : <div className={styles.rows}><Documents site={site} title={title} query={{ lens, row }} closeTo={paths.population(site.id, { view })} /></div>;
}

export const supplierWords = ({ id, name }: { id: string; name: string | null }): string => name ?? id;

export function SupplierFindings({ site, id }: { site: Site; id: string }) {
  return may(site, "seeFindings") ? <Go to={paths.findings(site.id, { supplier: id })}>Findings</Go> : null;
}
