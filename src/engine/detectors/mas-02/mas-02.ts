/**
 * MAS-02: a supplier record without what the records of its country always have. What is mandatory is learned from the
 * records themselves, by country, so that a US supplier without an IBAN and a sole trader without a company number are
 * left in peace. VAT number, email and telephone are never mandatory: many suppliers have none. Placeholders (N/A, TBC, 0000) count as blank.
 */
import { reason, finding, prior, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";

const FIELDS = ["name", "address_line", "city", "postcode", "country", "iban", "terms_days"] as const;
type Field = (typeof FIELDS)[number];
type Row = Readonly<Record<Exclude<Field, "terms_days">, string | null>> & { supplier_id: string; bank_account: string | null; terms_days: number | null; status: string | null };

const WORDS: Readonly<Record<Field, string>> = {
  name: "name", address_line: "address", city: "town", postcode: "postcode", country: "country", iban: "bank account", terms_days: "payment terms",
};
const PLACEHOLDER = /^(n\/?a|none|null|tbc|tba|tbd|unknown|unbekannt|test|dummy|not known|-+|\.+|x{2,}|0+|1+|9+|\?+)$/i;

const parameters = {
  mandatoryShare: { value: 0.97, unit: "share", least: 0.8, most: 1, means: "A field that this share of the country's records has is mandatory" },
  leastPeers: { value: 30, unit: "records", least: 5, most: 10_000, means: "With fewer records of a country, all records together are the measure" },
};

const isBlank = (row: Row, field: Field): boolean => {
  if (field === "terms_days") return row.terms_days === null;
  const text = field === "iban" ? (row.iban ?? row.bank_account) : row[field];
  return text === null || PLACEHOLDER.test(text.trim());
};

type Peers = { n: number; readonly blank: Map<Field, number> };
function tally(rows: readonly Row[]): Map<string, Peers> {
  const byCountry = new Map<string, Peers>();
  for (const row of rows) {
    for (const country of [row.country ?? "", "*"]) {
      const peers = byCountry.get(country) ?? { n: 0, blank: new Map() };
      peers.n++;
      for (const field of FIELDS) if (isBlank(row, field)) peers.blank.set(field, (peers.blank.get(field) ?? 0) + 1);
      byCountry.set(country, peers);
    }
  }
  return byCountry;
}

function weigh(row: Row, peers: Peers, mandatory: number): Reason[] {
  return FIELDS.flatMap((field) => {
    const others = (peers.blank.get(field) ?? 0) - 1;
    if (!isBlank(row, field) || peers.n < 3 || others / (peers.n - 1) > 1 - mandatory) return [];
    const had = peers.n - 1 - others;
    return reason(`no-${field.replaceAll("_", "-")}`, Math.min(10, -Math.log2((others + 0.5) / peers.n)),
      `The ${WORDS[field]} is missing; ${had} of ${peers.n - 1} comparable records have one`);
  });
}

export const missingData: Detector = {
  id: "MAS-02",
  name: "Supplier record with missing data",
  kinds: ["missing_data"],
  needs: { supplier: ["name"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const [mandatory, leastPeers] = [context.value(parameters, "mandatoryShare"), context.value(parameters, "leastPeers")];
    const rows = await db.all<Row>(`SELECT supplier_id, ${FIELDS.join(", ")}, bank_account, status FROM supplier ORDER BY supplier_id`);
    const byCountry = tally(rows);
    return rows.flatMap((row) => {
      const own = byCountry.get(row.country ?? "");
      const peers = own !== undefined && own.n >= leastPeers && row.country !== null ? own : byCountry.get("*");
      const missing = peers === undefined ? [] : weigh(row, peers, mandatory);
      if (missing.length === 0) return [];
      const what = FIELDS.filter((field) => missing.some((one) => one.code === `no-${field.replaceAll("_", "-")}`)).map((field) => WORDS[field]);
      return finding({
        kind: "missing_data", detectors: ["MAS-02"], reasons: [prior(33, "records"), ...missing], supplierIds: [row.supplier_id],
        amountAtRisk: { minor: 0, currency: "XXX" }, title: `Supplier record without ${what.join(", ")}`,
      });
    }).filter(worthTelling);
  },
};
