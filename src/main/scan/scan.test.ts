/** `spendward scan` as a person runs it: the command, its output, its exit code. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const COMMAND = join(import.meta.dirname, "..", "cli.ts");
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "scan test "))));
afterAll(() => rm(folder, { recursive: true }));

type Said = { readonly code: number; readonly out: string; readonly err: string; readonly pid: number };
/** What a process left in the memory folder; other tests use it at the same time. */
const leftBy = async (pid: number | undefined): Promise<string[]> => (await readdir("/dev/shm")).filter((name) => name.startsWith(`spendward-${pid}-`));

const spendward = (...args: string[]): Promise<Said> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, ["--disable-warning=ExperimentalWarning", COMMAND, ...args], { cwd: folder, env: { PATH: process.env["PATH"] } },
      (error, out, err) => resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err, pid: child.pid ?? 0 }));
  });

/** A year of bills of a few suppliers, one of them posted twice. */
function bills(): string {
  const rows = ["document_id,supplier_id,supplier_name,invoice_number,invoice_date,posted_on,currency,gross_amount"];
  for (let at = 0; at < 300; at += 1) {
    const day = new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);
    rows.push(`D${at},S${at % 5},Supplier ${at % 5} Ltd,INV-${10_000 + at * 37},${day},${day},GBP,${(100 + ((at * 7919) % 90_000) / 100).toFixed(2)}`);
  }
  rows.push((rows[51] as string).replace("D50,", "C50,"));
  return `${rows.join("\n")}\n`;
}

describe("a folder of exports", () => {
  beforeAll(async () => {
    await mkdir(join(folder, "exports", "more"), { recursive: true });
    await writeFile(join(folder, "exports", "bills.csv"), bills());
    await writeFile(join(folder, "exports", "more", "payments.csv"), "payment_id,document_id,supplier_id,paid_on,currency,amount\nP1,D50,S0,2026-03-01,GBP,1.00\n");
    await writeFile(join(folder, "exports", "labels.csv"), "kind,document_ids\nx,y\n");
    await writeFile(join(folder, "exports", "empty.csv"), "");
    await writeFile(join(folder, "exports", "notes.md"), "hello");
    await writeFile(join(folder, "exports", ".hidden.csv"), "a,b\n");
  });

  test("a payment run is checked against them, wherever it lies", async () => {
    const paid = "Payee,Invoice number,Amount,Currency,Payment date\nSupplier 0 Ltd,INV-11850,1.00,GBP,2026-11-27\nSupplier 1 Ltd,INV-10037,10000.00,GBP,2026-11-27\nNobody Ltd,X1,5.00,GBP,2026-11-27\n";
    await writeFile(join(folder, "exports", "run.csv"), paid);
    const { code, out, err } = await spendward("scan", "exports", "--payment-run", "exports/run.csv", "--verdicts", "v.csv", "--fail-on", "hold", "--top", "0");
    expect(code, err).toBe(1);
    expect(err).not.toContain("run.csv");
    expect(out).toContain("Payment run run.csv: 3 payments (table (CSV or XLSX))");
    expect(out).toMatch(/hold +2 +GBP 10,005\.00/);
    const rows = (await readFile(join(folder, "v.csv"), "utf8")).split("\r\n");
    expect(rows.slice(1, 4).map((row) => row.split(",").slice(0, 3).join(" "))).toEqual(["1 row 2 release", "2 row 3 hold", "3 row 4 hold"]);
    await writeFile(join(folder, "exports", "run.csv"), "colour,weight\nred,1\n");
    const wrong = await spendward("scan", "exports", "--payment-run", "exports/run.csv");
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("it lacks an amount column and a payee or supplier column")]);
    expect((await spendward("scan", "exports", "--verdicts", "v.csv")).err).toContain("--verdicts and --fail-on need a payment run");
    await rm(join(folder, "exports", "run.csv"));
  });

  test("is read, analysed, and written where asked, in files of the person's own", async () => {
    const { code, out, err } = await spendward("scan", "exports", "--findings", "f.csv", "--report", "r.html", "--json", "j.json", "--problems", "p.csv");
    expect(code, err).toBe(0);
    expect(err).toContain("bills.csv: invoices (UTF-8, comma separated, headings in row 1)");
    expect(err).toContain("doc_id = document_id");
    expect(err).toMatch(/bills.csv: 301 rows read, 301 taken, total GBP [\d,.]+, 1 Jan 2026 to 27 Oct 2026/);
    expect(err).toContain("labels.csv: not used, not recognised");
    expect(err).toContain("empty.csv: not used, is empty");
    expect(err).toContain("notes.md: not used, not a CSV or XLSX file");
    expect(err).not.toContain("hidden");
    expect(err).not.toContain("\x1b");
    expect(out).toMatch(/\d+ findings? in 301 documents/);
    expect(out).toContain("D50, C50");
    expect(out).not.toContain("\x1b");
    const findings = await readFile(join(folder, "f.csv"), "utf8");
    expect(findings.split("\r\n")[0]).toBe("kind,detectors,score,document_ids,supplier_ids,employee_ids,amount_at_risk,currency,title,reasons");
    expect(findings).toContain("D50;C50");
    expect(await readFile(join(folder, "r.html"), "utf8")).toContain("</html>");
    expect(JSON.parse(await readFile(join(folder, "j.json"), "utf8"))).toMatchObject({ format: 1 });
    expect((await stat(join(folder, "f.csv"))).mode & 0o077).toBe(0);
  });

  test("exits with 1 when a finding reaches the score asked for, with 0 when none does", async () => {
    expect((await spendward("scan", "exports/bills.csv", "--fail-at", "0.01", "--top", "0")).code).toBe(1);
    expect((await spendward("scan", "exports/bills.csv", "--fail-at", "1", "--top", "0")).code).toBe(0);
  });

  test("leaves nothing in the memory folder", async () => {
    const { pid } = await spendward("scan", "exports", "--top", "0");
    expect(pid).toBeGreaterThan(0);
    expect(await leftBy(pid)).toEqual([]);
  });
});

