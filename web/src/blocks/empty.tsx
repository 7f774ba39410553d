/** An empty place that teaches: what will be here, what brings it, one action. */
import type { ReactNode } from "react";
import styles from "./empty.module.css";

export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      <div className={styles.words}>{children}</div>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
