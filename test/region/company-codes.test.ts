/**
 * People who are limited to some company codes, and programs and the operator's people, who are limited in what they can hold at all, against a real ledger of three codes and of rows without any: every text that a region
 * answers is searched for marks of the other codes, for every set of codes, and figures are added up again from what is shown.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { ALL_PERMISSIONS, permissionsOf, type Permission } from "../../src/platform/access/access.ts";
import { issueAccessToken, signStatement } from "../../src/platform/tokens/tokens.ts";
import type { FindingDetail, FindingItem } from "../../src/region/findings/findings.schema.ts";
import type { FindingList } from "../../src/region/findings/list-findings.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import type { Overview } from "../../src/region/overview/overview.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { callerOf, callerWith, openTestRegion, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";

/** Company code, and the mark that stands in every text of its rows. The last have no code. */
const CODES = [["0100", "ALPHAMARK"], ["200/B", "BRAVOMARK"], ["Zürich \"AG\"", "CHARLIEMARK"], ["", "BAREMARK"]] as const;
const SHARED = ["S-SHARED-1", "S-SHARED-2"];
const HEAD = "Document number,Company code,Supplier number,Supplier name,Invoice number,Invoice date,Posting date,Due date,Gross amount,Currency,Order,Text,Entered by,Approved by,VAT number";
const COLUMNS = {
  doc_id: "Document number", entity: "Company code", supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date", posting_date: "Posting date", due_date: "Due date",
  amount_gross: "Gross amount", currency: "Currency", po_no: "Order", description: "Text", entered_by: "Entered by", approved_by: "Approved by",
};

/** Each code: bills of its own supplier and of shared ones, some posted twice, a series with a spike, some entered and approved by one person. */
function ledgerRows(): string {
  const rows: string[] = [];
  for (const [at, [code, mark]] of CODES.entries()) {
    const quoted = `"${code.replaceAll('"', '""')}"`;
    const row = (n: number, supplier: string, no: string, day: string, amount: number, text: string, by = "clerk"): void => {
      const name = supplier.includes("SHARED") ? "Shared Trading" : `${mark} Supplies`;
      rows.push([`${mark}-${n}`, quoted, supplier, name, no, day, day, day, amount.toFixed(2), "GBP", `PO-${mark}-${n}`, `${text} ${mark}`, `${by}.${mark}`, `${by === "clerk" ? "chief" : by}.${mark}`, supplier.includes("SHARED") ? "GB999999973" : `VAT${mark}`].join(","));
    };
    const day = (n: number): string => `2026-${String(1 + (n % 12)).padStart(2, "0")}-${String(1 + (n * 7) % 27).padStart(2, "0")}`;
    for (let n = 0; n < 90; n += 1) {
      const supplier = n % 3 === 0 ? `S-${mark}` : (SHARED[n % 2] ?? "");
      const amount = 900 * (at + 2) + ((n * 7919) % 997) * 7.03;
      row(n, supplier, `${mark}${5000 + n * 13}`, day(n), amount, `Goods ${n}`, n % 29 === 4 ? "both" : "clerk");
      if (n % 22 === 0) row(100 + n, supplier, `${mark}${5000 + n * 13}`, day(n), amount, `Goods ${n}`);
    }
    for (let n = 0; n < 12; n += 1) row(200 + n, SHARED[0] ?? "", `RENT-${mark}-${n + 1}`, `2026-${String(n + 1).padStart(2, "0")}-01`, n === 7 ? 9_000 : 500 + at, "Rent");
  }
  return `${HEAD}\r\n${rows.join("\r\n")}\r\n`;
}

let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
let all: Caller;
let paymentRunId: string;
beforeAll(async () => {
  region = await openTestRegion();
  worker = await createRegionWorker(region.deps);
  site = await region.newSite();
  all = await callerOf(region, site, "ap_manager");
  const settled = <T extends { state: string }>(path: string, states: readonly string[]): Promise<T> => vi.waitFor(async () => {
    const body = (await (await all("GET", path)).json()) as T;
    if (!states.includes(body.state)) throw new Error(JSON.stringify(body).slice(0, 900));
    return body;
  }, { timeout: 60_000, interval: 100 });
  const uploadId = await sendFile(all, "three codes.csv", Buffer.from(ledgerRows()));
  await settled(`/uploads/${uploadId}`, ["ready"]);
  const asked = (await (await all("POST", "/imports", { files: [{ uploadId, tables: [{ table: "invoice", columns: COLUMNS }, { table: "supplier", columns: { supplier_id: "Supplier number", name: "Supplier name", vat_no: "VAT number" } }] }] })).json()) as Import;
  const { runId } = await settled<Import>(`/imports/${asked.id}`, ["committed"]);
  await settled(`/runs/${runId}`, ["done"]);
  const payments = CODES.map(([, mark]) => ({ supplierId: `S-${mark}`, amount: { minor: 1_234_567, currency: "GBP" }, references: [`${mark}-none-1`], text: `text ${mark}` }));
  const run = (await (await all("POST", "/payment-runs", { payments: [...payments, { supplierId: SHARED[0], payee: "Shared Trading", amount: { minor: 5, currency: "GBP" } }, { payee: "BAREMARK nobody knows", amount: { minor: 7, currency: "GBP" } }] })).json()) as { id: string };
  paymentRunId = run.id;
  await settled(`/payment-runs/${run.id}`, ["done"]);
}, 120_000);
afterAll(async () => {
  worker.stop();
  await region.close();
});

