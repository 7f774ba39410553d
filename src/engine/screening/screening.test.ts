/** Lists in the layouts of their publishers: recognised by content, read whole, refused with a remedy when they cannot be. The people in them are invented. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, expect, test } from "vitest";
import { openDuckDb } from "../duckdb/duckdb.ts";
import { bytesSource, createLedger, type Source } from "../ledger/ledger.ts";
import { layoutOf, notRecognised, readLists, type Layout } from "./screening.ts";

const UK_ONE = `"Report Date: 12-Feb-2026"
Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name type,Alias strength,Designation Type,Address Country,Date Designated,Nationality(/ies)
01/02/2026,XYZ0001,1,,Zarovich Metallurgiya,,,Primary name,,Entity,Russia,24/02/2022,
01/02/2026,XYZ0001,1,,Zarmet,,,Alias,Low quality a.k.a,Entity,Russia,24/02/2022,
01/02/2026,XYZ0002,2,TAi.999,PETRENSKOV,Vasilko,Andreyich,Primary name,,Individual,,25/02/2022,(1) Russia (2) Cyprus
`;
const UK_SUBJECTS = `unique_id,subject_type,un_reference_number,ofsi_group_id,date_designated,last_updated
XYZ0001,entity,,1,24/02/2022,01/02/2026
XYZ0002,individual,TAi.999,2,25/02/2022,29/04/2026
`;
const UK_NAMES = `name_id,unique_id,name_type,alias_strength,full_name,name_6,name_1,name_2
0,XYZ0001,primary,,Zarovich Metallurgiya,Zarovich Metallurgiya,,
1,XYZ0001,alias,low_quality_aka,Zarmet,Zarmet,,
2,XYZ0002,primary,,Vasilko Andreyich PETRENSKOV,PETRENSKOV,Vasilko,Andreyich
`;
const OFAC_SDN = `36,"ZAROVICH METALLURGIYA",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. 'ZARMET'."\r
173,"PETRENSKOV, Vasilko",individual,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1 Jan 1970; POB Minsk, Belarus; nationality Russia."\r
\x1a`;
const OFAC_ADD = `36,12,-0- ,"Havana","Cuba",-0- \r\n173,129,"Ibex House","Minsk","Belarus",-0- \r\n`;
const OFAC_ALT = `36,12,"aka","ZARO-MET",-0- \r\n173,13,"fka","PETROV",-0- \r\n`;
const UN = `<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>VASILKO</FIRST_NAME><SECOND_NAME>PETRENSKOV</SECOND_NAME>
<REFERENCE_NUMBER>CDi.999</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON><NATIONALITY><VALUE>Rwanda</VALUE></NATIONALITY><DESIGNATION><VALUE>General</VALUE></DESIGNATION>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Fox &amp; Hound</ALIAS_NAME></INDIVIDUAL_ALIAS><INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><FIRST_NAME>ZAROVICH AIR (ZA) ; LAKE LINES</FIRST_NAME><REFERENCE_NUMBER>CDe.999</REFERENCE_NUMBER><ENTITY_ADDRESS><CITY>Goma</CITY><COUNTRY>Kenya</COUNTRY></ENTITY_ADDRESS></ENTITY></ENTITIES></CONSOLIDATED_LIST>`;

const db = await openDuckDb({ threads: 1 });
await createLedger(db);
afterAll(() => db.close());
beforeEach(async () => void (await db.exec("DELETE FROM sanctioned; DELETE FROM sanctions_list")));

const source = (name: string, text: string): Source => bytesSource(name, Buffer.from(text));
async function read(...files: readonly Source[]) {
  const known = await Promise.all(files.map(async (one) => ({ source: one, layout: (await layoutOf(one)) as Layout })));
  const told = await readLists(db, known);
  const rows = await db.all("SELECT entry, subject, name, quality, countries, towns, listed_on FROM sanctioned ORDER BY row_no");
  return { told, rows: rows.map((row) => Object.values(row).map((cell) => cell ?? "").join("|")) };
}

test("a list is recognised by what it holds, packed or not, and nothing else is taken for one", async () => {
  const layouts = await Promise.all([UK_ONE, UK_SUBJECTS, UK_NAMES, OFAC_SDN, OFAC_ADD, OFAC_ALT, UN].map((text) => layoutOf(source("a", text))));
  expect(layouts).toEqual(["uk-one", "uk-subjects", "uk-names", "ofac-sdn", "ofac-add", "ofac-alt", "un"]);
  expect(await layoutOf(bytesSource("a.gz", gzipSync(UN)))).toBe("un");
  const others = ["", "supplier,amount\nS1,2\n", "1,2,3,4,5,6\n7,8,9,10,11,12\n", "<?xml version='1.0'?><Invoice/>", "PK\x03\x04", "\x1f\x8b\x00broken", "unique_id,amount\n1,2\n"];
  expect(await Promise.all(others.map((text) => layoutOf(bytesSource("a", Buffer.from(text, "latin1")))))).toEqual(others.map(() => undefined));
});

test("the UK list, in one file or parted, says the same of the same people", async () => {
  const one = await read(source("uk.csv", UK_ONE));
  expect(one.rows).toEqual([
    "XYZ0001|entity|Zarovich Metallurgiya|primary|RU||2022-02-24", "XYZ0001|entity|Zarmet|weak|RU||2022-02-24", "XYZ0002|individual|Vasilko Andreyich PETRENSKOV|primary|CY;RU||2022-02-25",
  ]);
  expect(one.told).toMatchObject([{ list: "UK Sanctions List", version: "2026-02-12", subjects: 2, names: 3 }]);
  const parted = await read(source("s.csv", UK_SUBJECTS), source("n.csv", UK_NAMES));
  expect(parted.rows).toEqual(one.rows.map((row) => row.replace(/\|(RU|CY;RU)\|/, "||")));
  expect(parted.told).toMatchObject([{ version: "2026-04-29", files: "n.csv, s.csv" }]);
});

test("OFAC's three files are one list; aliases of the remarks are weak", async () => {
  const { rows, told } = await read(source("add.csv", OFAC_ADD), source("sdn.csv", OFAC_SDN), source("alt.csv", OFAC_ALT));
  expect(rows).toEqual([
    "36|entity|ZAROVICH METALLURGIYA|primary|CU|Havana|", "36|entity|ZARMET|weak|CU|Havana|", "36|entity|ZARO-MET|alias|CU|Havana|",
    "173|individual|PETRENSKOV, Vasilko|primary|BY;RU|Minsk|", "173|individual|PETROV|alias|BY;RU|Minsk|",
  ]);
  expect(told).toMatchObject([{ list: "OFAC SDN List", version: null }]);
});

test("the UN list: names of their parts, several names in one, qualities of aliases", async () => {
  const { rows, told } = await read(source("un.xml", UN));
  expect(rows).toEqual([
    "CDi.999|individual|VASILKO PETRENSKOV|primary|RW||2012-12-31", "CDi.999|individual|The Fox & Hound|weak|RW||2012-12-31",
    "CDe.999|entity|ZAROVICH AIR|primary|KE|Goma|", "CDe.999|entity|LAKE LINES|primary|KE|Goma|",
  ]);
  expect(told).toMatchObject([{ version: "2026-02-27" }]);
});

test("the hash is of the content: packing and the order of giving do not change it, one letter does", async () => {
  const sha = async (...files: readonly Source[]) => (await read(...files)).told[0]?.sha256;
  const plain = await sha(source("un.xml", UN));
  expect(plain).toMatch(/^[0-9a-f]{64}$/);
  expect(await sha(bytesSource("un.xml.gz", gzipSync(UN)))).toBe(plain);
  expect(await sha(source("un.xml", UN.replace("Goma", "Gome")))).not.toBe(plain);
  expect(await sha(source("a", UK_NAMES), source("b", UK_SUBJECTS))).toBe(await sha(source("b", UK_SUBJECTS), source("a", UK_NAMES)));
});

test("a newer list takes the place of the older", async () => {
  await read(source("un.xml", UN));
  const { rows, told } = await read(source("un.xml", UN.replace("2026-02-27", "2026-03-01").replace(/<INDIVIDUALS>.*<\/INDIVIDUALS>/s, "")));
  expect(rows.length).toBe(2);
  expect(told).toMatchObject([{ version: "2026-03-01" }]);
});

test.each([
  ["list-incomplete", [source("s.csv", UK_SUBJECTS)]],
  ["list-incomplete", [source("alt.csv", OFAC_ALT)]],
  ["list-twice", [source("a.xml", UN), source("b.xml", UN)]],
  ["list-damaged", [source("un.xml", UN.slice(0, 600))]],
  ["list-damaged", [source("un.xml", UN.replace("<CONSOLIDATED_LIST", '<!DOCTYPE x [<!ENTITY a "aaaa">]><CONSOLIDATED_LIST'))]],
  ["list-damaged", [source("sdn.csv", `${OFAC_SDN.slice(0, -1)}306,"CUT OFF",-0- ,"CU`)]],
  ["list-damaged", [source("sdn.csv", OFAC_SDN), source("add.csv", `${OFAC_ADD}174,13,"No number of columns`)]],
  ["list-damaged", [source("s.csv", UK_SUBJECTS), source("n.csv", `${UK_NAMES}3,XYZ0002,ali`)]],
  ["list-damaged", [source("uk.csv", UK_ONE.replace("XYZ0002,2,TAi.999", ",2,TAi.999"))]],
  ["list-empty", [source("un.xml", '<CONSOLIDATED_LIST dateGenerated="2026-02-27"></CONSOLIDATED_LIST>')]],
])("%s is refused with a remedy, and nothing is read", async (code, files) => {
  await expect(read(...files)).rejects.toMatchObject({ code, details: [{ remedy: expect.stringMatching(/\w/) }, ...files.slice(2).map(() => expect.anything())] });
  if (code === "list-damaged") await expect(read(...files)).rejects.toMatchObject({ details: [{ at: expect.stringMatching(/, row \d+/), expected: expect.stringMatching(/\w/) }] });
  expect(await db.all("SELECT * FROM sanctions_list")).toEqual([]);
});

test("an entry without a name is told, since nobody can be found by it", async () => {
  const { told, rows } = await read(source("s.csv", `${UK_SUBJECTS}XYZ0003,ship,,3,24/02/2022,01/02/2026\n`), source("n.csv", UK_NAMES));
  expect(told).toMatchObject([{ subjects: 2, nameless: 1 }]);
  expect(rows.length).toBe(3);
});

test.each([
  ["a missing column", UK_NAMES.replace("name_type", "kind").replace("alias_strength,", "alias_strength,"), "row 1", "a column Name type"],
  ["no id", UK_ONE.replace("Unique ID", "Id"), "row 2", "a column Unique ID"],
  ["another XML", "<?xml version='1.0'?><!-- x --><Invoice/>", "row 1", "not <Invoice>"],
  ["a row with a column too many", OFAC_ADD.replace('"Cuba",', '"Cuba",,'), "row 2", "12 columns"],
  ["nothing", "", "x", "UK Sanctions List"],
  ["something else", "supplier,amount\nS1,2\n", "row 1", "UK Sanctions List"],
])("of a file that is no list it is said what it lacks: %s", async (_what, text, at, expected) => {
  const refusal = await notRecognised(source("x", text));
  expect(refusal).toMatchObject({ code: "list-not-recognised", details: [{ at: expect.stringContaining(at), expected: expect.stringContaining(expected), remedy: expect.stringMatching(/\w/) }] });
  expect(await layoutOf(source("x", text))).toBeUndefined();
});
