/** How far: the stage in words, the counts, and a bar. Announced politely, and not more often than the stage changes. */
import type { Progress } from "../api/shapes.ts";
import { showCount } from "../words/money.ts";
import styles from "./progress.module.css";

export function ProgressLine({ progress, label }: { progress: Progress; label: string }) {
  const { stage, done, total, unit } = progress;
  return (
    <div className={styles.progress}>
      <div className={styles.words}>
        <span aria-live="polite">{stage}</span>
        <span className={styles.counts}>
          {total > 0 ? `${showCount(done)} of ${showCount(total)} ${unit}` : done > 0 ? `${showCount(done)} ${unit}` : ""}
        </span>
      </div>
      <Bar done={done} total={total} label={label} />
    </div>
  );
}

/** Without a total the bar only says that something is going on. */
export function Bar({ done, total, label }: { done: number; total: number; label: string }) {
  const known = total > 0;
  const percent = known ? Math.min(100, (done / total) * 100) : 0;
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      {...(known ? { "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(percent) } : { "data-unknown": true })}
    >
      <div className={styles.fill} style={known ? { width: `${percent}%` } : {}} />
    </div>
  );
}