test("stopped half-way, it leaves nothing in the memory folder", async () => {
  const long = join(folder, "long.csv");
  await writeFile(long, bills() + Array.from({ length: 400_000 }, (_, at) => `L${at},S1,Supplier 1 Ltd,X${at},2026-01-31,2026-01-31,GBP,1.00\n`).join(""));
  const scanning = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", COMMAND, "scan", long], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(scanning, "exit");
  await once(scanning.stderr, "data"); // it has said what the file is and is about to read it
  expect((await leftBy(scanning.pid)).length).toBe(1);
  scanning.kill("SIGTERM");
  expect((await ended)[0]).toBe(143);
  expect(await leftBy(scanning.pid)).toEqual([]);
});

describe("sanctions lists", () => {
  const subjects = "unique_id,subject_type,un_reference_number,ofsi_group_id,date_designated,last_updated\nXYZ0001,entity,,1,24/02/2022,01/02/2026\n";
  const names = "name_id,unique_id,name_type,alias_strength,full_name\n0,XYZ0001,primary,,Zarovich Metallurgiya Trading\n";
  beforeAll(async () => {
    await mkdir(join(folder, "with list"), { recursive: true });
    await mkdir(join(folder, "lists"), { recursive: true });
    await writeFile(join(folder, "with list", "bills.csv"), bills().replaceAll("Supplier 3 Ltd", "Zarovich Metallurgiya Trading Ltd"));
    for (const at of ["with list", "lists"]) {
      await writeFile(join(folder, at, "a.csv"), subjects);
      await writeFile(join(folder, at, "b.csv"), names);
    }
  });

  test("among the files are known by what they hold; the finding keeps list, date and hash", async () => {
    const { code, err } = await spendward("scan", "with list", "--findings", "s.csv", "--json", "s.json", "--report", "s.html");
    expect(code, err).toBe(0);
    expect(err).toMatch(/a\.csv, b\.csv: UK Sanctions List, as of 2026-02-01, 1 subjects under 1 names, SHA-256 [0-9a-f]{12}/);
    const line = (await readFile(join(folder, "s.csv"), "utf8")).split("\r\n").find((one) => one.startsWith("sanctions_match"));
    expect(line).toMatch(/^sanctions_match,MAS-06,0\.9\d+,,S3,,.*Entry XYZ0001 of the UK Sanctions List.*UK Sanctions List of 1 Feb 2026 \(a\.csv, b\.csv; SHA-256 [0-9a-f]{64}\)/);
    expect(JSON.parse(await readFile(join(folder, "s.json"), "utf8"))).toMatchObject({ sanctionsLists: [{ list: "UK Sanctions List", subjects: 1 }] });
    expect(await readFile(join(folder, "s.html"), "utf8")).toContain("Screened against the UK Sanctions List of 1 Feb 2026");
  });

  test("named with --sanctions; without one the test says what it lacks", async () => {
    const listed = join("with list", "bills.csv");
    await spendward("scan", listed, "--sanctions", "lists", "--findings", "t.csv");
    expect(await readFile(join(folder, "t.csv"), "utf8")).toContain("sanctions_match");
    await spendward("scan", listed, "--json", "u.json");
    expect(await readFile(join(folder, "u.json"), "utf8")).toContain("needs sanctions_list.list");
  });

  test("a file that is none is refused, and so is half a list", async () => {
    const none = await spendward("scan", "with list", "--sanctions", join("with list", "bills.csv"));
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("bills.csv is not recognised as a sanctions list.")]);
    const half = await spendward("scan", join("with list", "bills.csv"), "--sanctions", join("lists", "a.csv"));
    expect([half.code, half.err]).toEqual([2, expect.stringContaining("Of the UK Sanctions List the file of names is missing.")]);
  });
});

