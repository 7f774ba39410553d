/**
 * How often amounts have each digit or pair of digits, against what a law expects. Zero-based; the table below it holds the
 * same figures and the same links, so the picture itself is hidden from screen readers.
 */
import type { DigitBar } from "../../api/shapes.ts";
import { useNarrow } from "../../blocks/narrow.ts";
import styles from "./digit-chart.module.css";

/** Drawn as wide as it is shown, roughly, so that its labels stay as large as the text around it. */
const SIZES = { wide: { width: 960, height: 260 }, narrow: { width: 380, height: 200 } };
const LEFT = 36;
const BOTTOM = 22;
/** Above this a difference is unlikely to be chance (5 %, two-sided). */
const Z_LIMIT = 1.96;

/** Without `onChoose` bars are not for choosing; `law` is the name of the line. */
type Props = { bars: readonly DigitBar[]; count: number; law?: string; chosen?: number | undefined; onChoose?: (digits: number) => void };

export function DigitChart({ bars, count, law = "Benford", chosen, onChoose }: Props) {
  const { width, height } = SIZES[useNarrow() ? "narrow" : "wide"];
  const share = (bar: DigitBar): number => (count > 0 ? bar.count / count : 0);
  const expected = (bar: DigitBar): number => (count > 0 ? bar.expected / count : 0);
  const top = Math.max(0.005, ...bars.map((bar) => Math.max(share(bar), expected(bar)))) * 1.08;
  const step = (width - LEFT) / Math.max(1, bars.length);
  const y = (value: number): number => (height - BOTTOM) * (1 - value / top);
  const x = (index: number): number => LEFT + index * step;
  const line = bars.map((bar, index) => `${index ? "L" : "M"}${(x(index) + step / 2).toFixed(1)} ${y(expected(bar)).toFixed(1)}`).join("");
  const at = Math.round(bars.length * 0.05);
  const named = bars[at];
  return (
    <svg className={styles.chart} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {ticks(top).map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} className={styles.grid} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end" className={styles.label}>
            {`${Number((tick * 100).toFixed(1))} %`}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => (
        <g key={bar.digits} className={styles.bar} {...(onChoose && { onClick: () => onChoose(bar.digits), "data-choice": true })} data-chosen={bar.digits === chosen || undefined} data-odd={(bar.z > Z_LIMIT && bar.count > bar.expected) || undefined}>
          <title>{`${digitsWords(bar.digits, bars)}: ${(share(bar) * 100).toFixed(2)} %, expected ${(expected(bar) * 100).toFixed(2)} %`}</title>
          <rect className={styles.target} x={x(index)} y={0} width={step} height={height} />
          <rect className={styles.fill} x={x(index) + step * 0.14} y={y(share(bar))} width={step * 0.72} height={y(0) - y(share(bar))} />
          {(bars.length <= 10 || bar.digits % 10 === 0) && (
            <text x={x(index) + step / 2} y={height - 6} textAnchor="middle" className={styles.label}>
              {digitsWords(bar.digits, bars)}
            </text>
          )}
        </g>
      ))}
      <path d={line} className={styles.line} />
      {named && (
        <text x={x(at) + step / 2} y={y(expected(named)) - 8} className={styles.name}>
          {law}
        </text>
      )}
    </svg>
  );
}

/** Of pairs that begin at 00 the first ten have a nought before them. */
export const digitsWords = (digits: number, bars: readonly { digits: number }[]): string => (bars.length > 10 && bars[0]?.digits === 0 ? String(digits).padStart(2, "0") : String(digits));

function ticks(top: number): number[] {
  const step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((one) => top / one <= 5) ?? 0.5;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}
