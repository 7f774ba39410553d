/** Written by tools/openapi.ts from web/openapi/region.json. Do not edit: change the routes and write it again. */

export type UploadList = {
  items: Upload[];
  nextCursor: string | null;
  total: number;
};

export type Upload = {
  id: string;
  fileName: string;
  sizeBytes: number;
  receivedBytes: number;
  sha256: string | null;
  sender: PersonName;
  receivedAt: string | null;
  createdAt: string;
  state: "receiving" | "inspecting" | "ready" | "refused" | "imported";
  refusal?: RefusalNote;
  malwareScan: "not configured" | "clean" | "refused" | "too large";
  inspection?: Inspection;
};

export type PersonName = {
  id: string;
  name: string;
};

export type RefusalNote = {
  code: string;
  message: string;
  details: Detail[];
};

export type Detail = {
  at?: string;
  expected?: string;
  remedy?: string;
};

export type Inspection = {
  format: string;
  encoding: string;
  delimiter?: string;
  sheet?: string;
  rowsSampled: number;
  tables: InspectedTable[];
  notes: Detail[];
  /** The file is one of a sanctions list: it has no tables, needs no mapping and is never imported into the ledger. */
  sanctionsList?: {
    list: Issuer;
    /** What of the list the file holds, in words. */
    part: string;
    layout: "uk-one" | "uk-subjects" | "uk-names" | "un" | "ofac-sdn" | "ofac-add" | "ofac-alt";
  };
};

export type InspectedTable = {
  table: LedgerTable;
  sheet?: string;
  why: string;
  columns: InspectedColumn[];
  decimalMark: string | null;
  dateOrder: string | null;
  /** As a person of this site confirmed it for a file with the same headings. */
  remembered: boolean;
  /** What a person should decide before the file is read. */
  uncertain: string[];
};

/** What the rows are; null: not recognised. */
export type LedgerTable = "supplier" | "employee" | "supplier_bank_change" | "invoice" | "payment" | "statement_line" | null;

export type InspectedColumn = {
  name: string;
  /** The canonical field it was taken for; null: not used. */
  field: string | null;
  why: string;
  confidence: "certain" | "likely" | "unsure";
  /** A few of its values, as sent. */
  samples: string[];
};

/** Whose sanctions list: the United Kingdom's, the United Nations', or that of the US Treasury (OFAC). */
export type Issuer = "uk" | "un" | "ofac";

export type Problem = {
  type: string;
  /** What to show */
  title: string;
  status: number;
  /** Stable; what to look up */
  code: string;
  details: {
    at?: string;
    expected?: string;
    remedy?: string;
  }[];
  /** Quote this to support; only on internal errors */
  reference?: string;
};

export type TicketFile = {
  upload: string;
  fileName: string;
  sizeBytes: number;
  sha256: string | null;
  sender: PersonName;
  at: string;
  state: "checking" | "ready" | "refused" | "quarantined";
  malwareScan: "not configured" | "clean" | "refused" | "too large";
};

export type Import = {
  id: string;
  state: "queued" | "reading" | "committing" | "committed" | "refused" | "failed";
  /** Committed without a change: the ledger held these files already. */
  unchanged: boolean;
  replaces: "all";
  progress: Progress;
  files: ImportFile[];
  /** Invoices taken by this import, per currency. */
  totals: ControlTotal[];
  firstDay: string | null;
  lastDay: string | null;
  problems: {
    count: number;
    sample: RowProblem[];
  };
  refusal?: RefusalNote;
  runId: string | null;
  askedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  by: PersonName;
};

export type Progress = {
  /** What is being done, in words. */
  stage: string;
  done: number;
  total: number;
  unit: string;
} | null;

export type ImportFile = {
  fileName: string;
  table: LedgerTable;
  rowsRead: number;
  rowsTaken: number;
  rowsWithProblems: number;
  /** Rows put together with others into one document. */
  linesJoined: number;
  alreadyInLedger: boolean;
  notes: string[];
};

export type ControlTotal = {
  currency: string;
  rows: number;
  minor: number;
};

export type RowProblem = {
  file: string;
  row: number;
  column: string | null;
  code: string;
  value: string | null;
  expected: string;
  remedy: string;
  /** The row is in the ledger, with a gap or a repair; false: it is not. */
  taken: boolean;
};

export type ImportRequest = {
  files: {
    uploadId: string;
    tables: TableMapping[];
  }[];
  /** `all`: the ledger becomes what these files say; otherwise they are added to it. */
  replaces?: "all";
};

export type TableMapping = {
  table: LedgerTable;
  sheet?: string;
  /** Canonical field to the name of the column; a field that is left out is not read. */
  columns: Record<string, string>;
  decimalMark?: "." | ",";
  dateOrder?: "ymd" | "dmy" | "mdy";
  defaultCurrency?: string;
};

export type ImportList = {
  items: Import[];
  nextCursor: string | null;
  total: number;
};

export type RunList = {
  items: Run[];
  nextCursor: string | null;
  total: number;
};

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
  /** What earlier decisions made of what it found, when it was done. */
  decisions: {
    confirmed: number;
    dismissed: number;
    reopened: number;
    /** Dismissals, and how many findings of the run each of them set aside. */
    setAside: {
      decisionId: string;
      findings: number;
    }[];
  };
  coverage: Coverage[];
  /** How many documents had to be compared anew, of all; in how many parts; whether what was kept from the run before could not be read. Null in runs that kept nothing. */
  compared: {
    documents: number;
    of: number;
    parts: number;
    doubted: boolean;
  } | null;
  engineVersion: string | null;
  /** Which version of the site's parameters it used; 0: the product's own; null before it begins. */
  parametersVersion: number | null;
  /** Findings below the probability from which the site has their kind shown. */
  heldBack: number;
  /** The versions of sanctions lists it screened against; none: nobody was screened. */
  screened: ScreenedList[];
  askedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
};

export type Money = {
  /** Minor units (pence, cents); negative for credits. */
  minor: number;
  /** ISO 4217; XXX when the ledger does not say. */
  currency: string;
};

export type Coverage = {
  detector: string;
  name: string;
  state: "ran" | "skipped" | "capped" | "off";
  /** What was missing, or what was left out; empty when it simply ran. */
  why: string;
};

export type ScreenedList = {
  versionId: string;
  list: Issuer;
  name: string;
  /** As the list says itself; null where it does not. */
  publishedOn: string | null;
  readOn: string;
  names: number;
  /** Of the file's bytes, unpacked; of several files over their hashes in order. */
  sha256: string;
  /** When it was used: since its publication, or since it was read where it gives no date. */
  ageDays: number;
  /** Older than lists should be: names listed since are not seen. */
  old: boolean;
  /** Findings of the run with a name on it; null for a check of payments. */
  hits: number | null;
};

