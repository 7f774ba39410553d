/**
 * Two figures as bars, the one that is looked at over the one it is held against, on one scale for all rows of a table. The figures stand in the
 * same row, so the picture is not read out.
 */
import styles from "./two-bars.module.css";

const WIDTH = 120;

type Props = { value: number; beside?: number; most: number; mark?: number };

export function TwoBars({ value, beside, most, mark }: Props) {
  const wide = (figure: number): number => (most > 0 ? Math.max(figure > 0 ? 1.5 : 0, (figure / most) * WIDTH) : 0);
  return (
    <svg className={styles.bars} viewBox={`0 0 ${WIDTH} 16`} aria-hidden="true" focusable="false">
      <rect className={styles.value} x={0} y={beside === undefined ? 4 : 1} width={wide(value)} height={beside === undefined ? 8 : 7} />
      {beside !== undefined && <rect className={styles.beside} x={0} y={9} width={wide(beside)} height={6} />}
      {mark !== undefined && <line className={styles.mark} x1={wide(mark)} x2={wide(mark)} y1={0} y2={16} />}
    </svg>
  );
}
