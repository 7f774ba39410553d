/** The engine's evidence as a page shows it: each document's fields side by side, agreement quiet and difference marked to the character. */
import { asDay, showDay } from "../../base/day.ts";
import { showFigure, type Money } from "../../base/money.ts";
import type { Evidence as Found, Finding } from "../../engine/run/run.ts";
import type { Evidence, FindingDetail } from "./findings.schema.ts";

type FoundDocument = Found["documents"][number];
type Field = Exclude<keyof FoundDocument, "doc_id">;
type ShownDocument = Evidence["documents"][number];

/** In reading order; amounts are minor units of the document's currency. */
const LABELS = {
  supplier_id: "Supplier", invoice_no: "Invoice number", invoice_date: "Invoice date", amount_gross: "Amount", amount_net: "Net", amount_tax: "Tax", currency: "Currency",
  doc_type: "Type", po_no: "Purchase order", description: "Text", entity: "Company", posting_date: "Posted on", due_date: "Due on", entered_by: "Entered by", approved_by: "Approved by",
} as const satisfies Record<Field, string>;
const FIELDS = Object.keys(LABELS) as Field[];

/** A supplier may have thousands of documents; a page shows the first of them and says how many there are. */
const DOCUMENTS_SHOWN = 200;
const PAYMENTS_SHOWN = 400;

const isDuplicate = (kind: Finding["kind"]): boolean => kind.startsWith("duplicate") && kind !== "duplicate_supplier";

export function showEvidence(finding: Finding, found: Found, nameOf: (supplierId: string) => string | undefined): Evidence {
  const agree = new Set<string>(found.agree);
  const differ = new Set<string>(found.differ);
  const agreement = (field: Field) => (agree.has(field) && found.documents.length > 1 ? "same" : differ.has(field) ? "different" : "n/a");
  const first = found.documents[0];
  const present = FIELDS.filter((field) => found.documents.some((doc) => doc[field] !== null));
  /** What a value is held against: the original's, and the original's own against the first that departs from it. */
  const opposite = (doc: FoundDocument, field: Field): string => {
    const against = doc === first ? found.documents.find((other) => shownValue(other, field) !== shownValue(doc, field)) : first;
    return against === undefined ? shownValue(doc, field) : shownValue(against, field);
  };
  const show = (doc: FoundDocument, role: ShownDocument["role"], compared: boolean): ShownDocument => ({
    docId: doc.doc_id, role, supplierName: nameOf(String(doc.supplier_id)) ?? null,
    fields: present.map((field) => {
      const shown = shownValue(doc, field);
      const judged = compared ? agreement(field) : "n/a";
      const marks = judged === "different" ? marksBetween(opposite(doc, field), shown) : [];
      return { field, label: LABELS[field], value: doc[field], shown, agreement: judged, ...(marks.length > 0 && { marks }) };
    }),
  });
  return {
    documentCount: found.documents.length,
    documents: found.documents.slice(0, DOCUMENTS_SHOWN).map((doc, index) => show(doc, isDuplicate(finding.kind) ? (index === 0 ? "original" : "copy") : "document", true)),
    credits: found.credits.map((doc) => show(doc, "credit", false)),
    payments: found.payments.slice(0, PAYMENTS_SHOWN).map((payment) => ({
      paymentId: payment.payment_id, docId: payment.doc_id, paidOn: payment.paid_on, shownDay: shownDay(payment.paid_on), method: payment.method,
      amount: { minor: payment.amount, currency: payment.currency },
    })),
  };
}

function shownValue(doc: FoundDocument, field: Field): string {
  const value = doc[field];
  if (value === null) return "";
  if (field.startsWith("amount_")) return showFigure({ minor: Number(value), currency: String(doc.currency) });
  if (field.endsWith("_date")) return shownDay(String(value));
  if (field === "doc_type") return value === "credit_note" ? "Credit note" : "Invoice";
  return String(value);
}

function shownDay(text: string | null): string {
  const day = text === null ? undefined : asDay(text);
  return day === undefined ? (text ?? "") : showDay(day);
}

/**
 * Where `other` departs from `first`, as stretches: sign by sign where both are equally long (swapped digits are both
 * marked), else what is left when the longest common subsequence is taken away.
 * Values are short (numbers, dates, names); very long ones are marked whole between their common ends.
 */
export function marksBetween(first: string, other: string): [number, number][] {
  if (first === other) return [];
  let start = 0;
  while (start < first.length && start < other.length && first[start] === other[start]) start += 1;
  let end = 0;
  while (end < first.length - start && end < other.length - start && first[first.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  const middleFirst = first.slice(start, first.length - end);
  const middleOther = other.slice(start, other.length - end);
  if (middleFirst.length === middleOther.length) return stretches(middleOther, start, (at) => middleFirst[at] === middleOther[at]);
  if (middleOther === "") return [[Math.max(0, Math.min(start, other.length - 1)), Math.min(other.length, start + 1)]].filter(([from, to]) => (from ?? 0) < (to ?? 0)) as [number, number][];
  if (middleFirst.length * middleOther.length > 10_000) return [[start, start + middleOther.length]];
  const kept = commonPositions(middleFirst, middleOther);
  const marks = stretches(middleOther, start, (at) => kept.has(at));
  return marks.length > 0 ? marks : [[start, start + middleOther.length]];
}

function stretches(text: string, start: number, same: (at: number) => boolean): [number, number][] {
  const marks: [number, number][] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (same(at)) continue;
    const last = marks.at(-1);
    if (last && last[1] === start + at) last[1] += 1;
    else marks.push([start + at, start + at + 1]);
  }
  return marks;
}

/** Positions of `other` that belong to a longest common subsequence. */
function commonPositions(first: string, other: string): ReadonlySet<number> {
  const width = other.length + 1;
  const length = new Uint16Array((first.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  for (let i = first.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      length[i * width + j] = first[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kept = new Set<number>();
  for (let i = 0, j = 0; i < first.length && j < other.length; ) {
    if (first[i] === other[j]) {
      kept.add(j);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}

/** The engine's parts where it gives them; else what follows from the documents, adding up to the same net. */
export function exposureOf(finding: Finding, evidence: Evidence): FindingDetail["exposure"] {
  const { amountAtRisk: net, exposure } = finding;
  if (exposure) return exposure;
  const money = (minor: number): Money => ({ minor, currency: net.currency });
  const gross = (documents: Evidence["documents"]): number =>
    documents.reduce((sum, { fields }) => sum + Number(fields.find(({ field }) => field === "amount_gross")?.value ?? 0), 0);
  const posted = finding.kind === "paid_twice" ? evidence.payments.reduce((sum, { amount }) => sum + amount.minor, 0) : gross(evidence.documents);
  return { paidOrPosted: money(posted), credited: money(0), legitimate: money(net.minor - posted), net };
}