export type FindingList = {
  items: FindingItem[];
  nextCursor: string | null;
  total: number;
  totals: FindingTotals;
  /** Of all that the other filters choose. */
  byDecision: {
    open?: number;
    reopened?: number;
    confirmed?: number;
    dismissed?: number;
  };
  runId: string | null;
};

export type FindingItem = {
  id: string;
  /** 1 is the first to look at. */
  rank: number;
  kind: FindingKind;
  detectors: string[];
  score: number;
  band: FindingBand;
  title: string;
  amountAtRisk: Money;
  supplierIds: string[];
  supplierNames: string[];
  employeeIds: string[];
  documentIds: string[];
  firstSeenRun: string;
  state: "new" | "still" | "changed";
  decision: {
    state: DecisionState;
    /** The decision that makes it so, or the one that waits for a second person. */
    decisionId: string | null;
    /** Of a reopened one: what is different from when it was decided on. */
    why: string | null;
    /** A dismissal waits for a second person. */
    waits: boolean;
  };
};

export type FindingKind = "duplicate_invoice" | "duplicate_across_suppliers" | "duplicate_across_entities" | "duplicate_split" | "paid_twice" | "unapplied_credit" | "vat_overcharge" | "early_payment" | "employee_supplier_match" | "bank_change_diversion" | "typosquat_supplier" | "ghost_supplier" | "limit_split" | "dormant_reactivated" | "self_approval" | "duplicate_supplier" | "invalid_vat" | "invalid_iban" | "missing_data" | "terms_shortened" | "magnitude_error" | "shared_account" | "account_abroad" | "fast_money" | "closed_but_active" | "sanctions_match" | "price_creep" | "price_spike" | "statement_difference" | "similar_account" | "payee_mismatch" | "off_cycle_payment" | "rapid_increase" | "terms_differ" | "missed_discount" | "deposit_not_deducted" | "late_fee_unfounded" | "suspicious_text" | "many_voids" | "lookalike_domain" | "duplicate_check_off" | "account_changed_again" | "one_time_repeated" | "leaver_still_paid";

export type FindingBand = "very likely" | "likely" | "possible" | "unlikely";

export type DecisionState = "open" | "reopened" | "confirmed" | "dismissed";

export type FindingTotals = {
  count: number;
  exposure: Money[];
  byKind: Record<string, number>;
  byBand: Record<string, number>;
};

export type FindingDetail = FindingItem & {
  /** May be more than the documents shown. */
  documentCount: number;
  documents: ShownDocument[];
  credits: ShownDocument[];
  payments: ShownPayment[];
  reasons: Reason[];
  exposure: Exposure;
  /** Before this site's decisions moved it; null where they did not. */
  rawScore: number | null;
  dismissal: {
    /** What a dismissal of it can hold for. */
    scopes: ("finding" | "supplier_test" | "supplier_group" | "shared_account")[];
    needsSecond: boolean;
  };
  runId: string;
  previousId: string | null;
  nextId: string | null;
};

export type ShownDocument = {
  docId: string;
  role: "original" | "copy" | "document" | "credit";
  supplierName: string | null;
  fields: ShownField[];
};

export type ShownField = {
  field: string;
  label: string;
  value: string | number | null;
  /** As finance people write it. */
  shown: string;
  /** With the other documents of the finding. */
  agreement: "same" | "different" | "n/a";
  /** Stretches of `shown`, from and to, in which it departs from the original (the original: from its first copy). */
  marks?: [number, number][];
};

export type ShownPayment = {
  paymentId: string;
  docId: string;
  paidOn: string | null;
  shownDay: string;
  method: string | null;
  amount: Money;
};

export type Reason = {
  code: string;
  words: string;
  /** log2 of the likelihood ratio; negative speaks against. */
  bits: number;
};

export type Exposure = {
  paidOrPosted: Money;
  credited: Money;
  legitimate: Money;
  net: Money;
};

export type AccessPreview = {
  totals: FindingTotals;
  ofAll: number;
};

export type AccessPreviewAsked = {
  /** null: all */
  companyCodes: string[] | null;
};

export type CompanyCodes = {
  items: {
    companyCode: string;
    findings: number;
  }[];
};

export type Viewers = {
  /** That the finding rests on; null: also on rows without one, so only those who see all codes see it. */
  companyCodes: string[] | null;
  viewers: {
    role: string;
    allSites: boolean;
    allCompanyCodes: boolean;
    count: number;
    names: string[];
  }[];
};

export type ViewersAsked = {
  statement: string;
};

export type Decision = {
  id: string;
  findingId: string;
  title: string;
  kind: "duplicate_invoice" | "duplicate_across_suppliers" | "duplicate_across_entities" | "duplicate_split" | "paid_twice" | "unapplied_credit" | "vat_overcharge" | "early_payment" | "employee_supplier_match" | "bank_change_diversion" | "typosquat_supplier" | "ghost_supplier" | "limit_split" | "dormant_reactivated" | "self_approval" | "duplicate_supplier" | "invalid_vat" | "invalid_iban" | "missing_data" | "terms_shortened" | "magnitude_error" | "shared_account" | "account_abroad" | "fast_money" | "closed_but_active" | "sanctions_match" | "price_creep" | "price_spike" | "statement_difference" | "similar_account" | "payee_mismatch" | "off_cycle_payment" | "rapid_increase" | "terms_differ" | "missed_discount" | "deposit_not_deducted" | "late_fee_unfounded" | "suspicious_text" | "many_voids" | "lookalike_domain" | "duplicate_check_off" | "account_changed_again" | "one_time_repeated" | "leaver_still_paid";
  detectors: string[];
  amountAtRisk: Money;
  verdict: "confirmed" | "dismissed";
  reason: "recover" | "stopped" | "fraud-suspected" | "record-to-correct" | "rules-broken" | "other" | "valid-repeat" | "agreed" | "belong-together" | "data-wrong" | "corrected" | "too-small";
  note: string;
  scope: "finding" | "supplier_test" | "supplier_group" | "shared_account";
  supplierIds: string[];
  supplierNames: string[];
  upTo: Money | null;
  /** pending: waits for a second person, and counts for nothing until then. */
  state: "pending" | "live" | "expired" | "undone" | "replaced";
  needsSecond: boolean;
  /** Whether it counts in what this site teaches the scores. */
  teaches: boolean;
  decidedBy: PersonName;
  decidedAt: string;
  secondBy: PersonName | null;
  secondAt: string | null;
  endedBy: PersonName | null;
  endedAt: string | null;
  expiresAt: string | null;
  /** Of a name on sanctions lists: the versions it was found with when this was decided. */
  lists: {
    list: string;
    publishedOn: string | null;
    sha256: string;
  }[];
  /** Findings that are now as they are because of it, of those the reader may see. */
  findings: number;
};

