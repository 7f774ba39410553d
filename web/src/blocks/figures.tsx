/** The strip of figures at the top of an overview or a detail. Every figure that has rows behind it is a link to them. */
import type { ReactNode } from "react";
import { Go } from "./go.tsx";
import styles from "./figures.module.css";

export type Figure = { label: string; value: ReactNode; note?: ReactNode; to?: string };

export function Figures({ list }: { list: readonly Figure[] }) {
  return (
    <dl className={styles.figures}>
      {list.map((figure) => (
        <div key={figure.label} className={styles.figure}>
          <dt>{figure.label}</dt>
          <dd>
            <span className={styles.value}>{figure.to ? <Go to={figure.to}>{figure.value}</Go> : figure.value}</span>
            {figure.note && <span className={styles.note}>{figure.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
