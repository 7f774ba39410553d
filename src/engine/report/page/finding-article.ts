/** One finding: its documents side by side, the money around them, and the weights that made its score. */
import { showFigure } from "../../../base/money.ts";
import { bandOf } from "../../run/run.ts";
import type { Evidence, Finding, Reason } from "../../run/run.ts";
import type { Gathered } from "../evidence.ts";
import { marks, wordMarks } from "../marks.ts";
import { KIND_WORDS, percent, weight } from "../words.ts";
import { day, money } from "./figures.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

type Document = Evidence["documents"][number];
type Field = Evidence["agree"][number];

/** Fields in reading order. What is blank in all documents is left out. */
const FIELD_WORDS: readonly (readonly [field: Field, words: string])[] = [
  ["supplier_id", "Supplier"], ["invoice_no", "Invoice number"], ["invoice_date", "Invoice date"], ["amount_gross", "Amount"], ["currency", "Currency"],
  ["amount_net", "Net"], ["amount_tax", "Tax"], ["posting_date", "Posted"], ["due_date", "Due"], ["entity", "Company"], ["po_no", "Order"],
  ["description", "Text"], ["doc_type", "Type"], ["entered_by", "Entered by"], ["approved_by", "Approved by"],
];
/** Kinds that say "these are the same": only there is a difference between the documents worth marking. */
const SAME_TWICE: ReadonlySet<Finding["kind"]> = new Set<Finding["kind"]>([
  "duplicate_invoice", "duplicate_across_suppliers", "duplicate_across_entities", "duplicate_split", "paid_twice",
]);
/** More documents of one group than this make no readable table. */
const DOCUMENTS_SHOWN = 6;

export function findingArticle(finding: Finding, rank: number, { byFinding, supplierNames }: Gathered): Html {
  const evidence = byFinding.get(finding.id);
  const band = bandOf(finding.score);
  const suppliers = finding.supplierIds.map((id) => (supplierNames.has(id) ? `${supplierNames.get(id)} (${id})` : id)).slice(0, 4);
  const who = suppliers.length === 0 ? undefined : html` · ${suppliers.join(", ")}`;
  return html`<article id="finding-${rank}" aria-labelledby="title-${rank}">
<header><span class="rank">${rank}</span><h3 id="title-${rank}">${finding.title}</h3><span class="amount">${money(finding.amountAtRisk)}</span>
<p class="meta"><span class="${band === "very likely" ? "risk" : band === "likely" ? "held" : ""}">${band}, ${percent(finding)}</span> · ${KIND_WORDS[finding.kind]} · ${finding.detectors.join(", ")}${who}</p></header>
<div class="body">${evidence && evidence.documents.length > 0 ? documentTable(rank, evidence, supplierNames, SAME_TWICE.has(finding.kind)) : undefined}${evidence && aroundThem(evidence)}${reasonList(finding.reasons)}</div>
</article>
`;
}

function documentTable(rank: number, { documents, differ }: Evidence, supplierNames: ReadonlyMap<string, string>, compare: boolean): Html {
  const shown = documents.slice(0, DOCUMENTS_SHOWN);
  const rows = FIELD_WORDS.filter(([field]) => documents.some((document) => document[field] !== null)).map(([field, words]) => {
    const differs = compare && differ.includes(field);
    const values = shown.map((document) => show(document, field, supplierNames));
    return html`<tr class="${differs ? "differs" : compare ? "same" : ""}"><th scope="row">${words}</th>${values.map((value, at) => html`<td>${differs ? marked(field, value, otherThan(values, at)) : value}</td>`)}</tr>`;
  });
  const hidden = documents.length > shown.length ? html`<p class="quiet">and ${documents.length - shown.length} more documents</p>` : undefined;
  return html`<div class="scroll documents" tabindex="0" role="region" aria-label="Documents of finding ${rank} side by side"><table>
<thead><tr><th scope="col">Document</th>${shown.map(({ doc_id }) => html`<th scope="col">${doc_id}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>${hidden}`;
}

function show(document: Document, field: Field, supplierNames: ReadonlyMap<string, string>): string {
  const value = document[field];
  if (value === null) return "";
  if (field.startsWith("amount_")) return showFigure({ minor: Number(value), currency: String(document.currency) });
  if (field.endsWith("_date")) return day(String(value));
  if (field === "doc_type") return value === "credit_note" ? "credit note" : "invoice";
  const name = field === "supplier_id" ? supplierNames.get(String(value)) : undefined;
  return name === undefined ? String(value) : `${name} (${value})`;
}

/** The value to compare with: the first document's, or for the first the nearest that differs. */
const otherThan = (values: readonly string[], at: number): string =>
  (at === 0 ? values.find((value) => value !== values[0]) : values[0]) ?? "";

const marked = (field: Field, value: string, other: string): Html =>
  value === "" ? html`<mark>blank</mark>` : html`${(field.endsWith("_date") ? wordMarks : marks)(value, other).map(({ text, differs }) => (differs ? html`<mark>${text}</mark>` : html`${text}`))}`;

/** Payments and credits: what happened to the money. */
function aroundThem({ payments, credits }: Evidence): Html {
  const paid = payments.slice(0, 6).map(({ doc_id, paid_on, amount, currency, method, payment_id }) =>
    html`<li>Document ${doc_id}: ${money({ minor: amount, currency })} paid${paid_on === null ? "" : ` on ${day(paid_on)}`}${method === null ? "" : ` by ${method}`} (${payment_id})</li>`);
  const credited = credits.slice(0, 4).map(({ doc_id, amount_gross, currency, invoice_date, posting_date }) =>
    html`<li>Credit of the same amount: ${money({ minor: Number(amount_gross), currency: String(currency) })}, document ${doc_id}${
      (invoice_date ?? posting_date) === null ? "" : `, ${day(String(invoice_date ?? posting_date))}`}</li>`);
  return paid.length + credited.length === 0 ? html`` : html`<ul class="quiet">${paid}${credited}</ul>`;
}

/** Bits are log2 of a likelihood ratio: each one doubles the odds. The bar's full width is ten of them. */
function reasonList(reasons: readonly Reason[]): Html {
  const bar = (bits: number): Html => {
    const width = Math.min(48, Math.abs(bits) * 4.8).toFixed(1);
    return html`<svg width="96" height="10" viewBox="0 0 96 10" aria-hidden="true"><line x1="48" y1="0" x2="48" y2="10" stroke="var(--line-strong)"/><rect x="${bits >= 0 ? 48 : (48 - Number(width)).toFixed(1)}" y="2" width="${width}" height="6" fill="${bits >= 0 ? "var(--risk)" : "var(--accent)"}"/></svg>`;
  };
  return html`<ol class="reasons" aria-label="Why, strongest first">${reasons.map(({ words, bits }) =>
    html`<li><span class="bits">${weight(bits)}</span>${bar(bits)}<span>${words}</span></li>`)}</ol>`;
}
