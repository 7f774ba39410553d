/** How sure: the words, the figure, and a mark whose shape differs by band, so that colour is never alone. */
import { BAND_WORDS, showScore, type Band } from "../words/likelihood.ts";
import styles from "./likelihood.module.css";

const STEPS: Readonly<Record<Band, number>> = { "very likely": 4, likely: 3, possible: 2, unlikely: 1 };

export function BandMark({ band }: { band: Band }) {
  return (
    <span className={styles.mark} data-band={band} aria-hidden="true">
      {[1, 2, 3, 4].map((step) => (
        <span key={step} data-on={step <= STEPS[band] || undefined} />
      ))}
    </span>
  );
}

export function Likelihood({ band, score }: { band: Band; score: number }) {
  return (
    <span className={styles.likelihood}>
      <BandMark band={band} />
      <span>{BAND_WORDS[band]}</span>
      <span className={styles.figure}>{showScore(score)}</span>
    </span>
  );
}
