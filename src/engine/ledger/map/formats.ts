/**
 * Deciding how the dates and amounts of a file are written, from the evidence of their values: each column by its
 * own, else by that of the other columns, else by asking.
 */
import type { AmountFormat, DecimalMark } from "../amounts.ts";
import type { DateFormat, DayOrder } from "../dates.ts";
import type { FieldKind, TableName } from "./canonical.ts";
import { DICTIONARY } from "./dictionary.ts";
import type { Match } from "./match.ts";
import type { Profile } from "./profile.ts";
import type { Question } from "./propose.ts";

type Decided<F> = { readonly formats: ReadonlyMap<number, F>; readonly questions: readonly Question[]; readonly notes: readonly string[] };

const ofKind = (table: TableName, matches: readonly Match[], kind: FieldKind): readonly Match[] =>
  matches.filter(({ field }) => DICTIONARY[table][field]?.kind === kind);

const ORDER_WORDS: Readonly<Record<DayOrder, string>> = { ymd: "year-month-day", dmy: "day/month/year", mdy: "month/day/year" };

export function dateFormats(table: TableName, matches: readonly Match[], profiles: readonly Profile[], answer: DayOrder | undefined): Decided<DateFormat> {
  const columns = ofKind(table, matches, "date");
  const own = new Map(columns.map(({ column }) => [column.index, ownOrder(profiles[column.index] as Profile)] as const));
  const settled = new Set([...own.values()].filter((order) => order === "dmy" || order === "mdy"));
  const shared = settled.size === 1 ? [...settled][0] as DayOrder : undefined;
  const formats = new Map<number, DateFormat>();
  const open: Match[] = [];
  const notes: string[] = [];
  for (const match of columns) {
    const { shapes } = profiles[match.column.index] as Profile;
    const found = own.get(match.column.index);
    const order = found === "open" ? (answer ?? shared) : found;
    if (order === undefined) open.push(match);
    formats.set(match.column.index, { order: order ?? "ymd", serial: (shapes.serial ?? 0) > 0 });
    if (order === "dmy" || order === "mdy") notes.push(noteOn(match, order, shapes));
  }
  const questions: Question[] = open.length === 0 ? [] : [{
    code: "date-order", columns: open.map(({ column }) => column.name), answer: "dateOrder",
    words: `Dates such as ${example(profiles[(open[0] as Match).column.index] as Profile, /\d\D\d/)} could be day/month or month/day, and no value of the file settles it.`,
  }];
  return { formats, questions, notes };
}

/** The order that the majority of telling values show; "open" when only ambiguous ones occur. */
function ownOrder({ shapes }: Profile): DayOrder | "open" {
  const dmy = shapes["first>12"] ?? 0;
  const mdy = shapes["second>12"] ?? 0;
  if (dmy > 0 || mdy > 0) return dmy >= mdy ? "dmy" : "mdy";
  return (shapes.either ?? 0) > 0 ? "open" : "ymd";
}

function noteOn({ column }: Match, order: "dmy" | "mdy", shapes: Profile["shapes"]): string {
  const other = shapes[order === "dmy" ? "second>12" : "first>12"] ?? 0;
  const mixed = other === 0 ? "" : `; ${other} of the first rows have it the other way round and cannot be read`;
  const told = shapes.ymd === undefined ? "" : `; ${shapes.ymd} of the first rows are year-month-day and are read as such`;
  return `dates in "${column.name}" are ${ORDER_WORDS[order]}${mixed}${told}`;
}

export function amountFormats(table: TableName, matches: readonly Match[], profiles: readonly Profile[], answer: DecimalMark | undefined): Decided<AmountFormat> {
  const columns = ofKind(table, matches, "amount");
  const profileOf = (match: Match) => profiles[match.column.index] as Profile;
  const own = columns.map((match) => ownMark(profileOf(match).marks));
  const settled = new Set(own.filter((mark) => mark !== undefined));
  const shared = answer ?? (settled.size === 1 ? [...settled][0] : undefined);
  const formats = new Map<number, AmountFormat>();
  const open: Match[] = [];
  const notes: string[] = [];
  columns.forEach((match, at) => {
    const { marks, decimals } = profileOf(match);
    const mark = answer ?? own[at] ?? shared ?? (marks.either === 0 ? "." : undefined);
    if (mark === undefined) open.push(match);
    formats.set(match.column.index, { mark: mark ?? ".", refuseThree: decimals < 3 });
    if (mark === ",") notes.push(`the decimal mark in "${match.column.name}" is the comma`);
    const against = mark === "," ? marks.point : marks.comma;
    if (against > 0) notes.push(`${against} of the first rows of "${match.column.name}" have the other decimal mark and cannot be read`);
  });
  const questions: Question[] = open.length === 0 ? [] : [{
    code: "decimal-mark", columns: open.map(({ column }) => column.name), answer: "decimalMark",
    words: `Amounts such as ${example(profileOf(open[0] as Match), /^\D*\d{1,3}[.,]\d{3}\D*$/)} could be thousands or have three decimals, and no value of the file settles it.`,
  }];
  return { formats, questions, notes };
}

const ownMark = ({ point, comma }: Profile["marks"]): DecimalMark | undefined =>
  point === 0 && comma === 0 ? undefined : point >= comma ? "." : ",";

const example = (profile: Profile, shape: RegExp): string => `"${profile.common.find(([value]) => shape.test(value))?.[0] ?? profile.common[0]?.[0] ?? ""}"`;
