/**
 * Money as people in finance write it: `1,234.50`, negatives in brackets, the currency beside the figure and not in it.
 * Exact: works on the decimal digits of the integer, never on a fraction. The server has the same rule (src/base/money.ts);
 * a test holds the two together.
 */
export type Money = { minor: number; currency: string };

/** Currencies whose minor unit is not a hundredth (ISO 4217). */
const DIGITS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
};

export const minorDigits = (currency: string): number => DIGITS[currency] ?? 2;

export function showFigure({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = groupThousands(text.slice(0, text.length - digits));
  const figure = digits === 0 ? whole : `${whole}.${text.slice(-digits)}`;
  return minor < 0 ? `(${figure})` : figure;
}

/** From an amount as it is typed. */
export const minorUnits = (amount: number, currency: string): number => Math.round(amount * 10 ** minorDigits(currency));

/** `XXX` is ISO 4217 for "no currency": the ledger did not say, so neither do we. */
export const showCurrency = (currency: string): string => (currency === "XXX" ? "" : currency);

/** For chart labels only: `1.2m`, `340k`. Lists and details are always exact. */
export function showRounded({ minor, currency }: Money): string {
  const amount = Math.abs(minor) / 10 ** minorDigits(currency);
  const [value, suffix] =
    amount >= 1e9 ? [amount / 1e9, "bn"] : amount >= 1e6 ? [amount / 1e6, "m"] : amount >= 1e4 ? [amount / 1e3, "k"] : [amount, ""];
  const figure = `${value.toLocaleString("en-GB", { maximumFractionDigits: value < 10 && suffix ? 1 : 0 })}${suffix}`;
  return minor < 0 ? `(${figure})` : figure;
}

export const groupThousands = (whole: string): string => whole.replace(/\B(?=(\d{3})+$)/g, ",");

export const showCount = (count: number): string => groupThousands(String(Math.trunc(count)));