export type Decide = {
  verdict: "confirmed";
  reason: "recover" | "stopped" | "fraud-suspected" | "record-to-correct" | "rules-broken" | "other";
  /** In one's own words; needed with `other`. */
  note?: string;
} | {
  verdict: "dismissed";
  reason: "valid-repeat" | "agreed" | "belong-together" | "data-wrong" | "corrected" | "too-small" | "other";
  /** In one's own words; needed with `other`. */
  note?: string;
  /** This finding; this supplier and these tests; these suppliers among each other; this bank account. */
  scope?: "finding" | "supplier_test" | "supplier_group" | "shared_account";
  /** After which it is open again. */
  months?: number;
  /** Of a dismissal for more than this finding: only findings with no more than this at risk, in the finding's currency. Absent: no more than this finding. */
  upToMinor?: number;
};

export type DecisionList = {
  items: Decision[];
  nextCursor: string | null;
  total: number;
  /** How many wait for a second person. */
  pending: number;
};

export type Learning = {
  /** Decisions before it teach nothing any more: when it was last reset. */
  since: string | null;
  /** That teach something. */
  decisions: number;
  /** Dismissals that say nothing against a test: it was right, and the matter is settled or too small. */
  neutral: number;
  /** No test is moved by more than this, whatever is decided. */
  mostBits: number;
  /** The scores shown now are moved by what is taught now. */
  upToDate: boolean;
  kinds: {
    kind: "duplicate_invoice" | "duplicate_across_suppliers" | "duplicate_across_entities" | "duplicate_split" | "paid_twice" | "unapplied_credit" | "vat_overcharge" | "early_payment" | "employee_supplier_match" | "bank_change_diversion" | "typosquat_supplier" | "ghost_supplier" | "limit_split" | "dormant_reactivated" | "self_approval" | "duplicate_supplier" | "invalid_vat" | "invalid_iban" | "missing_data" | "terms_shortened" | "magnitude_error" | "shared_account" | "account_abroad" | "fast_money" | "closed_but_active" | "sanctions_match" | "price_creep" | "price_spike" | "statement_difference" | "similar_account" | "payee_mismatch" | "off_cycle_payment" | "rapid_increase" | "terms_differ" | "missed_discount" | "deposit_not_deducted" | "late_fee_unfounded" | "suspicious_text" | "many_voids" | "lookalike_domain" | "duplicate_check_off" | "account_changed_again" | "one_time_repeated" | "leaver_still_paid";
    confirmed: number;
    dismissed: number;
    /** Added to the weights of each finding of it from the next run on: +1 doubles the odds, −1 halves them. */
    bits: number;
    /** The same in the newest run that is done. */
    appliedBits: number;
    tests: {
      test: string;
      name: string;
      confirmed: number;
      dismissed: number;
      /** Added to the weights of each finding of it from the next run on: +1 doubles the odds, −1 halves them. */
      bits: number;
      /** The same in the newest run that is done. */
      appliedBits: number;
    }[];
  }[];
};

export type LearningReset = {
  /** The run that takes the effect out of the scores; null: there is no ledger. */
  runId: string | null;
  forgot: number;
};

export type PaymentRun = {
  id: string;
  /** The file's name; null for payments given with the request, and for whoever sees some company codes only. */
  name: string | null;
  state: "queued" | "checking" | "done" | "refused" | "failed";
  progress: Progress;
  askedBy: PersonName;
  askedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  layout: string | null;
  /** By verdict of the check; null until it is done, and in lists for whoever sees some company codes only. */
  sums: PaymentVerdictSum[] | null;
  overridden: {
    released: number;
    held: number;
  };
  problemCount: number;
};

export type PaymentVerdictSum = {
  verdict: PaymentVerdict;
  lines: number;
  amounts: Money[];
};

export type PaymentVerdict = "hold" | "review" | "release";

export type AskPaymentCheck = {
  /** A complete upload that was begun with purpose=payment-run. */
  uploadId?: string;
  /** Instead of a file. */
  payments?: PaymentGiven[];
  decimalMark?: "." | ",";
  dateOrder?: "dmy" | "mdy" | "ymd";
  currency?: string;
};

export type PaymentGiven = {
  payee?: string;
  supplierId?: string;
  iban?: string;
  accountNumber?: string;
  sortCode?: string;
  routingNumber?: string;
  amount: Money & {
    minor?: number;
    currency?: string;
  };
  references?: string[];
  text?: string;
  payOn?: string;
};

export type PaymentAnswer = {
  run: PaymentRunDetail;
  /** The answer, one line; none while the check goes on (the history is being prepared): ask for the run later. */
  lines: PaymentLine[];
};

export type PaymentRunDetail = PaymentRun & {
  refusal?: RefusalNote;
  /** Points from which a line was held, or to be looked at. */
  thresholds: {
    holdAt: number;
    reviewAt: number;
  };
  notes: string[];
  controls: PaymentControl[];
  problems: PaymentProblem[];
  untested: string[];
  /** The versions of sanctions lists it was screened against. */
  screened: ScreenedList[];
};

export type PaymentControl = {
  at: string;
  words: string;
  stated: string;
  found: string;
  agrees: boolean;
};

export type PaymentProblem = {
  at: string;
  value: string | null;
  expected: string;
  remedy: string;
};

export type PaymentLine = {
  line: number;
  at: string;
  verdict: PaymentVerdict;
  points: number;
  reasons: PaymentReason[];
  payee: string | null;
  supplier: {
    id: string;
    name: string | null;
  } | null;
  account: string | null;
  amount: Money | null;
  references: string[];
  text: string | null;
  payOn: string | null;
  bills: {
    docId: string;
    number: string | null;
    amount: Money;
    paid: Money;
  }[];
  /** Newest last; the newest counts. */
  overrides: PaymentOverride[];
};

export type PaymentReason = {
  code: string;
  words: string;
  points: number;
};

export type PaymentOverride = {
  verdict: "release" | "hold";
  reason: string;
  by: PersonName;
  at: string;
};

export type CheckPayment = {
  payment: PaymentGiven;
};

export type PaymentRunList = {
  items: PaymentRun[];
  nextCursor: string | null;
  total: number;
};

export type PaymentLineList = {
  items: PaymentLine[];
  nextCursor: string | null;
  total: number;
};

export type OverridePaymentLine = {
  verdict: "release" | "hold";
  /** Why, for whoever audits this. */
  reason: string;
};

export type SanctionsVersionList = {
  items: SanctionsVersion[];
  nextCursor: string | null;
  total: number;
  /** Files of lists that no version was read from yet, newest first. */
  waiting: WaitingListFile[];
  /** The newest readings. */
  readings: SanctionsReading[];
  oldAfterDays: number;
  /** The ledger is being examined now, or waits to be. */
  examining: boolean;
  /** The newest run that is done; whether it had lists to screen against. */
  lastRun: {
    id: string;
    finishedAt: string | null;
    screened: boolean;
  } | null;
};

