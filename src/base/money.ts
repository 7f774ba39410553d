/**
 * Money: integer minor units with a currency (ISO 4217). Never a floating-point amount of pounds.
 * A `number` of minor units is exact up to 9,007,199,254,740,991 (90 trillion pounds), checked where amounts enter.
 */
export type Money = { readonly minor: number; readonly currency: string };

/** Currencies whose minor unit is not a hundredth (ISO 4217, 2024 table). */
const DIGITS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
};

/** Digits after the decimal mark; 2 for a currency we do not know. */
export const minorDigits = (currency: string): number => DIGITS[currency] ?? 2;

/** The exact decimal with a point and no grouping, for machines: `-1234.50`. */
export function decimalText({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const sign = minor < 0 ? "-" : "";
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-digits)}`;
}

/** The figure as people in finance write it, without the currency: `1,234.50`, negative as `(1,234.50)`. */
export function showFigure(money: Money): string {
  const plain = decimalText({ minor: Math.abs(money.minor), currency: money.currency });
  const [whole = "0", fraction] = plain.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const figure = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return money.minor < 0 ? `(${figure})` : figure;
}

/** Figure with currency code, for text: `GBP 1,234.50`. */
export const showMoney = (money: Money): string => (money.currency === "XXX" ? showFigure(money) : `${money.currency} ${showFigure(money)}`);
