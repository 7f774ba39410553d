/** The frame of the two pages that come before sign-in: narrow, quiet, with the name above. */
import { useEffect, type ReactNode } from "react";
import styles from "./entrance.module.css";

export function Entrance({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Spendward`;
  }, [title]);
  return (
    <main className={styles.entrance}>
      <div className={styles.brand}>
        <img src="/icon.svg" alt="" width="28" height="28" />
        Spendward
      </div>
      <h1>{title}</h1>
      {lead && <div className={styles.lead}>{lead}</div>}
      {children}
    </main>
  );
}