const withCodes = (companyCodes: readonly string[]): Promise<Caller> => callerWith(region, { ...site, person: newId("per") }, [], [{ permissions: [...permissionsOf("ap_manager")], companyCodes }]);
const json = async <T>(answer: Response | Promise<Response>): Promise<T> => {
  const got = await answer;
  expect(got.status).toBe(200);
  return (await got.json()) as T;
};
/** All the texts that this person can be answered with by reading. */
async function everything(call: Caller): Promise<{ list: FindingList; texts: string[] }> {
  const texts: string[] = [];
  const keep = async (path: string): Promise<void> => void texts.push(await (await call("GET", path)).text());
  const list = await json<FindingList>(call("GET", "/findings?limit=200"));
  texts.push(JSON.stringify(list));
  for (const { id } of list.items) await keep(`/findings/${id}`);
  for (const sort of ["amount", "newest"]) await keep(`/findings?limit=200&sort=${sort}`);
  for (const [, mark] of CODES) await keep(`/findings?limit=200&q=${mark.toLowerCase()}`);
  for (const path of ["/payment-runs", `/payment-runs/${paymentRunId}`, `/payment-runs/${paymentRunId}/lines`, `/payment-runs/${paymentRunId}/lines?q=text`, `/payment-runs/${paymentRunId}/verdicts.csv`, "/findings.csv", "/overview", "/company-codes", "/uploads", "/imports", "/runs", "/population", "/population/rows?digits=20", "/population/rows?lens=summation&row=0", "/activity", "/activity/pack", "/activity/ocsf", "/alerts", "/keys", "/feeds"]) await keep(path);
  return { list, texts };
}

const NAMED = CODES.slice(0, 3);
/** Every set of codes but the empty one. */
const SETS = Array.from({ length: 2 ** NAMED.length - 1 }, (_, n) => NAMED.filter((_, at) => ((n + 1) >> at) & 1));

