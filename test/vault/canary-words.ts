/**
 * Words unlike anything else, for every field of customer data there is. Each holds one stem, so that a search for the stem
 * finds them all, and the field's name, so that what was found says where it came from.
 *
 * Which fields there are is not written down here: the ledger's come from the mapping's list, the API's from its OpenAPI
 * document. A field that is added is planted by itself, or fails the test until somebody has said what it is.
 */
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { DICTIONARY } from "../../src/engine/ledger/map/dictionary.ts";
import { FIELDS } from "../../src/region/mappings/mappings.schema.ts";
import { workbook } from "../../src/engine/ledger/workbook/workbook.fixture.ts";

const letters = (count: number): string => Array.from({ length: count }, () => "bcdfghjklmnpqrstvwxz"[randomInt(20)]).join("");
const digits = (count: number): string => Array.from({ length: count }, (_, n) => "123456789"[(n + randomInt(9)) % 9]).join("");

/** In every word; no vowels, so that it is no word of anybody's. */
export const STEM = `q${letters(11)}`;
/** In every number that is data: accounts, telephone numbers. */
export const NUMBER_STEM = digits(11);
/** One amount, in minor units: 81 million and some pence, stored as a number. */
export const AMOUNT_MINOR = 8_100_000_000 + randomInt(99_999_999);
/** Of the people and the company themselves: administration data, which control may hold and a region may not. */
export const PEOPLE_STEM = `z${letters(11)}`;

export const word = (field: string): string => `${STEM}${field.replace(/[^a-z0-9]/gi, "").toLowerCase()}`;

type Table = keyof typeof FIELDS;
export const TABLES = Object.keys(FIELDS) as Table[];

/** Not planted: closed lists of codes, of which none is a customer's own, and pairs that another field excludes. */
const NOT_WORDS: Readonly<Record<string, string>> = {
  "invoice.debit_credit": "debit or credit", "invoice.debit": "instead of amount_gross", "invoice.credit": "instead of amount_gross",
  "statement_line.debit": "instead of amount_gross", "statement_line.credit": "instead of amount_gross",
};

export type Planted = { readonly fileName: string; readonly table: Table; readonly sheet?: string; readonly columns: Readonly<Record<string, string>>; readonly bytes: Buffer };

/** A file for each table, in which every field that holds words holds a canary, and one column of each is called one. */
export function plantedFiles(): readonly Planted[] {
  return TABLES.map((table) => {
    const fields = (FIELDS[table] as readonly string[]).filter((field) => NOT_WORDS[`${table}.${field}`] === undefined);
    const columns = Object.fromEntries(fields.map((field, n) => [field, n === fields.length - 1 ? word(`heading${table}`) : headingOf(table, field)]));
    const extra = word(`unmapped${table}`);
    const rows = [
      [...Object.values(columns), extra],
      ...[0, 1, 2].map((n) => [...fields.map((field) => valueOf(table, field, n)), word(`unmappedvalue${table}`)]),
      // A row that cannot be taken: its value ends among the row problems.
      ...(table === "invoice" ? [[...fields.map((field) => (field === "amount_gross" ? word("badamount") : valueOf(table, field, 7))), ""]] : []),
    ];
    const sheet = table === "employee" ? word("sheet").slice(0, 31) : undefined;
    const bytes = sheet === undefined ? Buffer.from(rows.map((row) => row.join(",")).join("\r\n")) : workbook({ [sheet]: rows });
    return { fileName: `${word(`file${table}`)} ${table}.${sheet === undefined ? "csv" : "xlsx"}`, table, columns, bytes, ...(sheet !== undefined && { sheet }) };
  });
}

const headingOf = (table: Table, field: string): string => {
  const first = DICTIONARY[table][field]?.headings.split("|")[0];
  if (first === undefined) throw new Error(`${table}.${field} is not in the dictionary`);
  return first.replace("?", "");
};

/** Rows 0 and 1 are the same document entered twice, so that there is something to find. */
function valueOf(table: Table, field: string, row: number): string {
  const kind = DICTIONARY[table][field]?.kind;
  const same = Math.max(row, 1);
  switch (kind) {
    case "text":
      if (field === "doc_id" || field === "payment_id" || field === "employee_id" || field === "line_no") return `${word(field)}${row}`;
      if (field === "supplier_id") return `${word("supplierid")}${table === "supplier" ? row : same}`;
      if (field === "bank_account" || field === "phone") return `${NUMBER_STEM}${same}`;
      return `${word(`${table}${field}`)}${same}`;
    case "iban":
      return ibanOf(`ABCD${NUMBER_STEM}${String(same).padStart(3, "0")}`);
    case "amount":
      return row === 2 ? "12.50" : `${Math.floor(AMOUNT_MINOR / 100)}.${String(AMOUNT_MINOR % 100).padStart(2, "0")}`;
    case "date":
      return `2026-03-0${same}`;
    case "whole":
      return "30";
    case "currency":
      return "GBP";
    case "country":
      return "GB";
    case "document_type":
      return "invoice";
    case "side":
    case undefined:
      throw new Error(`${table}.${field} is of a kind that nobody has said how to plant`);
  }
}

/** ISO 13616: the check digits that fit. */
function ibanOf(account: string): string {
  const numeric = [...`${account}GB00`].map((one) => (/[A-Z]/.test(one) ? String(one.charCodeAt(0) - 55) : one)).join("");
  return `GB${String(98n - (BigInt(numeric) % 97n)).padStart(2, "0")}${account}`;
}