export type SanctionsVersion = {
  id: string;
  list: Issuer;
  name: string;
  /** current: screened against from now on. */
  state: "current" | "past";
  /** As the list says itself; null where it does not. */
  publishedOn: string | null;
  readAt: string;
  by: PersonName;
  files: string;
  subjects: number;
  names: number;
  /** Entries that give no name: nobody is found by them. */
  nameless: number;
  /** Of the file's bytes, unpacked; of several files over their hashes in order. */
  sha256: string;
  ageDays: number;
  old: boolean;
  /** Findings of the newest run with a name on it; null: that run did not use it. */
  hits: number | null;
  /** Decisions that rest on it. */
  decisions: number;
};

export type WaitingListFile = {
  uploadId: string;
  fileName: string;
  sentAt: string;
  state: "inspecting" | "ready" | "refused";
  list: Issuer | null;
  part: string | null;
  refusal?: RefusalNote;
};

export type SanctionsReading = {
  id: string;
  list: Issuer;
  state: "queued" | "reading" | "done" | "refused" | "failed";
  progress: Progress;
  files: string[];
  by: PersonName;
  askedAt: string;
  finishedAt: string | null;
  versionId: string | null;
  /** The same bytes were read before: no new version was made. */
  known: boolean;
  /** The version is screened against since; false: a newer one was there already. */
  newest: boolean;
  refusal?: RefusalNote;
};

export type SanctionsReadingList = {
  items: SanctionsReading[];
};

export type AskSanctionsReading = {
  uploadIds: string[];
};

export type Population = {
  runId: string | null;
  /** Documents with a positive amount. */
  rows: number;
  sets: {
    name: PopulationSet;
    count: number;
    firstTwoDigits: {
      digits: number;
      count: number;
      expected: number;
      difference: number;
      z: number;
    }[];
    /** Mean absolute deviation of the proportions (Nigrini 2012). */
    mad: number;
    chiSquared: number;
    conformity: "close" | "acceptable" | "marginal" | "nonconforming";
    repeatedAmounts: {
      amount: Money;
      count: number;
      suppliers: number;
    }[];
  }[];
  lenses: PopulationLenses;
};

export type PopulationSet = "all positive amounts" | "amounts of 10 and more";

/** Null when the run was made before they were kept: have the ledger examined again. */
export type PopulationLenses = {
  /** Lenses that could not be computed, with the columns that the ledger lacks. */
  lacking: {
    firstDigit?: string[];
    secondDigit?: string[];
    lastTwoDigits?: string[];
    summation?: string[];
    relativeSize?: string[];
    secondOrder?: string[];
    roundSuppliers?: string[];
    growth?: string[];
    busyDays?: string[];
    underLimits?: string[];
    weekendUsers?: string[];
  };
  firstDigit: DigitLens;
  secondDigit: DigitLens;
  lastTwoDigits: DigitLens;
  secondOrder: DigitLens;
  summation: {
    digits: number;
    sum: Money;
    share: number;
  }[];
  relativeSize: {
    supplier: {
      id: string;
      name: string | null;
    };
    documents: number;
    largest: Money;
    second: Money;
    times: number;
    largestId: string;
    secondId: string;
  }[];
  roundSuppliers: {
    supplier: {
      id: string;
      name: string | null;
    };
    documents: number;
    hundreds: number;
    thousands: number;
    repeated: number;
    z: number;
  }[];
  growth: {
    supplier: {
      id: string;
      name: string | null;
    };
    before: Money;
    last: Money;
  }[];
  busyDays: {
    day: string;
    documents: number;
    total: Money;
    timesUsual: number;
  }[];
  underLimits: {
    limit: Money;
    under: number;
    beside: number;
    z: number;
  }[];
  weekendUsers: {
    user: string;
    documents: number;
    weekend: number;
    z: number;
  }[];
} | null;

export type DigitLens = {
  count: number;
  mad: number;
  chiSquared: number;
  digits: {
    digits: number;
    count: number;
    expected: number;
    difference: number;
    z: number;
  }[];
  /** Null where no bounds are published. */
  conformity: "close" | "acceptable" | "marginal" | "nonconforming" | null;
  /** Digits that stand out and whose documents can be asked for. */
  withRows: number[];
};

export type PopulationRows = {
  rows: {
    docId: string;
    supplierId: string;
    supplierName: string | null;
    invoiceNo: string | null;
    invoiceDate: string | null;
    amount: Money;
  }[];
  total: number;
  /** There are more; only the first 200 are kept, in posting order, for a lens the largest first. */
  capped: boolean;
};

export type Tests = {
  version: number;
  settings: ParameterSettings;
  items: Test[];
  kinds: {
    kind: FindingKind;
    standard: number;
    least: number;
    most: number;
    value: number;
  }[];
};

export type ParameterSettings = {
  /** Ids of the tests that are switched off. */
  off: string[];
  /** Values other than the product's own, by test and parameter. */
  values: Record<string, number>;
  /** By kind of finding: shown from this probability on. */
  showFrom: Record<string, number>;
};

export type Test = {
  id: string;
  name: string;
  kinds: FindingKind[];
  on: boolean;
  /** False of what stands for several tests together. */
  switchable: boolean;
  parameters: TestParameter[];
  lastRun: {
    state: "ran" | "skipped" | "capped" | "off";
    why: string;
  } | null;
};

export type TestParameter = {
  name: string;
  means: string;
  unit: string;
  whole: boolean;
  standard: number;
  least: number;
  most: number;
  /** At this site now. */
  value: number;
};

export type TestPage = Test & {
  /** From the test's own documentation. */
  sections: {
    heading: string;
    text: string;
  }[];
};

export type ParametersVersions = {
  items: ParametersVersion[];
  nextCursor: string | null;
  total: number;
  /** The version that counts; 0: the product's own. */
  current: number;
};

export type ParametersVersion = {
  version: number;
  basedOn: number;
  state: "draft" | "current" | "past" | "withdrawn";
  why: string;
  draftedBy: PersonName;
  draftedAt: string;
  switchedOnBy: PersonName | null;
  switchedOnAt: string | null;
  /** Against the version it is based on. */
  changes: ParameterChange[];
  settings: ParameterSettings;
};

export type ParameterChange = {
  what: "test" | "value" | "showFrom";
  /** A test's id, a test and parameter, or a kind. */
  name: string;
  label: string;
  unit: string;
  /** Of a test: 1 on, 0 off. */
  before: number;
  after: number;
};

export type ParametersDraft = {
  /** The version that counted when this was thought of; 0: the product's own. */
  basedOn: number;
  why: string;
  off: string[];
  values: Record<string, number>;
  showFrom: Record<string, number>;
};

export type BackTest = {
  version: number;
  attempt: number;
  /** What it was compared with; 0: the product's own. */
  baselineVersion: number;
  state: "queued" | "running" | "done" | "failed";
  /** The ledger, the version that counts or the product changed since: it has to be done again before the draft can be switched on. */
  outdated: boolean;
  progress: Progress;
  /** The run whose findings are led to. */
  runId: string;
  askedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  outcome: BackTestOutcome;
};

