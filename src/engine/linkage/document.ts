/** What linkage knows of one posted debit and of its supplier's habits: rows of the tables that sql/documents.sql makes. */

export type Doc = {
  /** row_no of the invoice: the order of posting. */
  readonly d: number;
  readonly s: number;
  readonly f: number;
  /** A collective account: petty cash, one-time suppliers, redacted names. */
  readonly sundry: boolean;
  readonly ent: string | null;
  readonly cur: string;
  /** Minor units, gross. */
  readonly amt: number;
  readonly net: number | null;
  readonly tax: number;
  /** Days since 1970: invoice date, posting date; and the days between them. */
  readonly iday: number | null;
  readonly pday: number | null;
  readonly delay: number | null;
  readonly no: string | null;
  readonly fold: string | null;
  readonly po: string | null;
  readonly txt: string | null;
  readonly who: string | null;
  /** How many documents of the supplier share: everything, shape of number, amount, number (0 without one), text. */
  readonly n_s: number;
  readonly n_shape: number;
  readonly n_amt: number;
  readonly n_no: number;
  readonly n_txt: number;
  /** How many documents of the supplier name this order; 0 without one. */
  readonly n_po: number;
  /** Other documents of the supplier with this amount: same day, within 7 days, within 40 days. */
  readonly k0: number;
  readonly k7: number;
  readonly k40: number;
  /** Days by which the date lies outside the dates of the neighbours by number; null when there is no series. */
  readonly off: number | null;
  /** The same by the longest run of digits, for numbers of a shape the supplier hardly uses. */
  readonly run_off: number | null;
  /** Of a shape hardly used here, but only by something added or dropped at an end. */
  readonly known: boolean;
  /** In the whole ledger: families that use this number, documents of this amount. Of documents of a stranger's pair only; others have 1 of each. */
  readonly n_no_families: number;
  readonly n_amt_all: number;
};

export type Usual = {
  readonly s: number;
  readonly n: number;
  readonly pairs: number;
  readonly same_ent: number;
  readonly both_po: number;
  readonly same_po: number;
  /** Documents that name an order; and for each, how many others name it too, summed. */
  readonly with_po: number;
  readonly sum_po: number;
  readonly both_txt: number;
  readonly same_txt: number;
  readonly fit_n: number;
  readonly fit_ok: number;
  readonly odd_shape: number;
  readonly reused: number;
  readonly split_coded: number;
  readonly sum_k0: number;
  readonly sum_k7: number;
  readonly sum_k40: number;
  readonly sum_d0: number;
  /** Of neighbours by date, how many have numbers one edit apart. */
  readonly near_of: number;
  readonly near_dropped: number;
  readonly near_digit: number;
  readonly near_swapped: number;
};

export type LedgerUsual = {
  readonly docs: number;
  readonly firstDay: number;
  readonly lastDay: number;
  /** Means per document, over suppliers. */
  readonly k0: number;
  readonly k7: number;
  readonly k40: number;
  readonly d0: number;
  /** Shares of documents: number used again on another date, several documents of one number and date, missing on statements. */
  readonly reused: number;
  readonly split_coded: number;
  readonly unlisted: number;
  readonly near_dropped: number;
  readonly near_digit: number;
  readonly near_swapped: number;
  readonly odd_shape: number;
  readonly same_po: number;
  /** Mean over documents that name an order: how many others of the supplier name it too. */
  readonly again_po: number;
  readonly same_ent: number;
  /** Bounds of the posting delay in days, and the share of documents in each band. */
  readonly delayBounds: readonly [number, number, number, number];
  readonly delayShare: Readonly<Record<"early" | "usual" | "slow" | "late" | "very-late", number>>;
};
