/** The lenses on the whole ledger in words: what each shows, what stands behind it, and what it does not say. */
import type { PopulationLenses } from "../api/shapes.ts";

export type LensName = Exclude<keyof PopulationLenses, "lacking">;
export type LensWords = { readonly test: string; readonly title: string; readonly means: string; readonly not: string; readonly none: string };

const DIGITS = "There are no amounts of ten or more.";

export const LENS_WORDS: Readonly<Record<LensName, LensWords>> = {
  firstDigit: {
    test: "STA-01", title: "First digit", none: DIGITS,
    means: "How often amounts of ten or more begin with each digit. Among amounts that nobody chose, 1 leads three times in ten and 9 less than once in twenty.",
    not: "It does not say that anything is wrong: price lists, fees and rents begin as somebody set them. The documents behind a digit are under First two digits.",
  },
  secondDigit: {
    test: "STA-02", title: "Second digit", none: DIGITS,
    means: "How often each digit stands second. Too many noughts and fives are what rounding leaves; too many of another digit point at one price, or at a limit that people stay under.",
    not: "It does not say which documents are wrong: round prices are agreed every day.",
  },
  lastTwoDigits: {
    test: "STA-04", title: "Last two digits", none: DIGITS,
    means: "The pence or cents of amounts that nobody chose are spread evenly, one in a hundred for each pair. Pairs far above the line are rounded amounts, or made up ones.",
    not: "Prices that end in 00, 50 or 99 do the same honestly, and so does tax on them.",
  },
  secondOrder: {
    test: "STA-08", title: "Steps between amounts", none: "There are too few different amounts.",
    means: "The steps from each amount to the next larger one begin as Benford's law says in almost any ledger, whatever the amounts themselves do. Where they do not, amounts were rounded, cut off or worked out by a formula.",
    not: "It has no documents behind it, because a step lies between two of them. A ledger of few different amounts never fits.",
  },
  summation: {
    test: "STA-05", title: "Where the money begins", none: DIGITS,
    means: "What the amounts with each pair of first digits add up to, the largest sums first. Spread freely, each pair would have 1.1 % (the mark); far above it stand a few very large documents, or one large amount many times.",
    not: "A large document is not a wrong one. Amounts in the currency with most documents only.",
  },
  relativeSize: {
    test: "STA-06", title: "Largest documents", none: "No supplier with five invoices has one that is larger than all others.",
    means: "Each supplier's largest invoice beside its second largest. One that is many times larger than all else the supplier bills may have its decimal point in the wrong place.",
    not: "Projects, equipment and yearly bills stand out in the same way. Where the figures are those of a usual amount, moved by one or two places, there is a finding (OVR-11).",
  },
  roundSuppliers: {
    test: "STA-09", title: "Round amounts", none: "No supplier with thirty documents bills whole hundreds.",
    means: "Suppliers of thirty documents or more who bill whole hundreds more often than the ledger does as a whole. Invented bills are often round.",
    not: "Retainers, rents, donations and fees are round too. By itself this is no reason to suspect anybody.",
  },
  growth: {
    test: "STA-10", title: "Who grew", none: "Nobody grew, or the ledger does not cover two years.",
    means: "Suppliers whom the last twelve months of the ledger bring more than the twelve months before, by how much.",
    not: "It does not say why: new contracts, new sites and new prices all look like this. It compares what was billed, not what was delivered.",
  },
  busyDays: {
    test: "STA-10", title: "Busy days", none: "No day has three times what its weekday usually has.",
    means: "Days on which at least three times as much was booked as that weekday usually has.",
    not: "Month ends, yearly bills and the take-over from another system are such days. What belongs there is known to whoever closed the books.",
  },
  underLimits: {
    test: "FRD-11", title: "Just under a round limit", none: "Nowhere are there more documents just under a round limit than beside it.",
    means: "How many amounts lie in the tenth under a round limit, against the tenths on either side of it. A crowd under a limit may be there to stay under what somebody may approve alone.",
    not: "Prices such as 999 or 4,950 crowd there as well, and the limit may be nobody's. Bills that were split under a limit learned from this ledger are findings (FRD-10).",
  },
  weekendUsers: {
    test: "FRD-15", title: "Who books at weekends", none: "Nobody with fifty documents books at weekends more often than all do together.",
    means: "Who enters documents on Saturdays and Sundays more often than the others do.",
    not: "It is evidence against nobody: shifts, month ends and automatic entries fall on weekends. The hour of an entry is not in a ledger.",
  },
};

export type LensView = "more-digits" | "suppliers" | "days";
/** `undefined` is the page as it opens. */
export const LENS_VIEWS: readonly { readonly view: LensView | undefined; readonly words: string; readonly lenses: readonly LensName[] }[] = [
  { view: undefined, words: "First digits and repeated amounts", lenses: [] },
  { view: "more-digits", words: "More of the digits", lenses: ["firstDigit", "secondDigit", "lastTwoDigits", "secondOrder", "summation"] },
  { view: "suppliers", words: "Suppliers", lenses: ["relativeSize", "roundSuppliers", "growth"] },
  { view: "days", words: "Days, limits and people", lenses: ["busyDays", "underLimits", "weekendUsers"] },
];