/** What a request can say in words of its own, by operation; the same names as in `stringInputs`. */
const INPUTS: Readonly<Record<string, "planted" | "id" | "code" | "position">> = {
  "path:siteId": "id", "path:uploadId": "id", "path:importId": "id", "path:runId": "id", "path:findingId": "id", "path:entryId": "id", "path:decisionId": "id", "query:findingId": "id", "body.note": "planted", "path:feedId": "id", "path:alertId": "id", "path:testId": "code", "query:test": "code", "query:open": "code",
  "query:cursor": "position", "query:q": "planted", "query:supplier": "planted", "query:currency": "code",
  "query:person": "planted", "query:act": "code", "query:object": "planted", "query:from": "code", "query:to": "code", "query:closedDay": "code",
  "body.files[].uploadId": "id", "body.files[].tables[].sheet": "planted", "body.files[].tables[].columns{name}": "code", "body.files[].tables[].columns{}": "planted",
  "body.files[].tables[].defaultCurrency": "code",
  // Certificates and keys have a form that no word of a customer's fits into; test/feeds shows that they are sealed.
  "body.feed.name": "planted", "body.feed.host": "planted", "body.feed.url": "planted", "body.feed.ca": "code", "body.feed.client.cert": "code", "body.feed.client.key": "code",
  // The customer's own key, by the name that its key service gives it: how to reach it is needed before anything can be opened.
  // What control has signed: a pass for the files of a ticket, and who may see what.
  "header:spendward-ticket-pass": "code", "body.statement": "code", "body.companyCodes[]": "planted",
  "body.why": "planted", "body.off[]": "code", "body.values{name}": "code", "body.showFrom{name}": "code",
  "path:paymentRunId": "id", "path:readingId": "id", "path:versionId": "id", "body.uploadIds[]": "id", "body.uploadId": "id", "body.reason": "planted", "body.decimalMark": "code", "body.dateOrder": "code", "body.currency": "code",
  "body.payments[].payee": "planted", "body.payments[].supplierId": "planted", "body.payments[].iban": "planted", "body.payments[].accountNumber": "planted", "body.payments[].sortCode": "code",
  "body.payments[].routingNumber": "code", "body.payments[].amount.currency": "code", "body.payments[].references[]": "planted", "body.payments[].text": "planted", "body.payments[].payOn": "code",
  "body.payment.payee": "planted", "body.payment.supplierId": "planted", "body.payment.iban": "planted", "body.payment.accountNumber": "planted", "body.payment.sortCode": "code",
  "body.payment.routingNumber": "code", "body.payment.amount.currency": "code", "body.payment.references[]": "planted", "body.payment.text": "planted", "body.payment.payOn": "code",
  "body.connection.key": "id", "body.connection.vault": "id", "body.confirm": "id",
};

/** Which inputs of a request hold a word of ours, named as in `stringInputs`. */
export function inputsWithWords(url: string, body: unknown): string[] {
  const found = [...new URL(url).searchParams].filter(([, value]) => value.includes(STEM)).map(([name]) => `query:${name}`);
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string" && value.includes(STEM)) found.push(path);
    if (Array.isArray(value)) for (const inner of value) walk(inner, `${path}[]`);
    else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        walk(inner, `${path}.${name}`);
        walk(inner, `${path}{}`);
      }
    }
  };
  walk(body, "body");
  return found;
}
export const plantedInputs = (): string[] => Object.keys(INPUTS).filter((name) => INPUTS[name] === "planted");

/** Every address of the region that can be read, exports too, with ids put in. */
export function readablePaths(ids: Readonly<Record<string, string>>): string[] {
  const paths = Object.entries(apiDocument().paths).filter(([, operations]) => operations["get"] !== undefined).map(([path]) => path.replace("/api/sites/{siteId}", ""));
  return paths.map((path) => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `none-for-${name}`));
}

/** Inputs of the region's API that nobody has said what they are. */
export const unknownInputs = (): string[] => [...new Set(stringInputs())].filter((name) => INPUTS[name] === undefined);
export const knownInputs = (): number => new Set(stringInputs()).size;

type Schema = { readonly $ref?: string; readonly type?: string | string[]; readonly enum?: unknown; readonly const?: unknown; readonly items?: Schema; readonly additionalProperties?: Schema; readonly properties?: Record<string, Schema> } & Partial<Record<"anyOf" | "oneOf" | "allOf", Schema[]>>;
type Operation = { readonly parameters?: { in: string; name: string; schema: Schema }[]; readonly requestBody?: { content: Record<string, { schema: Schema }> } };

type ApiDocument = { readonly paths: Record<string, Record<string, Operation>>; readonly components: { readonly schemas: Record<string, Schema> } };
const apiDocument = (): ApiDocument => JSON.parse(readFileSync(new URL("../../web/openapi/region.json", import.meta.url), "utf8")) as ApiDocument;

function stringInputs(): string[] {
  const document = apiDocument();
  const found: string[] = [];
  const walk = (schema: Schema, path: string): void => {
    if (schema.$ref !== undefined) return walk(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, path);
    for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) walk(part, path);
    if ([schema.type].flat().includes("string") && schema.enum === undefined && schema.const === undefined) found.push(path);
    for (const [name, inner] of Object.entries(schema.properties ?? {})) walk(inner, `${path}.${name}`);
    if (schema.items !== undefined) walk(schema.items, `${path}[]`);
    if (schema.additionalProperties !== undefined && typeof schema.additionalProperties === "object") {
      found.push(`${path}{name}`);
      walk(schema.additionalProperties, `${path}{}`);
    }
  };
  for (const operation of Object.values(document.paths).flatMap((one) => Object.values(one))) {
    for (const { in: where, name, schema } of operation.parameters ?? []) walk(schema, `${where}:${name}`);
    for (const { schema } of Object.values(operation.requestBody?.content ?? {})) walk(schema, "body");
  }
  return found;
}
