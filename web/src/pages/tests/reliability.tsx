/** Probability that is told against the share that is right. The table under it has the same figures, so the picture is not read out. */
import styles from "./tests.module.css";

const SIZE = 300;
const [LEFT, TOP] = [44, 10];
const x = (percent: number): number => LEFT + (percent / 100) * SIZE;
const y = (percent: number): number => TOP + SIZE - (percent / 100) * SIZE;

export function Reliability({ bands }: { bands: readonly { from: number; findings: number; meanScore: number; right: number }[] }) {
  return (
    <svg className={styles.reliability} viewBox={`0 0 ${LEFT + SIZE + 24} ${TOP + SIZE + 44}`} aria-hidden="true" focusable="false">
      {[0, 25, 50, 75, 100].map((at) => (
        <g key={at}>
          <path className={styles.grid} d={`M${x(at)} ${y(0)}V${y(100)}M${x(0)} ${y(at)}H${x(100)}`} />
          <text x={x(at)} y={y(0) + 16} textAnchor="middle">{at} %</text>
          <text x={LEFT - 6} y={y(at) + 4} textAnchor="end">{at} %</text>
        </g>
      ))}
      <path className={styles.diagonal} d={`M${x(0)} ${y(0)}L${x(100)} ${y(100)}`} />
      {bands.map(({ from, findings, meanScore, right }) => <circle key={from} className={styles.dot} cx={x(meanScore)} cy={y(right)} r={2 + Math.log10(Math.max(1, findings))} />)}
      <text x={x(50)} y={y(0) + 34} textAnchor="middle">probability that is told</text>
    </svg>
  );
}