describe("limited to some company codes", () => {
  it("has something to hide: all codes see findings of every mark, of shared suppliers and across codes", async () => {
    const { items } = await json<FindingList>(all("GET", "/findings?limit=200"));
    for (const [, mark] of CODES) expect(items.filter((item) => JSON.stringify(item).includes(mark)).length, mark).toBeGreaterThan(2);
    expect(new Set(items.map(({ kind }) => kind)).size).toBeGreaterThan(1);
    expect(items.some(({ kind }) => !kind.startsWith("duplicate")), "a kind whose words rest on a supplier's history").toBe(true);
  });

  it.each(SETS.map((codes) => [codes.map(([code]) => code).join(" + "), codes] as const))("%s: no text holds a mark of another code, and the figures are those of what is shown", async (_, codes) => {
    const own = codes.map(([, mark]) => mark as string);
    const call = await withCodes(codes.map(([code]) => code));
    const { list, texts } = await everything(call);
    for (const [, mark] of CODES.filter(([, one]) => !own.includes(one))) for (const text of texts) expect(text.includes(mark), `${mark} in ${text.slice(0, 200)}`).toBe(false);
    expect(list.items.length).toBeGreaterThan(2);
    const sum = list.items.reduce((minor, { amountAtRisk }) => minor + amountAtRisk.minor, 0);
    expect(list.totals).toMatchObject({ count: list.items.length, exposure: [{ minor: sum, currency: "GBP" }] });
    expect(list.items.map(({ rank }) => rank)).toEqual(list.items.map((_, at) => at + 1));
    const overview = await json<Overview>(call("GET", "/overview"));
    expect(overview).toMatchObject({ ledger: null, lastImport: null, lastRun: null, uploadsWaiting: 0, findings: { count: list.items.length, exposure: list.totals.exposure, byKind: list.totals.byKind } });
    expect(overview.companyCodes).toEqual(codes.map(([code]) => code).toSorted());
  });

  it("sees exactly the findings of which every document is theirs, and walks from one to the next among them", async () => {
    const whole = await json<FindingList>(all("GET", "/findings?limit=200"));
    const details = await Promise.all(whole.items.map(({ id }) => json<FindingDetail>(all("GET", `/findings/${id}`))));
    const codesOf = ({ documents, credits }: FindingDetail): (string | number | null | undefined)[] => [...documents, ...credits].map(({ fields }) => fields.find(({ field }) => field === "entity")?.value);
    const theirs = details.filter((one) => one.employeeIds.length === 0 && one.documents.length > 0 && codesOf(one).every((code) => code === "0100"));
    const call = await withCodes(["0100"]);
    const { items } = await json<FindingList>(call("GET", "/findings?limit=200"));
    const seen = new Set(items.map(({ id }) => id));
    expect(theirs.map(({ id }) => id).filter((id) => seen.has(id)).length).toBe(items.length);
    // Not more is left out than what names a supplier whose documents are elsewhere.
    for (const one of theirs.filter(({ id }) => !seen.has(id))) expect(one.supplierIds.length, one.title).toBeGreaterThan(1);
    for (const [at, { id }] of items.entries()) {
      const detail = await json<FindingDetail>(call("GET", `/findings/${id}`));
      expect([detail.previousId, detail.nextId]).toEqual([items[at - 1]?.id ?? null, items[at + 1]?.id ?? null]);
    }
    const hidden = whole.items.find(({ id }) => !seen.has(id)) as FindingItem;
    const [foreign, unknown] = await Promise.all([call("GET", `/findings/${hidden.id}`), call("GET", `/findings/${newId("fnd")}`)]);
    expect([foreign.status, await foreign.json()]).toEqual([404, await unknown.json()]);
    expect((await call("POST", `/findings/${hidden.id}/viewers`, { statement: await said(call, []) })).status).toBe(404);
  });

  it("sees the lines of a payment run that rest on their codes alone, sums them alone, and decides on no others", async () => {
    type Lines = { total: number; items: { line: number; verdict: string; supplier: { id: string } | null; overrides: { verdict: string }[] }[] };
    expect(await json<Lines>(all("GET", `/payment-runs/${paymentRunId}/lines`))).toMatchObject({ total: 6 });
    const call = await withCodes(["0100"]);
    const mine = await json<Lines>(call("GET", `/payment-runs/${paymentRunId}/lines`));
    expect(mine.items.map(({ supplier }) => supplier?.id)).toEqual(["S-ALPHAMARK"]);
    const shown = await json<{ name: null; sums: { lines: number }[]; problems: unknown[] }>(call("GET", `/payment-runs/${paymentRunId}`));
    expect(shown.sums.reduce((sum, { lines }) => sum + lines, 0)).toBe(1);
    const decide = (line: number, verdict = "release") => call("POST", `/payment-runs/${paymentRunId}/lines/${line}/override`, { verdict, reason: "Asked the supplier by telephone" });
    const [hidden, missing] = [await decide(2), await decide(99)];
    expect([hidden.status, await hidden.json()]).toEqual([404, await missing.json()]);
    expect((await json<Lines["items"][number]>(decide(1, "hold"))).overrides.map(({ verdict }) => verdict)).toEqual(["hold"]);
    expect((await decide(1, "hold")).status).toBe(409);
    expect((await json<Lines["items"][number]>(decide(1))).overrides.map(({ verdict }) => verdict)).toEqual(["hold", "release"]);
    expect(await json(call("GET", `/payment-runs/${paymentRunId}`))).toMatchObject({ overridden: { released: 1, held: 0 } });
    expect(await (await call("GET", `/payment-runs/${paymentRunId}/verdicts.csv`)).text()).toMatch(/1,payment 1,release,.*Asked the supplier by telephone/);
    // A session proven long ago may hold, not let go.
    const stale = await callerWith(region, site, ["payment-runs:read", "payment-runs:release"], [], site.siteId, 60 * 60_000);
    const answers = await Promise.all((["hold", "release"] as const).map((verdict) => stale("POST", `/payment-runs/${paymentRunId}/lines/${verdict === "hold" ? 1 : 3}/override`, { verdict, reason: "No step-up" })));
    expect(answers.map(({ status }) => status)).toEqual([200, 403]);
    expect(await answers[1]?.json()).toMatchObject({ code: "step-up-needed" });
    expect((await all("POST", `/payment-runs/${paymentRunId}/lines/3/override`, { verdict: "release", reason: " " })).status).toBe(422);
  });

  it("is refused whatever shows all codes, and codes that nearly match open nothing", async () => {
    const call = await withCodes(["0100"]);
    for (const path of ["/uploads", "/imports", "/runs", "/population", "/activity", "/keys"]) {
      const answer = await call("GET", path);
      expect([answer.status, ((await answer.json()) as { code: string }).code], path).toEqual([403, /activity|keys/.test(path) ? expect.any(String) : "all-company-codes-needed"]);
    }
    expect((await call("POST", "/access-preview", { companyCodes: null })).status).toBe(403);
    const near = await withCodes(["100", "0100 ", "200/b", "%", "*", "null", "undefined", " "]);
    expect(await json<FindingList>(near("GET", "/findings"))).toMatchObject({ items: [], total: 0, totals: { count: 0, exposure: [] } });
  });

  it("never gets what somebody else was answered just before, at the same time either", async () => {
    const [alpha, bravo] = await Promise.all([withCodes(["0100"]), withCodes(["200/B"])]);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => json<FindingList>([alpha, all, bravo][n % 3]?.("GET", `/findings?limit=200&sort=${n % 2 ? "amount" : "score"}`) as Promise<Response>)));
    const totals = [0, 1, 2].map((who) => new Set(answers.filter((_, n) => n % 3 === who).map(({ total }) => total)));
    expect(totals.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect([...(totals[1] ?? [])][0]).toBeGreaterThan(Math.max(...(totals[0] ?? []), ...(totals[2] ?? [])));
  });
});