export type BackTestOutcome = {
  /** The versions of sanctions lists that both sides were screened against. */
  screened?: ScreenedList[];
  /** Tests that could find otherwise; all others find the same. */
  compared: string[];
  before: BackTestSum;
  after: BackTestSum;
  gained: BackTestSum;
  lost: BackTestSum & unknown;
  changed: BackTestSum & unknown;
  decided: BackTestDecided;
  payments?: BackTestPayments;
  byTest: {
    test: string;
    name: string;
    gained: BackTestSum;
    lost: BackTestSum;
    changed: BackTestSum;
  }[];
} | null;

/** What these tests find as they are set now. */
export type BackTestSum = {
  count: number;
  exposure: Money[];
};

export type BackTestDecided = {
  confirmedLost: BackTestSum & unknown;
  dismissedLost: BackTestSum & unknown;
  confirmedGained: BackTestSum & unknown;
  dismissedGained: BackTestSum & unknown;
};

/** Past payment runs, judged by the draft's thresholds; absent where it sets them as they are. */
export type BackTestPayments = {
  runs: number;
  lines: number;
  moved: {
    lines: number;
    amounts: Money[];
    from: "hold" | "review" | "release";
    to: "hold" | "review" | "release";
  }[];
  /** Would be let go, and people held them. */
  heldByPeople: {
    lines: number;
    amounts: Money[];
  };
  /** Would be let go, and people released them anyhow. */
  releasedByPeople: {
    lines: number;
    amounts: Money[];
  };
};

export type BackTestAnswer = {
  backTest: BackTest | null;
};

export type BackTestDifferences = {
  items: BackTestDifference[];
  nextCursor: string | null;
  total: number;
};

export type BackTestDifference = {
  /** Its page, where the run whose findings are shown has it. */
  findingId: string | null;
  kind: "duplicate_invoice" | "duplicate_across_suppliers" | "duplicate_across_entities" | "duplicate_split" | "paid_twice" | "unapplied_credit" | "vat_overcharge" | "early_payment" | "employee_supplier_match" | "bank_change_diversion" | "typosquat_supplier" | "ghost_supplier" | "limit_split" | "dormant_reactivated" | "self_approval" | "duplicate_supplier" | "invalid_vat" | "invalid_iban" | "missing_data" | "terms_shortened" | "magnitude_error" | "shared_account" | "account_abroad" | "fast_money" | "closed_but_active" | "sanctions_match" | "price_creep" | "price_spike" | "statement_difference" | "similar_account" | "payee_mismatch" | "off_cycle_payment" | "rapid_increase" | "terms_differ" | "missed_discount" | "deposit_not_deducted" | "late_fee_unfounded" | "suspicious_text" | "many_voids" | "lookalike_domain" | "duplicate_check_off" | "account_changed_again" | "one_time_repeated" | "leaver_still_paid";
  detectors: string[];
  decision: "open" | "reopened" | "confirmed" | "dismissed";
  before: {
    score: number;
    band: string;
    title: string;
    amountAtRisk: Money;
  } | null;
  after: {
    score: number;
    band: string;
    title: string;
    amountAtRisk: Money;
  } | null;
  supplierIds: string[];
  supplierNames: string[];
  /** At most twenty. */
  documentIds: string[];
  documentCount: number;
  reasons: {
    code: string;
    words: string;
    bits: number;
  }[];
};

export type ParametersSwitched = {
  version: number;
  /** The run that examines the ledger with it. */
  runId: string;
  by: PersonName;
};

export type ParametersSwitchOn = {
  /** How many findings that people confirmed are lost by it, as its back-test says: whoever switches it on knows. */
  losesConfirmed?: number;
};

export type Overview = {
  /** The findings are those of these company codes alone; null: of all. */
  companyCodes: string[] | null;
  ledger: {
    /** Records per kind: invoice, supplier, payment, ... */
    rows: Record<string, number>;
    totals: Money[];
    firstDay: string | null;
    lastDay: string | null;
    committedAt: string;
    /** Fields that some file filled. */
    fields: string[];
  } | null;
  /** Files that were recognised and not imported yet. */
  uploadsWaiting: number;
  lastImport: Import | null;
  lastRun: Run | null;
  findings: {
    confirmed: number;
    /** Set aside, and not in the other figures. */
    dismissed: number;
    reopened: number;
    /** Open ones. */
    count: number;
    new: number;
    exposure: Money[];
    byKind: Record<string, number>;
    byBand: Record<string, number>;
    exposureByKind: {
      kind: string;
      exposure: Money[];
      count: number;
    }[];
    exposureByBand: {
      band: string;
      exposure: Money[];
      count: number;
    }[];
  };
};

export type SiteState = {
  /** paused: work waits for a key and loses nothing. closed: the keys were destroyed. */
  state: "ready" | "paused" | "closed";
  /** Why it is not ready; stable. */
  code: string | null;
  message: string | null;
};

export type Keys = {
  state: SiteState;
  rotateBy: string | null;
  rotateAfterDays: number;
  rotationUnderWay: boolean;
  /** Newest first. */
  versions: KeyVersion[];
  /** The region's root key, which wraps the site's; null while its key service is away. */
  root: {
    keyService: "local-file" | "pkcs11" | "aws-kms" | "azure-key-vault";
    createdAt: string;
    ageDays: number;
    rotateBy: string;
  } | null;
  customerKey: {
    kind: "local-file" | "pkcs11" | "aws-kms" | "azure-key-vault";
    name: string;
    inUse: boolean;
  } | null;
  /** Of destruction, once the keys are destroyed. */
  certificate: {
    id: string;
    madeAt: string;
  } | null;
};

export type KeyVersion = {
  version: number;
  state: "active" | "retiring" | "erasing" | "destroyed";
  createdAt: string;
  ageDays: number;
  retiredAt: string | null;
  destroyedAt: string | null;
  /** The customer's own key is needed as well to open anything under it. */
  customerHeld: boolean;
  protects: ProtectedByKey[];
};

export type ProtectedByKey = {
  /** Of what, as table.column or kind of file. */
  kind: string;
  purpose: "rows" | "blob" | "index";
  dataKeys: number;
};

export type HoldCustomerKey = {
  /** null: the one that the operator has connected for this site. */
  connection?: {
    kind: "aws-kms";
    key: string;
  } | {
    kind: "azure-key-vault";
    vault: string;
    key: string;
  } | null;
};

export type DestroyKeys = {
  /** The id of the site, again. */
  confirm: string;
};

export type ActivityList = {
  items: ActivityEntry[];
  nextCursor: string | null;
  total: number;
};

