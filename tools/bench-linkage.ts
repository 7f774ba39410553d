/**
 * Measures supplier resolution on public linkage sets with known truth: pairwise precision, recall and F1.
 *
 *   node tools/bench-linkage.ts FOLDER        FOLDER holds chicago_sites_true_ids.csv, febrl3.csv, fake_1000.csv, senzing_truthset/
 *
 * Only reads. Every pair inside a predicted group counts. Nothing is fitted to the sets: the weights are those of the product.
 */
import { families } from "../src/engine/identity/families.ts";
import { openDuckDb, sqlText, type Row } from "../src/engine/duckdb/duckdb.ts";
import { party, resolve, type Fields } from "../src/engine/identity/identity.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: bench-linkage.ts FOLDER");
const db = await openDuckDb({ allowedFolder: folder });
const read = (name: string): Promise<Row[]> => db.all(`SELECT * FROM read_csv(${sqlText(`${folder}/${name}`)}, all_varchar = true, header = true, nullstr = '')`);
const text = (row: Row, ...columns: readonly string[]): string | null => columns.flatMap((column) => (row[column] === null || row[column] === undefined ? [] : [String(row[column]).trim()])).join(" ") || null;

type Known = { readonly fields: Fields; readonly truth: string };

const chicago = async (): Promise<Known[]> => (await read("chicago_sites_true_ids.csv")).map((row) => ({
  truth: String(row["True Id"]),
  fields: { id: String(row["Id"]), name: text(row, "Site name"), addressLine: text(row, "Address"), postcode: text(row, "Zip"), phone: text(row, "Phone") },
}));
const febrl = async (): Promise<Known[]> => (await read("febrl3.csv")).map((padded) => Object.fromEntries(Object.entries(padded).map(([key, value]) => [key.trim(), value]))).map((row) => ({
  truth: /rec-(\d+)/.exec(String(row["rec_id"]))?.[1] ?? "",
  fields: { id: String(row["rec_id"]), name: text(row, "given_name", "surname"), addressLine: text(row, "street_number", "address_1"), city: text(row, "suburb"), postcode: text(row, "postcode"), born: text(row, "date_of_birth"), taxNo: text(row, "soc_sec_id") },
}));
const fake = async (): Promise<Known[]> => (await read("fake_1000.csv")).map((row) => ({
  truth: String(row["cluster"]),
  fields: { id: String(row["unique_id"]), name: text(row, "first_name", "surname"), city: text(row, "city"), born: text(row, "dob"), email: text(row, "email") },
}));
const isoDate = (us: string | null): string | null => {
  const parts = /^(\d+)\/(\d+)\/(\d+)$/.exec(us ?? "");
  return parts ? `${(parts[3] ?? "").padStart(4, "19")}-${(parts[1] ?? "").padStart(2, "0")}-${(parts[2] ?? "").padStart(2, "0")}` : us;
};
async function senzing(): Promise<Known[]> {
  const key = new Map((await read("senzing_truthset/actual_truthset_key.csv")).map((row) => [`${row["DATA_SOURCE"]}|${row["RECORD_ID"]}`, String(row["CLUSTER_ID"])]));
  const all: Known[] = [];
  for (const name of ["customers", "reference", "watchlist"]) {
    for (const row of await read(`senzing_truthset/${name}.csv`)) {
      const id = `${row["DATA_SOURCE"]}|${row["RECORD_ID"]}`;
      all.push({
        truth: key.get(id) ?? id,
        fields: {
          id, name: text(row, "PRIMARY_NAME_ORG") ?? text(row, "PRIMARY_NAME_FULL") ?? text(row, "PRIMARY_NAME_FIRST", "PRIMARY_NAME_LAST"),
          addressLine: text(row, "ADDR_FULL") ?? text(row, "ADDR_LINE1"), city: text(row, "ADDR_CITY"), postcode: text(row, "ADDR_POSTAL_CODE") ?? /(\d{5,6})$/.exec(text(row, "ADDR_FULL") ?? "")?.[1] ?? null,
          phone: text(row, "PHONE_NUMBER"), email: text(row, "EMAIL_ADDRESS"), born: isoDate(text(row, "DATE_OF_BIRTH")), companyNo: text(row, "NATIONAL_ID_NUMBER"), taxNo: text(row, "TAX_ID_NUMBER"),
        },
      });
    }
  }
  return all;
}

const pairsOf = (n: number): number => (n * (n - 1)) / 2;

function measure(name: string, known: readonly Known[]): void {
  const start = performance.now();
  const { pairs } = resolve(known.map((one) => party(one.fields)));
  const groups = families(known.length);
  for (const pair of pairs) if (pair.bits > 0) groups.join(pair.a, pair.b);
  const [truth, found, both] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const bump = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [at, one] of known.entries()) {
    bump(truth, one.truth);
    bump(found, String(groups.rootOf(at)));
    bump(both, `${one.truth}|${groups.rootOf(at)}`);
  }
  const total = (counts: Map<string, number>): number => [...counts.values()].reduce((sum, n) => sum + pairsOf(n), 0);
  const [t, f, right] = [total(truth), total(found), total(both)];
  const [precision, recall] = [right / Math.max(1, f), right / Math.max(1, t)];
  console.log(`${name}: ${known.length} records, ${t} true pairs, ${f} found; precision ${(precision * 100).toFixed(1)} %, recall ${(recall * 100).toFixed(1)} %, F1 ${((200 * precision * recall) / (precision + recall || 1)).toFixed(1)} %, ${Math.round(performance.now() - start)} ms`);
}

measure("chicago_sites", await chicago());
measure("febrl3", await febrl());
measure("senzing", await senzing());
measure("fake_1000", await fake());
db.close();