const said = (call: Caller, viewers: readonly object[], change: object = {}): Promise<string> =>
  signStatement(region.signer, { region: "uk", site: site.siteId, person: call.person, about: "viewers", ...change }, viewers, Date.now());

describe("who sees what", () => {
  it("says by which assignments a finding is seen, from the list that control signed for the asker, and from no other", async () => {
    const { items } = await json<FindingList>((await withCodes(["0100"]))("GET", "/findings"));
    const path = `/findings/${items[0]?.id}/viewers`;
    const viewers = [
      { role: "AP manager", allSites: true, companyCodes: null, count: 2, names: ["Ada", "Ben"] }, { role: "Analyst", allSites: false, companyCodes: ["0100", "999"], count: 1, names: ["Cleo"] },
      { role: "Analyst", allSites: false, companyCodes: ["200/B"], count: 1, names: ["Dora"] },
    ];
    const answer = await json<{ companyCodes: string[]; viewers: { names: string[] }[] }>(all("POST", path, { statement: await said(all, viewers) }));
    expect(answer.companyCodes).toEqual(["0100"]);
    expect(answer.viewers.flatMap(({ names }) => names)).toEqual(["Ada", "Ben", "Cleo"]);
    const bad = [await said(all, viewers, { person: newId("per") }), await said(all, viewers, { site: newId("sit") }), await said(all, viewers, { region: "eu" }), await said(all, viewers, { about: "other" }), await said(all, [{ role: "x" }]), all.authorization.slice(7), "x.y.z", ""];
    for (const statement of bad) expect(((await (await all("POST", path, { statement })).json()) as { code: string }).code).toBe("statement-not-valid");
    // A statement opens nothing as a token.
    expect((await region.app.request(`https://region.test/api/sites/${site.siteId}/findings`, { headers: { authorization: `Bearer ${await said(all, viewers)}` } })).status).toBe(401);
  });

  it("previews for given codes what their holder is then shown", async () => {
    for (const companyCodes of [["0100"], ["0100", "200/B"], ["nothing like it"]]) {
      const preview = await json<{ totals: FindingList["totals"]; ofAll: number }>(all("POST", "/access-preview", { companyCodes }));
      expect(preview.totals).toEqual((await json<FindingList>((await withCodes(companyCodes))("GET", "/findings"))).totals);
      expect(preview.ofAll).toBeGreaterThan(preview.totals.count);
    }
    const listed = await json<{ items: { companyCode: string }[] }>(all("GET", "/company-codes"));
    expect(listed.items.map(({ companyCode }) => companyCode)).toEqual(NAMED.map(([code]) => code).toSorted());
    for (const companyCodes of [[], [""], ["x".repeat(61)], Array.from({ length: 1_001 }, String)]) expect((await all("POST", "/access-preview", { companyCodes })).status).toBe(422);
  });
});