export type ActivityEntry = {
  id: string;
  /** Place in the trail; without gaps. It is the order of what happened, whatever the clock said. */
  seq: number;
  at: string;
  /** Its time is more than a second before that of the entry before it: a clock was set back. */
  clockBehind?: boolean;
  who: {
    kind: "person" | "job" | "staff" | "operator" | "system" | "client";
    id: string;
    name: string;
  };
  /** Noun and verb: `imports.commit`. */
  act: string;
  object: {
    kind: string;
    id: string;
    name?: string;
  };
  before?: unknown;
  after?: unknown;
  detail?: unknown;
};

export type TrailState = {
  /** Name of the log. */
  log: string;
  /** The log's verifier key (c2sp.org/signed-note). Keep it: it never changes. */
  key: string;
  /** Entries in the signed tree. */
  size: number;
  /** The newest checkpoint (c2sp.org/tlog-checkpoint), with cosignatures. */
  checkpoint: string;
  signedAt: string;
  witnesses: string[];
  /** Days that are over, newest first, each with the checkpoint that covers its closing entry. At most 31. */
  days: {
    day: string;
    closingSeq: number;
    checkpoint: string;
  }[];
  kept: {
    /** How long entries are kept. */
    days: number;
    oldest: {
      seq: number;
      at: string;
    } | null;
    /** The last deletion by schedule; null while nothing was old enough. */
    deleted: {
      upTo: number;
      at: string;
      /** The oldest closed day whose checkpoint covers what was deleted, and so still proves that it was there. */
      provenBy: {
        day: string;
        checkpoint: string;
      } | null;
    } | null;
  };
};

export type FeedList = {
  items: Feed[];
  stopAfterDays: number;
};

export type Feed = {
  id: string;
  kind: "syslog" | "webhook";
  name: string;
  /** Server and port, or address. */
  to: string;
  /** The authority given with the feed; null: those that the system trusts. */
  ca: string | null;
  /** We show a certificate of our own. It and its key are never shown here. */
  clientCertificate: boolean;
  /** Paused by a person; stopped by us after days of failure, or because the receiver said that it is gone. */
  state: "on" | "paused" | "stopped";
  createdAt: string;
  /** The receiver has every entry up to this number. */
  deliveredSeq: number;
  deliveredEntryAt: string | null;
  deliveredAt: string | null;
  /** Entries that it does not have yet. */
  waiting: number;
  /** Why the last attempt failed, as a code; null when it did not. */
  trouble: string | null;
  failingSince: string | null;
  triedAt: string | null;
  /** Until when the secret before the present one is used as well. */
  secretEnds: string | null;
};

export type FeedWithSecret = {
  feed: Feed;
  /** Of a webhook, shown this once. */
  secret: string | null;
};

export type NewFeed = {
  feed: SyslogFeed | WebhookFeed;
  /** Entries from now on, or all that are kept. */
  from?: "now" | "beginning";
};

export type SyslogFeed = {
  kind: "syslog";
  name: string;
  host: string;
  port?: number;
  /** The authority that issued the server's certificate; left out: those that the system trusts. */
  ca?: string;
  /** Our certificate and key, where the server asks for one. Of a feed that is changed: left out, they stay; null, they go. */
  client?: {
    cert: string;
    key: string;
  } | null;
};

export type WebhookFeed = {
  kind: "webhook";
  name: string;
  url: string;
  ca?: string;
};

export type FeedTried = {
  delivered: boolean;
  trouble: string | null;
};

export type AlertList = {
  items: Alert[];
  nextCursor: string | null;
  total: number;
  open: number;
};

export type Alert = {
  id: string;
  rule: "failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged";
  title: string;
  /** 2 low, 3 medium, 4 high. */
  severity: number;
  subject: string;
  firedAt: string;
  /** The same rule says no more of the same subject until then. */
  quietUntil: string;
  /** Ids of the entries behind it, oldest first; at most 100. */
  entries: string[];
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  /** Whether those who want mail about it were written to; given up: that was not possible for a week. */
  mail: "told" | "waiting" | "given-up";
};

export type AlertRuleList = {
  items: AlertRule[];
  /** What tells where a sign-in came from: the country that a trusted proxy names, the country by the operator's list of addresses, or the network of the address. Null where there are no sign-ins. */
  placeFrom: "country-header" | "country-list" | "network" | null;
};

export type AlertRule = {
  rule: "failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged";
  on: boolean;
  threshold: number;
  unit: "failures" | "rows" | "acts" | "sign-ins";
  windowMinutes: number;
  thresholdRange: {
    usual: number;
    least: number;
    most: number;
  };
  windowRange: {
    usual: number;
    least: number;
    most: number;
  };
};

export type ChangeAlertRule = {
  rule: "failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged";
  on: boolean;
  threshold: number;
  windowMinutes: number;
};

