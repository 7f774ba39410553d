/** The chosen finding beside the list: enough to decide whether to open it. Absent where there is no room for it. */
import { useQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { Finding, FindingItem } from "../../api/shapes.ts";
import { useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Go } from "../../blocks/go.tsx";
import { Likelihood } from "../../blocks/likelihood.tsx";
import { kindWords } from "../../words/kinds.ts";
import styles from "./preview.module.css";
import { Reasons } from "./reasons.tsx";
import { Marked } from "./documents.tsx";

const FIELDS_SHOWN = new Set(["invoice_no", "invoice_date", "amount_gross", "supplier_id", "supplier_name", "posting_date"]);

export function Preview({ item }: { item: FindingItem | undefined }) {
  const site = useSite();
  const { data } = useQuery({ ...queries.finding(site, item?.id ?? ""), enabled: item !== undefined });
  if (!item) return null;
  return (
    <aside className={styles.preview} aria-label="Preview of the chosen finding" data-print="no">
      <h2>
        <Go to={paths.finding(site.id, item.id)}>{item.title}</Go>
      </h2>
      <p className={styles.line}>
        {kindWords(item.kind)} · {item.supplierNames.join(", ")}
      </p>
      <div className={styles.facts}>
        <Likelihood band={item.band} score={item.score} />
        <Amount money={item.amountAtRisk} strong />
      </div>
      {data && <Documents finding={data} />}
      {data && <Reasons reasons={data.reasons.slice(0, 5)} compact />}
      <Go to={paths.finding(site.id, item.id)} className={styles.open}>
        Open the finding
      </Go>
    </aside>
  );
}

function Documents({ finding }: { finding: Finding }) {
  return (
    <ul className={styles.documents}>
      {finding.documents.slice(0, 4).map((document) => (
        <li key={document.docId}>
          <span className={styles.role}>{document.role}</span>
          {document.fields
            .filter((field) => FIELDS_SHOWN.has(field.field) && field.shown && field.agreement !== "n/a")
            .map((field) => (
              <span key={field.field} data-differs={field.agreement === "different" || undefined}>
                <Marked text={field.shown} marks={field.marks} />
              </span>
            ))}
        </li>
      ))}
    </ul>
  );
}