describe("who is no person of the customer's", () => {
  const said = { organisation: "", site: "", region: "uk", session: newId("sse"), generation: 0, name: "ERP" } as const;
  const asking = async (claims: { client: `cli_${string}` } | { person: `stf_${string}`; grant: { id: string; expiresAtMs: number } }, permissions: readonly Permission[]) => {
    const { token } = await issueAccessToken(region.signer, { ...said, organisation: site.organisationId, site: site.siteId, permissions, strength: ["machine", "mfa"], signedInAtMs: Date.now(), ...claims } as never);
    return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> => {
      const raw = body instanceof Uint8Array;
      return region.app.request(`https://region.test/api/sites/${site.siteId}${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body !== undefined && !raw && { "content-type": "application/json" }), ...headers }, ...(body !== undefined && { body: raw ? Buffer.from(body) : JSON.stringify(body) }) });
    };
  };

  it("a program with the rights of the gate sends a payment run, asks about one payment, and reads the answers; it decides on nothing", async () => {
    const program = Object.assign(await asking({ client: newId("cli") }, [...ALL_PERMISSIONS]), { authorization: "", person: newId("per") });
    const gate = Object.assign(await asking({ client: newId("cli") }, ["payment-runs:read", "payment-runs:check"]), { authorization: "", person: newId("per") });
    const answerTo = async (ask: unknown): Promise<unknown> => {
      const asked = await gate("POST", "/payment-runs", ask);
      expect(asked.status).toBe(202);
      const { id } = (await asked.json()) as { id: string };
      await vi.waitFor(async () => expect(await (await gate("GET", `/payment-runs/${id}`)).json()).toMatchObject({ state: "done" }), { timeout: 30_000, interval: 50 });
      return (await gate("GET", `/payment-runs/${id}/lines`)).json();
    };
    const uploadId = await sendFile(gate, "run.csv", Buffer.from("Supplier number,Amount,Currency,Reference\r\nS-ALPHAMARK,12.00,GBP,none-such\r\n"), "payment-run");
    expect(await answerTo({ uploadId })).toMatchObject({ total: 1, items: [{ verdict: "review", amount: { minor: 1_200 } }] });
    expect(await answerTo({ payments: [{ supplierId: "S-ALPHAMARK", amount: { minor: 999_999, currency: "GBP" } }] })).toMatchObject({ total: 1 });
    // Even with all that its secret could ever be given, whoever signed it.
    const [{ id } = { id: "" }] = (await json<FindingList>(all("GET", "/findings"))).items;
    for (const [method, path, body] of [
      ["POST", `/findings/${id}/decisions`, { verdict: "confirmed", reason: "recover" }], ["POST", `/payment-runs/${paymentRunId}/lines/3/override`, { verdict: "release", reason: "By machine" }], ["POST", "/learning/reset", undefined],
      ["POST", "/parameters/1/switch-on", {}], ["GET", `/payment-runs/${paymentRunId}/verdicts.csv`, undefined], ["GET", "/findings.csv", undefined],
    ] as const) expect((await program(method, path, body)).status, path).toBe(403);
    for (const path of ["/findings", "/decisions", "/tests", "/parameters", "/payment-runs"]) expect((await program("GET", path)).status, path).toBe(200);
    for (const path of ["/findings", "/tests", "/uploads"]) expect((await gate("GET", path)).status, path).toBe(403);
  });

  it("staff with a grant for payment runs and tests look at those, take nothing away, change nothing", async () => {
    const grant = { id: newId("grt"), expiresAtMs: Date.now() + 600_000 };
    const look = await asking({ person: newId("stf"), grant }, [...ALL_PERMISSIONS]);
    const only = await asking({ person: newId("stf"), grant }, ["payment-runs:read", "parameters:read"]);
    for (const path of ["/payment-runs", `/payment-runs/${paymentRunId}`, `/payment-runs/${paymentRunId}/lines`, "/tests", "/tests/FRD-08", "/parameters"]) expect((await only("GET", path)).status, path).toBe(200);
    for (const path of ["/findings", "/uploads", "/runs"]) expect((await only("GET", path)).status, path).toBe(403);
    for (const path of [`/payment-runs/${paymentRunId}/verdicts.csv`, "/findings.csv", "/learning", "/activity"]) expect((await look("GET", path)).status, path).toBe(403);
    for (const [path, body] of [[`/payment-runs/${paymentRunId}/lines/3/override`, { verdict: "release", reason: "For them" }], ["/payment-runs", { payments: [{ supplierId: "S", amount: { minor: 1, currency: "GBP" } }] }]] as const) expect((await look("POST", path, body)).status, path).toBe(403);
    const { items } = await json<{ items: unknown[] }>(all("GET", "/activity?act=payment-runs.lines"));
    expect(JSON.stringify(items)).toContain(grant.id);
  });
});
