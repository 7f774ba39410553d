/**
 * How two descriptions lie to each other. Two bills of a contract say so: their periods or stages differ.
 *
 * Months are known in the languages of our customers' ledgers; a language that is missing only loses evidence.
 */
export type TextLevel = "missing" | "same" | "cased" | "part" | "other-period" | "other-stage" | "different";

const MONTHS = [
  "JAN|JANUARY|JANUAR|JANVIER|ENERO", "FEB|FEBRUARY|FEBRUAR|FEVRIER|FÉVRIER|FEBRERO", "MAR|MARCH|MÄRZ|MARS|MARZO",
  "APR|APRIL|AVRIL|ABRIL", "MAY|MAI|MEI|MAYO", "JUN|JUNE|JUNI|JUIN|JUNIO", "JUL|JULY|JULI|JUILLET|JULIO", "AUG|AUGUST|AOÛT|AOUT|AGOSTO",
  "SEP|SEPT|SEPTEMBER|SEPTEMBRE|SEPTIEMBRE", "OCT|OKT|OCTOBER|OKTOBER|OCTOBRE|OCTUBRE", "NOV|NOVEMBER|NOVEMBRE|NOVIEMBRE",
  "DEC|DEZ|DECEMBER|DEZEMBER|DÉCEMBRE|DECEMBRE|DICIEMBRE",
].map((names) => new RegExp(`(?<![\\p{L}])(?:${names})(?![\\p{L}])`, "u"));
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/g;
const DATE = /(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)/g;
const BEFORE = /\b(?:DEPOSIT|DOWN PAYMENT|ADVANCE|PREPAYMENT|ANZAHLUNG|ACOMPTE|INTERIM)\b/;
const AFTER = /\b(?:BALANCE|FINAL|REMAINDER|RETENTION|RESTZAHLUNG|SCHLUSSRECHNUNG|SOLDE)\b/;
const STAGE = /\b(?:STAGE|INSTAL?LMENT|PART|APPLICATION|VALUATION|PHASE)\b\D*(\d{1,2})(?!\d)/;

export function compareTexts(left: string | null, right: string | null): TextLevel {
  if (left === null || right === null) return "missing";
  if (left === right) return "same";
  const [x, y] = [left.toUpperCase().trim(), right.toUpperCase().trim()];
  if (x === y) return "cased";
  const [stageX, stageY] = [stageOf(x), stageOf(y)];
  if (stageX !== undefined && stageY !== undefined && stageX !== stageY) return "other-stage";
  const [periodX, periodY] = [periodOf(x), periodOf(y)];
  if (periodX !== "" && periodY !== "" && periodX !== periodY) return "other-period";
  if (x.startsWith(y) || y.startsWith(x)) return "part";
  return "different";
}

function stageOf(text: string): string | undefined {
  if (BEFORE.test(text)) return "before";
  if (AFTER.test(text)) return "after";
  return STAGE.exec(text)?.[1];
}

/** Month, year and dates named in the text, in one comparable form; empty when it names none. */
function periodOf(text: string): string {
  const dates = text.match(DATE) ?? [];
  if (dates.length > 0) return dates.join(" ");
  const month = MONTHS.findIndex((one) => one.test(text));
  if (month < 0) return "";
  return `${month + 1} ${(text.match(YEAR) ?? []).join(" ")}`;
}

/** Words by which a paper says itself that it is no new bill. */
const NOT_A_BILL =
  /(?<![\p{L}])(?:STATEMENT|STMT)|(?<![\p{L}])(?:PRO-?\s?FORMA|PROFORMA|PRO(?=[-/ ])|QUOTE|QUOTATION|ESTIMATE|REMINDER|DUNNING|MAHNUNG|RELEVE|RELEVÉ|COPY|KOPIE|COPIE|DUPLICATE|DUPLICATA|DUP)(?![\p{L}])/u;
export const saysItIsNoBill = (number: string | null, text: string | null): boolean =>
  NOT_A_BILL.test((number ?? "").toUpperCase()) || NOT_A_BILL.test((text ?? "").toUpperCase());