describe("what cannot be read exits with 2 and says what, where and what to do", () => {
  const refused = async (name: string, content: string, ...args: string[]): Promise<string> => {
    await writeFile(join(folder, name), content);
    const { code, out, err } = await spendward("scan", name, ...args);
    expect([code, out]).toEqual([2, ""]);
    return err.replace(/^npm .*\n/gm, "");
  };

  test("an empty file", async () => {
    expect(await refused("empty.csv", "")).toBe("spendward: empty.csv is empty.\n  where: empty.csv\n  what to do: Export it again; the export may have failed or found no rows.\n");
  });

  test("no amount column", async () => {
    const said = await refused("no-amount.csv", "Supplier,Invoice No,Invoice Date,Worth\nS1,A1,2026-01-31,5.00\n");
    expect(said).toContain("no-amount.csv is not recognised. To be read as invoices it needs an amount column.");
    expect(said).toContain("where: no-amount.csv, row 1\n  expected: headings that say so; found Supplier, Invoice No, Invoice Date, Worth");
    expect((await spendward("scan", "no-amount.csv", "--map", "invoice.amount_gross=Worth")).code).toBe(0);
  });

  test("an open question, until it is answered", async () => {
    const said = await refused("dates.csv", "Supplier,Invoice No,Invoice Date,Amount\nS1,A1,01/02/2026,5.00\n");
    expect(said).toContain('where: dates.csv, row 2 and below, column "Invoice Date"');
    expect(said).toContain("what to do: Say which with --date-order dmy or --date-order mdy.");
    const answered = await spendward("scan", "dates.csv", "--date-order", "dmy");
    expect(answered.code).toBe(0);
    expect(answered.err).toContain("1 Feb 2026 to 1 Feb 2026");
  });

  test("a repeated heading, until one is chosen", async () => {
    const content = "Supplier,Invoice No,Invoice Date,Amount,Amount\nS1,A1,2026-01-31,5.00,6.00\n";
    expect(await refused("twice.csv", content)).toContain('--map invoice.amount_gross="Amount (2)"');
    expect((await spendward("scan", "twice.csv", "--map", "invoice.amount_gross=Amount (2)")).err).toContain("total 6.00");
  });

  test("unreadable amounts", async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `S1,A${at},2026-01-31,${at < 16 ? "1.00" : "one"}`);
    const mixed = `Supplier,Invoice No,Invoice Date,Amount\n${[...rows, "S1,B1,2026-01-31,two", "S1,B2,2026-01-31,three"].join("\n")}\n`;
    await writeFile(join(folder, "half.csv"), mixed);
    const { code, err } = await spendward("scan", "half.csv", "--problems", "half-problems.csv");
    expect(code).toBe(0);
    expect(err).toContain('row 18, column "Amount": "one", expected an amount such as 1,234.56 (row not taken)');
    expect((await readFile(join(folder, "half-problems.csv"), "utf8")).split("\r\n").length).toBe(18);
  });

  test.each([
    [["nowhere.csv"], "nowhere.csv does not exist."],
    [["."], "None of the files holds invoices."],
    [["dates.csv", "--date-order", "dmy", "--map", "nonsense"], "--map nonsense is not of the form table.field=column."],
    [["dates.csv", "--date-order", "dmy", "--map", "invoice.amount_gross=Nope"], 'No file of invoices has a column "Nope".'],
    [["dates.csv", "--date-order", "dmy", "--findings", "no/such/folder/f.csv"], "no/such/folder/f.csv cannot be written (ENOENT)."],
  ])("%j", async (args, message) => {
    const empty = join(folder, "nothing here");
    await mkdir(empty, { recursive: true });
    const { code, err } = await spendward("scan", ...(args[0] === "." ? [empty] : args));
    expect(code).toBe(2);
    expect(err).toContain(`spendward: ${message}`);
  });

  test("a wrong option", async () => {
    expect((await spendward("scan", "dates.csv", "--fail-at", "2")).err).toContain("A score is a number from 0 to 1.");
    expect((await spendward("scan", "dates.csv", "--currency", "quid")).err).toContain("ISO 4217");
  });
});

test("a file that may not be read", async () => {
  if (process.getuid?.() === 0) return expect(process.getuid()).toBe(0); // root may read everything
  await writeFile(join(folder, "locked.csv"), bills());
  await chmod(join(folder, "locked.csv"), 0);
  expect((await spendward("scan", "locked.csv")).code).toBe(2);
});
