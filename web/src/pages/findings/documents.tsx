/**
 * The documents side by side. Agreement is quiet; a difference is loud: its row is marked, and within the value
 * exactly the characters that differ.
 */
import type { DocumentField, EvidenceDocument } from "../../api/shapes.ts";
import { sentence } from "../../words/kinds.ts";
import styles from "./documents.module.css";

export function Documents({ documents }: { documents: readonly EvidenceDocument[] }) {
  const lines = linesOf(documents);
  return (
    <div className={styles.frame} tabIndex={0} role="region" aria-label="Documents side by side">
      <table className={styles.table}>
        <caption className="visually-hidden">The documents side by side; differences are marked</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Field</span>
            </th>
            {documents.map((document, index) => (
              <th key={document.docId} scope="col">
                <span className={styles.role}>{roleWords(document.role, index, documents)}</span>
                <span className={styles.id}>{document.docId}</span>
                {document.supplierName && <span className={styles.id}>{document.supplierName}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.field} data-differs={line.differs || undefined}>
              <th scope="row">
                {line.label}
                {line.differs && <span className="visually-hidden">, differs</span>}
              </th>
              {line.cells.map((cell, index) => (
                <td key={documents[index]?.docId}>
                  {cell?.shown ? <Marked text={cell.shown} marks={cell.marks} /> : <span className={styles.blank}>blank</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Text with the ranges that differ marked. Ranges that do not fit the text are left out rather than trusted. */
export function Marked({ text, marks = [] }: { text: string; marks?: readonly (readonly [number, number])[] | undefined }) {
  const parts = [];
  let from = 0;
  for (const [start, end] of marks) {
    if (start < from || end <= start || end > text.length) continue;
    parts.push(text.slice(from, start), <mark key={start} className={styles.mark}>{text.slice(start, end)}</mark>);
    from = end;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}

type Line = { field: string; label: string; differs: boolean; cells: (DocumentField | undefined)[] };

/** One line per field that any document has; those blank in all of them say nothing and are left out. */
function linesOf(documents: readonly EvidenceDocument[]): Line[] {
  const names = new Map(documents.flatMap((document) => document.fields.map((field) => [field.field, field.label] as const)));
  return [...names]
    .map(([field, label]): Line => {
      const cells = documents.map((document) => document.fields.find((one) => one.field === field));
      return { field, label, differs: cells.some((cell) => cell?.agreement === "different"), cells };
    })
    .filter((line) => line.cells.some((cell) => cell?.shown));
}

function roleWords(role: string, index: number, documents: readonly EvidenceDocument[]): string {
  const same = documents.filter((one) => one.role === role);
  const words = sentence(role);
  return same.length > 1 ? `${words} ${documents.slice(0, index + 1).filter((one) => one.role === role).length}` : words;
}
