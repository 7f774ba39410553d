/** What the two planes send, as the pages use it. Follows the published OpenAPI; see web/openapi. */
import type { Money } from "../words/money.ts";
import type { Band } from "../words/likelihood.ts";

export type { Money, Band };

export type Site = {
  id: string;
  name: string;
  region: string;
  regionName: string;
  /** The region's own address: customer data comes from there and from nowhere else. */
  origin: string;
  state: string;
  role: string;
};

export type Session = {
  person: { id: string; name: string; email: string };
  organisation: { id: string; name: string };
  strength: string;
  sites: Site[];
};

export type PasswordPolicy = {
  minLength: number;
  maxLength: number;
  classes: string[];
  needClasses: number;
  passphraseMinLength: number;
  breachedList: "installed" | "not installed";
};

export type Page<Item> = { items: Item[]; nextCursor: string | null; total: number };

export type Detail = { at?: string; expected?: string; remedy?: string };

export type Confidence = "certain" | "likely" | "unsure";

export type InspectedColumn = {
  name: string;
  field: string | null;
  why: string;
  confidence: Confidence;
  samples: string[];
};

export type InspectedTable = {
  table: string | null;
  sheet?: string;
  why: string;
  columns: InspectedColumn[];
  decimalMark?: string | null;
  dateOrder?: string | null;
  uncertain: string[];
};

export type Inspection = {
  format: string;
  encoding: string;
  delimiter?: string;
  sheet?: string;
  rowsSampled: number;
  tables: InspectedTable[];
};

export type Upload = {
  id: string;
  fileName: string;
  sizeBytes: number;
  receivedBytes: number;
  sha256: string | null;
  sender: { id: string; name: string };
  receivedAt: string;
  state: "receiving" | "inspecting" | "ready" | "refused" | "imported";
  refusal?: { code: string; message: string; details: Detail[] };
  malwareScan: "not configured" | "clean" | "refused";
  inspection?: Inspection;
};

export type Progress = { stage: string; done: number; total: number; unit: string };

export type RowProblem = { file: string; row: number; column: string; expected: string; remedy: string };

export type Import = {
  id: string;
  state: "queued" | "reading" | "committing" | "committed" | "refused" | "failed";
  progress: Progress;
  files: { fileName: string; table: string; rowsRead: number; rowsTaken: number; rowsWithProblems: number }[];
  totals: { currency: string; rows: number; minor: number }[];
  firstDay: string | null;
  lastDay: string | null;
  problems: { count: number; sample: RowProblem[] };
  refusal?: { code: string; message: string; details: Detail[] };
  runId: string | null;
  startedAt: string;
  finishedAt: string | null;
  by: { id: string; name: string };
};

export type ImportTable = {
  table: string;
  sheet?: string;
  columns: Record<string, string>;
  decimalMark?: string;
  dateOrder?: string;
  defaultCurrency?: string;
};

export type NewImport = { files: { uploadId: string; tables: ImportTable[] }[]; replaces?: "all" };

export type Run = {
  id: string;
  importId: string;
  state: "queued" | "running" | "done" | "failed";
  progress: Progress;
  counts: {
    byKind: Record<string, number>;
    byBand: Record<string, number>;
    new: number;
    still: number;
    changed: number;
    gone: number;
  };
  exposure: Money[];
  coverage: { detector: string; name: string; state: "ran" | "skipped" | "capped"; why: string }[];
  engineVersion: string;
  startedAt: string;
  finishedAt: string | null;
};

export type FindingItem = {
  id: string;
  rank: number;
  kind: string;
  detectors: string[];
  score: number;
  band: Band;
  title: string;
  amountAtRisk: Money;
  supplierIds: string[];
  supplierNames: string[];
  documentIds: string[];
  firstSeenRun: string;
  state: "new" | "still" | "changed";
};

export type FindingTotals = {
  count: number;
  exposure: Money[];
  byKind: Record<string, number>;
  byBand: Record<string, number>;
};

export type FindingPage = Page<FindingItem> & { totals: FindingTotals };

export type Agreement = "same" | "different" | "n/a";

export type DocumentField = {
  field: string;
  label: string;
  value: string | null;
  shown: string;
  agreement: Agreement;
  /** Ranges of `shown`, in UTF-16 units, that differ from the other documents. */
  marks?: [number, number][];
};

export type EvidenceDocument = { docId: string; role: string; fields: DocumentField[] };

export type EvidencePayment = {
  paymentId: string;
  docId: string | null;
  paidOn: string | null;
  amount: Money;
  method?: string | null;
};

export type Reason = { code: string; words: string; bits: number };

export type Finding = FindingItem & {
  reasons: Reason[];
  exposure: { paidOrPosted: Money; credited: Money; legitimate: Money; net: Money } | null;
  documents: EvidenceDocument[];
  payments: EvidencePayment[];
  previousId: string | null;
  nextId: string | null;
};

export type DigitBar = { digits: number; count: number; expected: number; difference: number; z: number };

export type PopulationSet = {
  name: string;
  count: number;
  firstTwoDigits: DigitBar[];
  mad: number;
  conformity: string;
  repeatedAmounts: { amount: Money; count: number }[];
};

export type Population = { runId: string; rows: number; sets: PopulationSet[] };

export type LedgerRow = {
  docId: string;
  invoiceNo: string | null;
  invoiceDate: string | null;
  supplierId: string;
  supplierName: string | null;
  amount: Money;
  description?: string | null;
};

export type LedgerRows = { items: LedgerRow[]; total: number; capped: boolean };

export type Overview = {
  ledger: { documents: number; suppliers: number; payments: number; firstDay: string | null; lastDay: string | null } | null;
  lastImport: { id: string; state: string; finishedAt: string | null } | null;
  lastRun: { id: string; state: string; finishedAt: string | null } | null;
  findings: {
    count: number;
    byBand: Record<string, number>;
    byKind: Record<string, number>;
    new: number;
  };
  exposure: { total: Money[]; byBand: { band: Band; exposure: Money[] }[]; byKind: { kind: string; count: number; exposure: Money[] }[] };
};

export type ActivityEntry = {
  id: string;
  at: string;
  who: string;
  act: string;
  object: string;
  objectKind?: string;
};
