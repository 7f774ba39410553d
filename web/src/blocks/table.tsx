/** A plain table for lists that fit on a page. Numbers stand right; wide tables scroll inside their own frame. */
import type { ReactNode } from "react";
import styles from "./table.module.css";

export type Column<Row> = {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  number?: boolean;
  /** Takes no more room than its content needs. */
  narrow?: boolean;
};

type Props<Row> = {
  /** Says what the rows are, for people who hear the page. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row, index: number) => string;
  /** For tables of a few short columns, which a wide page would pull apart. */
  compact?: boolean;
};

export function Table<Row>({ caption, columns, rows, keyOf, compact = false }: Props<Row>) {
  return (
    <div className={styles.frame} data-compact={compact || undefined} tabIndex={0} role="region" aria-label={caption}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) =>
              // Nothing to say about a column of buttons: a cell without text is no heading.
              column.head === "" ? <td key={column.key} data-narrow={column.narrow || undefined}>{column.head}</td> : (
                <th key={column.key} scope="col" data-number={column.number || undefined} data-narrow={column.narrow || undefined}>{column.head}</th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)}>
              {columns.map((column) => (
                <td key={column.key} data-number={column.number || undefined} data-narrow={column.narrow || undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
