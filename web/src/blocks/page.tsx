/** The head every page has: where it is, its name, what can be done. Names the browser's tab too. */
import { useEffect, type ReactNode } from "react";
import { Go } from "./go.tsx";
import styles from "./page.module.css";

type Props = {
  title: string;
  /** Shown instead of the title's text where it needs more than text. */
  heading?: ReactNode;
  above?: { to: string; words: string };
  lead?: ReactNode;
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
};

export function Page({ title, heading, above, lead, actions, wide = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Spendward`;
  }, [title]);
  return (
    <div className={styles.page} data-wide={wide || undefined}>
      <header className={styles.head}>
        <div className={styles.name}>
          {above && (
            <Go to={above.to} className={styles.above} data-print="no">
              ← {above.words}
            </Go>
          )}
          <h1 tabIndex={-1}>{heading ?? title}</h1>
          {lead && <div className={styles.lead}>{lead}</div>}
        </div>
        {actions && (
          <div className={styles.actions} data-print="no">
            {actions}
          </div>
        )}
      </header>
      {children}
    </div>
  );
}

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {aside && <div className={styles.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  );
}
