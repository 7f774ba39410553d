/** Shown when a page takes longer than a blink to load. */
import styles from "./loading.module.css";

export function LoadingPage() {
  return (
    <div className={styles.loading} role="status">
      <span className="visually-hidden">Loading</span>
      {[40, 90, 75, 82, 60].map((percent) => (
        <span key={percent} className={styles.line} style={{ width: `${percent}%` }} aria-hidden="true" />
      ))}
    </div>
  );
}