/** What each operation takes and gives. */
export type Operations = {
  listUploads: { params: { siteId: string }; query: { limit?: number; cursor?: string }; body: undefined; answer: UploadList };
  readUpload: { params: { siteId: string; uploadId: string }; query: Record<never, never>; body: undefined; answer: Upload };
  removeUpload: { params: { siteId: string; uploadId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  listTicketFiles: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: {
    items: TicketFile[];
  } };
  openTicketFile: { params: { siteId: string; uploadId: string }; query: Record<never, never>; body: undefined; answer: string };
  askImport: { params: { siteId: string }; query: Record<never, never>; body: ImportRequest; answer: Import };
  listImports: { params: { siteId: string }; query: { limit?: number; cursor?: string }; body: undefined; answer: ImportList };
  readImport: { params: { siteId: string; importId: string }; query: Record<never, never>; body: undefined; answer: Import };
  importProblems: { params: { siteId: string; importId: string }; query: Record<never, never>; body: undefined; answer: string };
  listRuns: { params: { siteId: string }; query: { limit?: number; cursor?: string }; body: undefined; answer: RunList };
  startRun: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: Run };
  readRun: { params: { siteId: string; runId: string }; query: Record<never, never>; body: undefined; answer: Run };
  listFindings: { params: { siteId: string }; query: { limit?: number; cursor?: string; kind?: FindingKind; band?: FindingBand; supplier?: string; state?: "new" | "still" | "changed"; q?: string; decision?: "open" | "reopened" | "confirmed" | "dismissed" | "all"; sort?: "score" | "amount" | "newest" }; body: undefined; answer: FindingList };
  readFinding: { params: { siteId: string; findingId: string }; query: Record<never, never>; body: undefined; answer: FindingDetail };
  exportFindings: { params: { siteId: string }; query: { kind?: FindingKind; band?: FindingBand; supplier?: string; state?: "new" | "still" | "changed"; q?: string; decision?: "open" | "reopened" | "confirmed" | "dismissed" | "all"; sort?: "score" | "amount" | "newest" }; body: undefined; answer: string };
  previewAccess: { params: { siteId: string }; query: Record<never, never>; body: AccessPreviewAsked; answer: AccessPreview };
  listCompanyCodes: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: CompanyCodes };
  showViewers: { params: { siteId: string; findingId: string }; query: Record<never, never>; body: ViewersAsked; answer: Viewers };
  decideFinding: { params: { siteId: string; findingId: string }; query: Record<never, never>; body: Decide; answer: Decision };
  listDecisions: { params: { siteId: string }; query: { limit?: number; cursor?: string; state?: "standing" | "pending" | "over" | "all"; findingId?: string }; body: undefined; answer: DecisionList };
  agreeDecision: { params: { siteId: string; decisionId: string }; query: Record<never, never>; body: undefined; answer: Decision };
  undoDecision: { params: { siteId: string; decisionId: string }; query: Record<never, never>; body: undefined; answer: Decision };
  readLearning: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: Learning };
  resetLearning: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: LearningReset };
  askPaymentCheck: { params: { siteId: string }; query: Record<never, never>; body: AskPaymentCheck; answer: PaymentRun };
  listPaymentRuns: { params: { siteId: string }; query: { limit?: number; cursor?: string }; body: undefined; answer: PaymentRunList };
  checkPayment: { params: { siteId: string }; query: Record<never, never>; body: CheckPayment; answer: PaymentAnswer };
  readPaymentRun: { params: { siteId: string; paymentRunId: string }; query: Record<never, never>; body: undefined; answer: PaymentRunDetail };
  listPaymentLines: { params: { siteId: string; paymentRunId: string }; query: { limit?: number; cursor?: string; verdict?: PaymentVerdict; q?: string }; body: undefined; answer: PaymentLineList };
  exportPaymentVerdicts: { params: { siteId: string; paymentRunId: string }; query: Record<never, never>; body: undefined; answer: string };
  overridePaymentLine: { params: { siteId: string; paymentRunId: string; line: number }; query: Record<never, never>; body: OverridePaymentLine; answer: PaymentLine };
  listSanctionsLists: { params: { siteId: string }; query: { limit?: number; cursor?: string }; body: undefined; answer: SanctionsVersionList };
  askSanctionsReading: { params: { siteId: string }; query: Record<never, never>; body: AskSanctionsReading; answer: SanctionsReadingList };
  readSanctionsReading: { params: { siteId: string; readingId: string }; query: Record<never, never>; body: undefined; answer: SanctionsReading };
  removeSanctionsVersion: { params: { siteId: string; versionId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  readPopulation: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: Population };
  readPopulationRows: { params: { siteId: string }; query: { set?: PopulationSet; digits?: number; amountMinor?: number | null; currency?: string; lens?: "lastTwoDigits" | "summation" | "relativeSize" | "roundSuppliers" | "growth" | "busyDays" | "underLimits" | "weekendUsers"; row?: number | null }; body: undefined; answer: PopulationRows };
  listTests: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: Tests };
  readTest: { params: { siteId: string; testId: string }; query: Record<never, never>; body: undefined; answer: TestPage };
  listParameters: { params: { siteId: string }; query: { limit?: number; cursor?: string }; body: undefined; answer: ParametersVersions };
  draftParameters: { params: { siteId: string }; query: Record<never, never>; body: ParametersDraft; answer: ParametersVersion };
  readParameters: { params: { siteId: string; version: number }; query: Record<never, never>; body: undefined; answer: ParametersVersion };
  withdrawParameters: { params: { siteId: string; version: number }; query: Record<never, never>; body: undefined; answer: ParametersVersion };
  startBackTest: { params: { siteId: string; version: number }; query: Record<never, never>; body: undefined; answer: BackTest };
  readBackTest: { params: { siteId: string; version: number }; query: Record<never, never>; body: undefined; answer: BackTestAnswer };
  listBackTestDifferences: { params: { siteId: string; version: number }; query: { limit?: number; cursor?: string; side?: "gained" | "lost" | "changed"; test?: string }; body: undefined; answer: BackTestDifferences };
  switchOnParameters: { params: { siteId: string; version: number }; query: Record<never, never>; body: ParametersSwitchOn; answer: ParametersSwitched };
  readOverview: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: Overview };
  readSiteState: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: SiteState };
  readKeys: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: Keys };
  rotateKeys: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: Keys };
  addCustomerKey: { params: { siteId: string }; query: Record<never, never>; body: HoldCustomerKey; answer: Keys };
  removeCustomerKey: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: Keys };
  destroyKeys: { params: { siteId: string }; query: Record<never, never>; body: DestroyKeys; answer: Keys };
  readKeyCertificate: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: string };
  listActivity: { params: { siteId: string }; query: { person?: string; act?: string; object?: string; staff?: "yes" | "no"; from?: string; to?: string; limit?: number; cursor?: string }; body: undefined; answer: ActivityList };
  exportActivity: { params: { siteId: string }; query: { person?: string; act?: string; object?: string; staff?: "yes" | "no"; from?: string; to?: string; closedDay?: string; since?: number | null }; body: undefined; answer: string };
  exportOcsf: { params: { siteId: string }; query: { person?: string; act?: string; object?: string; staff?: "yes" | "no"; from?: string; to?: string }; body: undefined; answer: string };
  readTrail: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: TrailState };
  proveActivity: { params: { siteId: string; entryId: string }; query: Record<never, never>; body: undefined; answer: string };
  listFeeds: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: FeedList };
  addFeed: { params: { siteId: string }; query: Record<never, never>; body: NewFeed; answer: FeedWithSecret };
  changeFeed: { params: { siteId: string; feedId: string }; query: Record<never, never>; body: {
    feed: SyslogFeed | WebhookFeed;
  }; answer: Feed };
  removeFeed: { params: { siteId: string; feedId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  pauseFeed: { params: { siteId: string; feedId: string }; query: Record<never, never>; body: undefined; answer: Feed };
  resumeFeed: { params: { siteId: string; feedId: string }; query: Record<never, never>; body: undefined; answer: Feed };
  rotateFeedSecret: { params: { siteId: string; feedId: string }; query: Record<never, never>; body: undefined; answer: FeedWithSecret };
  testFeed: { params: { siteId: string; feedId: string }; query: Record<never, never>; body: undefined; answer: FeedTried };
  listAlerts: { params: { siteId: string }; query: { limit?: number; cursor?: string; open?: "yes" | "no" }; body: undefined; answer: AlertList };
  acknowledgeAlert: { params: { siteId: string; alertId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  listAlertRules: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: AlertRuleList };
  changeAlertRule: { params: { siteId: string }; query: Record<never, never>; body: ChangeAlertRule; answer: AlertRuleList };
};

/** Where each operation is. */
export const OPERATIONS = {
  listUploads: { method: "GET", path: "/api/sites/{siteId}/uploads" },
  readUpload: { method: "GET", path: "/api/sites/{siteId}/uploads/{uploadId}" },
  removeUpload: { method: "DELETE", path: "/api/sites/{siteId}/uploads/{uploadId}" },
  listTicketFiles: { method: "GET", path: "/api/sites/{siteId}/ticket-files" },
  openTicketFile: { method: "GET", path: "/api/sites/{siteId}/ticket-files/{uploadId}" },
  askImport: { method: "POST", path: "/api/sites/{siteId}/imports" },
  listImports: { method: "GET", path: "/api/sites/{siteId}/imports" },
  readImport: { method: "GET", path: "/api/sites/{siteId}/imports/{importId}" },
  importProblems: { method: "GET", path: "/api/sites/{siteId}/imports/{importId}/problems.csv" },
  listRuns: { method: "GET", path: "/api/sites/{siteId}/runs" },
  startRun: { method: "POST", path: "/api/sites/{siteId}/runs" },
  readRun: { method: "GET", path: "/api/sites/{siteId}/runs/{runId}" },
  listFindings: { method: "GET", path: "/api/sites/{siteId}/findings" },
  readFinding: { method: "GET", path: "/api/sites/{siteId}/findings/{findingId}" },
  exportFindings: { method: "GET", path: "/api/sites/{siteId}/findings.csv" },
  previewAccess: { method: "POST", path: "/api/sites/{siteId}/access-preview" },
  listCompanyCodes: { method: "GET", path: "/api/sites/{siteId}/company-codes" },
  showViewers: { method: "POST", path: "/api/sites/{siteId}/findings/{findingId}/viewers" },
  decideFinding: { method: "POST", path: "/api/sites/{siteId}/findings/{findingId}/decisions" },
  listDecisions: { method: "GET", path: "/api/sites/{siteId}/decisions" },
  agreeDecision: { method: "POST", path: "/api/sites/{siteId}/decisions/{decisionId}/agree" },
  undoDecision: { method: "POST", path: "/api/sites/{siteId}/decisions/{decisionId}/undo" },
  readLearning: { method: "GET", path: "/api/sites/{siteId}/learning" },
  resetLearning: { method: "POST", path: "/api/sites/{siteId}/learning/reset" },
  askPaymentCheck: { method: "POST", path: "/api/sites/{siteId}/payment-runs" },
  listPaymentRuns: { method: "GET", path: "/api/sites/{siteId}/payment-runs" },
  checkPayment: { method: "POST", path: "/api/sites/{siteId}/payment-checks" },
  readPaymentRun: { method: "GET", path: "/api/sites/{siteId}/payment-runs/{paymentRunId}" },
  listPaymentLines: { method: "GET", path: "/api/sites/{siteId}/payment-runs/{paymentRunId}/lines" },
  exportPaymentVerdicts: { method: "GET", path: "/api/sites/{siteId}/payment-runs/{paymentRunId}/verdicts.csv" },
  overridePaymentLine: { method: "POST", path: "/api/sites/{siteId}/payment-runs/{paymentRunId}/lines/{line}/override" },
  listSanctionsLists: { method: "GET", path: "/api/sites/{siteId}/sanctions-lists" },
  askSanctionsReading: { method: "POST", path: "/api/sites/{siteId}/sanctions-lists/readings" },
  readSanctionsReading: { method: "GET", path: "/api/sites/{siteId}/sanctions-lists/readings/{readingId}" },
  removeSanctionsVersion: { method: "DELETE", path: "/api/sites/{siteId}/sanctions-lists/{versionId}" },
  readPopulation: { method: "GET", path: "/api/sites/{siteId}/population" },
  readPopulationRows: { method: "GET", path: "/api/sites/{siteId}/population/rows" },
  listTests: { method: "GET", path: "/api/sites/{siteId}/tests" },
  readTest: { method: "GET", path: "/api/sites/{siteId}/tests/{testId}" },
  listParameters: { method: "GET", path: "/api/sites/{siteId}/parameters" },
  draftParameters: { method: "POST", path: "/api/sites/{siteId}/parameters" },
  readParameters: { method: "GET", path: "/api/sites/{siteId}/parameters/{version}" },
  withdrawParameters: { method: "POST", path: "/api/sites/{siteId}/parameters/{version}/withdraw" },
  startBackTest: { method: "POST", path: "/api/sites/{siteId}/parameters/{version}/back-test" },
  readBackTest: { method: "GET", path: "/api/sites/{siteId}/parameters/{version}/back-test" },
  listBackTestDifferences: { method: "GET", path: "/api/sites/{siteId}/parameters/{version}/differences" },
  switchOnParameters: { method: "POST", path: "/api/sites/{siteId}/parameters/{version}/switch-on" },
  readOverview: { method: "GET", path: "/api/sites/{siteId}/overview" },
  readSiteState: { method: "GET", path: "/api/sites/{siteId}/state" },
  readKeys: { method: "GET", path: "/api/sites/{siteId}/keys" },
  rotateKeys: { method: "POST", path: "/api/sites/{siteId}/keys/rotate" },
  addCustomerKey: { method: "POST", path: "/api/sites/{siteId}/keys/customer-key" },
  removeCustomerKey: { method: "DELETE", path: "/api/sites/{siteId}/keys/customer-key" },
  destroyKeys: { method: "POST", path: "/api/sites/{siteId}/keys/destroy" },
  readKeyCertificate: { method: "GET", path: "/api/sites/{siteId}/keys/certificate.txt" },
  listActivity: { method: "GET", path: "/api/sites/{siteId}/activity" },
  exportActivity: { method: "GET", path: "/api/sites/{siteId}/activity/pack" },
  exportOcsf: { method: "GET", path: "/api/sites/{siteId}/activity/ocsf" },
  readTrail: { method: "GET", path: "/api/sites/{siteId}/activity/checkpoint" },
  proveActivity: { method: "GET", path: "/api/sites/{siteId}/activity/{entryId}/proof" },
  listFeeds: { method: "GET", path: "/api/sites/{siteId}/feeds" },
  addFeed: { method: "POST", path: "/api/sites/{siteId}/feeds" },
  changeFeed: { method: "POST", path: "/api/sites/{siteId}/feeds/{feedId}" },
  removeFeed: { method: "DELETE", path: "/api/sites/{siteId}/feeds/{feedId}" },
  pauseFeed: { method: "POST", path: "/api/sites/{siteId}/feeds/{feedId}/pause" },
  resumeFeed: { method: "POST", path: "/api/sites/{siteId}/feeds/{feedId}/resume" },
  rotateFeedSecret: { method: "POST", path: "/api/sites/{siteId}/feeds/{feedId}/secret" },
  testFeed: { method: "POST", path: "/api/sites/{siteId}/feeds/{feedId}/test" },
  listAlerts: { method: "GET", path: "/api/sites/{siteId}/alerts" },
  acknowledgeAlert: { method: "POST", path: "/api/sites/{siteId}/alerts/{alertId}/acknowledge" },
  listAlertRules: { method: "GET", path: "/api/sites/{siteId}/alert-rules" },
  changeAlertRule: { method: "POST", path: "/api/sites/{siteId}/alert-rules" },
} as const;
