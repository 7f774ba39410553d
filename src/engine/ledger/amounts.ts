/**
 * Amounts as people and systems write them: `1,234.56`, `1.234,56`, `1'234.50`, `(123.45)`, `123.45-`, `£1,234`,
 * `GBP 12`, `12.00 CR`. The decimal mark is decided once per column from evidence, never per value: `1.234` alone
 * could be either, and a wrong guess is a factor of a thousand.
 *
 * Reading exists twice: whole, here, and as SQL for plain values only, of which there are millions. A property test
 * holds the two together.
 */
export type DecimalMark = "." | ",";
export type AmountFormat = {
  readonly mark: DecimalMark;
  /** The column never shows three decimals, so `1.234` in it is more likely a thousand: such values are refused. */
  readonly refuseThree: boolean;
};

/** Written for "there is no value". */
export const BLANKS = ["", "-", "--", "N/A", "n/a", "NA", "NULL", "null", "(null)", "None", "#N/A", "nil"] as const;
export const isBlank = (text: string): boolean => (BLANKS as readonly string[]).includes(text.trim());

export type Core = { readonly digits: string; readonly negative: boolean; readonly unit: string | undefined };

const UNIT = "[A-Z]{3}|[£€$¥]";
const SHAPE = new RegExp(`^(\\()?(${UNIT})?([-+])?(${UNIT})?([0-9.,]*[0-9][0-9.,]*)(-)?(${UNIT})?(CR|DR)?(\\))?$`);

/** The digits and marks of an amount, its sign, and the currency sign or code beside it; undefined when it is none. */
export function coreOf(text: string): Core | undefined {
  const tidy = text.replace(/[\s\u00a0\u202f'’]/g, "").replace(/[−–]/g, "-").toUpperCase();
  const parts = SHAPE.exec(tidy);
  if (!parts || (parts[1] === undefined) !== (parts[9] === undefined)) return undefined;
  const signs = [parts[1] !== undefined, parts[3] === "-", parts[6] === "-", parts[8] === "CR"].filter(Boolean).length;
  if (signs > 1) return undefined;
  return { digits: parts[5] ?? "", negative: signs === 1, unit: parts[2] ?? parts[4] ?? parts[7] };
}

/** What one value says about the decimal mark: nothing, one of the two, or that it could be either. */
export function markEvidence(digits: string): DecimalMark | "either" | "none" {
  const points = digits.split(".").length - 1;
  const commas = digits.split(",").length - 1;
  if (points === 0 && commas === 0) return "none";
  if (points > 0 && commas > 0) return digits.lastIndexOf(".") > digits.lastIndexOf(",") ? "." : ",";
  const mark = points > 0 ? "." : ",";
  if (points + commas > 1) return mark === "." ? "," : "."; // repeated, so it groups thousands
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) ? "either" : mark;
}

/** The amount as a plain decimal text with a point, or undefined when it is not an amount in this format. */
export function readAmount(text: string, format: AmountFormat): string | undefined {
  const core = coreOf(text);
  if (!core) return undefined;
  const group = format.mark === "." ? "," : ".";
  const pattern = format.mark === "." ? /^(\d{1,3}(,\d{3})+|\d*)(\.\d*)?$/ : /^(\d{1,3}(\.\d{3})+|\d*)(,\d*)?$/;
  if (!pattern.test(core.digits)) return undefined;
  if (format.refuseThree && markEvidence(core.digits) === "either" && core.digits.includes(format.mark)) return undefined;
  const decimal = core.digits.replaceAll(group, "").replace(format.mark, ".");
  return `${core.negative ? "-" : ""}${decimal}`;
}

/**
 * SQL giving DECIMAL(18,4) for amounts already in plain form, nearly every value of most exports, and NULL for all
 * others, which are then read one by one with `readAmount`. `value` is trimmed VARCHAR.
 */
export function plainAmountSql(value: string, format: AmountFormat): string {
  if (format.mark === ".") {
    const cast = `try_cast(${value} AS DECIMAL(18,4))`;
    return format.refuseThree ? `CASE WHEN ${value} NOT LIKE '%.___' THEN ${cast} END` : cast;
  }
  return `CASE WHEN regexp_full_match(${value}, '-?([0-9]{1,3}([.][0-9]{3})*|[0-9]+),[0-9]{2}')
    THEN try_cast(replace(replace(${value}, '.', ''), ',', '.') AS DECIMAL(18,4)) END`;
}
