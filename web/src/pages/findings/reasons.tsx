/** The weights that made the score: strongest first, those for to the right, those against to the left. */
import type { Reason } from "../../api/shapes.ts";
import { showWeight } from "../../words/likelihood.ts";
import styles from "./reasons.module.css";

/** A bar as long as the room for it; anything stronger is drawn as long, and its figure says the rest. */
const FULL_BITS = 12;

export function Reasons({ reasons, compact = false }: { reasons: readonly Reason[]; compact?: boolean }) {
  const sorted = [...reasons].sort((one, other) => Math.abs(other.bits) - Math.abs(one.bits));
  return (
    <ul className={styles.reasons} data-compact={compact || undefined}>
      {sorted.map((reason, index) => (
        <li key={`${reason.code}-${index}`}>
          <span className={styles.words}>{reason.words}</span>
          <span className={styles.bar} aria-hidden="true">
            <span data-for={reason.bits >= 0 || undefined} style={{ width: `${Math.min(50, (Math.abs(reason.bits) / FULL_BITS) * 50)}%` }} />
          </span>
          <span className={styles.weight} title={`${reason.bits.toFixed(1)} bits`}>
            {showWeight(reason.bits)}
          </span>
        </li>
      ))}
    </ul>
  );
}
