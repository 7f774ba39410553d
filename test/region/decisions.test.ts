/**
 * Decisions of people over the life of a ledger: made, seen in lists and totals, agreed by a second person, kept from run to run, open again when
 * facts change or time is over, undone; and what they teach.
 */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { permissionsOf } from "../../src/platform/access/access.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import type { Decision } from "../../src/region/decisions/decisions.schema.ts";
import type { DecisionList } from "../../src/region/decisions/list-decisions.ts";
import type { FindingDetail, FindingItem } from "../../src/region/findings/findings.schema.ts";
import type { FindingList } from "../../src/region/findings/list-findings.ts";
import type { Learning, Reset } from "../../src/region/learning/learning.schema.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import type { Overview } from "../../src/region/overview/overview.schema.ts";
import type { Run } from "../../src/region/runs/runs.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { callerOf, callerWith, openTestRegion, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";

const INVOICE = { doc_id: "Document number", entity: "Company code", supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date", posting_date: "Posting date", amount_gross: "Gross amount", currency: "Currency", description: "Text" };
const SUPPLIER = { supplier_id: "Supplier number", name: "Supplier name", vat_no: "VAT number", iban: "IBAN", postcode: "Postcode" };
const SHARED_IBAN = "GB33BUKB20201555555555";
const OTHER_IBAN = "GB94BARC10201530093459";

type Row = { readonly doc: string; readonly code?: string; readonly supplier: string; readonly no: string; readonly day: string; readonly posted: string; readonly amount: number };
const day = (n: number): string => `2026-${String(1 + (n % 9)).padStart(2, "0")}-${String(1 + ((n * 7) % 27)).padStart(2, "0")}`;
/** Bills of five suppliers, of which three have one bill posted twice. */
const BILLS: readonly Row[] = Array.from({ length: 120 }, (_, n): Row => ({ doc: `D${n}`, supplier: `S${n % 5}`, no: `${7000 + n * 17}`, day: day(n), posted: day(n), amount: 300 + ((n * 7919) % 997) * 3.07, code: n % 5 === 0 ? "B" : "A" }));
const COPIES: readonly Row[] = [20, 41, 62, 83].map((n) => ({ ...(BILLS[n] as Row), doc: `C${n}`, posted: "2026-10-05" }));
const invoices = (rows: readonly Row[]): string =>
  [Object.values(INVOICE).join(","), ...rows.map((row) => [row.doc, row.code ?? "A", row.supplier, row.no, row.day, row.posted, row.amount.toFixed(2), "GBP", `Goods ${row.no}`].join(","))].join("\r\n");
const suppliers = (ibans: readonly string[]): string =>
  [Object.values(SUPPLIER).join(","), ...ibans.map((iban, n) => [`S${n}`, ["Alder Stone Works", "Beacon Paper", "Cobalt Freight", "Dunmore Catering", "Elm Security"][n], `GB${100_000_000 + n * 7_654_321}`, iban, `AB${n} 1CD`].join(","))].join("\r\n");

let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
let analyst: Caller;
let manager: Caller;
let sent = 0;

beforeAll(async () => {
  region = await openTestRegion();
  worker = await createRegionWorker(region.deps);
  site = await region.newSite();
  analyst = await callerOf(region, site, "analyst");
  manager = await callerOf(region, { ...site, person: newId("per") }, "ap_manager");
  await examine([...BILLS, ...COPIES], ["", "", OTHER_IBAN, SHARED_IBAN, SHARED_IBAN]);
}, 120_000);
afterAll(async () => {
  worker.stop();
  await region.close();
});

const json = async <T>(answer: Response | Promise<Response>, status = 200): Promise<T> => {
  const got = await answer;
  const body = (await got.json()) as T;
  expect(got.status, `${JSON.stringify(body)} ${region.logLines.filter((line) => line.includes("error")).slice(-2).join("\n")}`).toBe(status);
  return body;
};

/** The ledger becomes exactly this, and is examined. */
async function examine(rows: readonly Row[], ibans: readonly string[]): Promise<Run> {
  sent += 1;
  const settled = <T extends { state: string }>(path: string, states: readonly string[]): Promise<T> => vi.waitFor(async () => {
    const body = await json<T>(analyst("GET", path));
    if (!states.includes(body.state)) throw new Error(JSON.stringify(body).slice(0, 900));
    return body;
  }, { timeout: 60_000, interval: 50 });
  const files = await Promise.all([[invoices(rows), "invoice", INVOICE], [suppliers(ibans), "supplier", SUPPLIER]].map(async ([text, table, columns]) => {
    const uploadId = await sendFile(analyst, `${String(table)} ${sent}.csv`, Buffer.from(String(text)));
    await settled(`/uploads/${uploadId}`, ["ready"]);
    return { uploadId, tables: [{ table, columns }] };
  }));
  const { id } = await json<Import>(analyst("POST", "/imports", { files, replaces: "all" }), 202);
  const { runId } = await settled<Import>(`/imports/${id}`, ["committed"]);
  return settled<Run>(`/runs/${runId}`, ["done"]);
}

const list = async (query = "", call: Caller = analyst): Promise<FindingList> => json<FindingList>(call("GET", `/findings?limit=200${query}`));
const all = async (call: Caller = analyst): Promise<readonly FindingItem[]> => (await list("&decision=all", call)).items;
const holding = async (doc: string): Promise<FindingItem> => {
  const found = (await all()).find(({ documentIds }) => documentIds.includes(doc));
  if (!found) throw new Error(`no finding holds ${doc}`);
  return found;
};
const shared = async (): Promise<FindingItem> => (await all()).find(({ kind }) => kind === "shared_account") ?? (() => { throw new Error("no shared account found"); })();
const decide = (call: Caller, findingId: string, body: object): Promise<Response> => call("POST", `/findings/${findingId}/decisions`, body);

describe("a decision", () => {
  it("takes a finding out of the open ones, their totals, the overview and the export, and is counted and shown beside them", async () => {
    const before = await list();
    const one = await holding("C20");
    const made = await json<Decision>(decide(analyst, one.id, { verdict: "dismissed", reason: "agreed", note: "Two deliveries \u0000 \ud800" }));
    expect(made).toMatchObject({ verdict: "dismissed", scope: "finding", state: "live", needsSecond: false, note: "Two deliveries \u0000 \ud800", title: one.title });
    const after = await list();
    expect(after.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id).filter((id) => id !== one.id));
    expect(after.byDecision).toEqual({ open: before.total - 1, reopened: 0, confirmed: 0, dismissed: 1 });
    expect(after.totals.count).toBe(before.total - 1);
    expect((await json<Overview>(analyst("GET", "/overview"))).findings).toMatchObject({ count: before.total - 1, exposure: after.totals.exposure, dismissed: 1, confirmed: 0 });
    expect((await (await analyst("GET", "/findings.csv")).text()).trimEnd().split("\r\n").length).toBe(before.total);
    expect((await (await analyst("GET", "/findings.csv?decision=all")).text()).trimEnd().split("\r\n").length).toBe(before.total + 1);
    expect((await list("&decision=dismissed")).items).toMatchObject([{ id: one.id, decision: { state: "dismissed", decisionId: made.id } }]);
    expect(await json<DecisionList>(analyst("GET", `/decisions?findingId=${one.id}`))).toMatchObject({ total: 1, items: [{ id: made.id, findings: 1, decidedBy: { id: analyst.person } }] });
  });

  it("is not made twice on one finding, needs a reason from the list and a note where the list says nothing, and can be undone", async () => {
    const one = await holding("C20");
    expect((await json<{ code: string }>(decide(manager, one.id, { verdict: "confirmed", reason: "recover" }), 409)).code).toBe("finding-decided");
    const other = await holding("C41");
    expect((await json<{ code: string }>(decide(manager, other.id, { verdict: "confirmed", reason: "other", note: " " }), 422)).code).toBe("note-needed");
    for (const body of [{ verdict: "confirmed", reason: "agreed" }, { verdict: "dismissed", reason: "agreed", months: 25 }, { verdict: "dismissed", reason: "agreed", months: 0 }, { verdict: "confirmed", reason: "recover", scope: "supplier_test" }]) await json(decide(manager, other.id, body), 422);
    expect((await json<{ code: string }>(decide(manager, other.id, { verdict: "dismissed", reason: "agreed", scope: "supplier_group" }), 422)).code).toBe("scope-does-not-fit");
    const undone = await json<Decision>(manager("POST", `/decisions/${one.decision.decisionId}/undo`));
    expect(undone).toMatchObject({ state: "undone", endedBy: { id: manager.person } });
    expect((await holding("C20")).decision).toEqual({ state: "open", decisionId: null, why: null, waits: false });
    await json(manager("POST", `/decisions/${one.decision.decisionId}/undo`), 409);
    expect((await json<DecisionList>(analyst("GET", "/decisions?state=over"))).items).toMatchObject([{ id: undone.id }]);
  });

  it("of two people at once counts once, and the second is told", async () => {
    const one = await holding("C20");
    const answers = await Promise.all([analyst, manager].map((call) => decide(call, one.id, { verdict: "dismissed", reason: "agreed" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await json<DecisionList>(analyst("GET", "/decisions"))).total).toBe(1);
  });

  it("on a shared account waits for somebody else; the same person is refused here, and by the database", async () => {
    const one = await shared();
    expect((await json<FindingDetail>(analyst("GET", `/findings/${one.id}`))).dismissal).toEqual({ scopes: ["finding", "shared_account"], needsSecond: true });
    const made = await json<Decision>(decide(analyst, one.id, { verdict: "dismissed", reason: "belong-together", scope: "shared_account" }));
    expect(made.state).toBe("pending");
    expect((await shared()).decision).toEqual({ state: "open", decisionId: made.id, why: null, waits: true });
    expect((await json<{ code: string }>(decide(manager, one.id, { verdict: "confirmed", reason: "recover" }), 409)).code).toBe("finding-decided");
    expect((await json<{ code: string }>(analyst("POST", `/decisions/${made.id}/agree`), 403)).code).toBe("second-person-needed");
    const change = (assignments: string): Promise<unknown> => withSite(region.world.db, site.siteId, (tx) => sql.raw(`UPDATE decision SET ${assignments} WHERE decision_id = '${made.id}'`).execute(tx));
    await expect(change("state = 'live', second_by = decided_by, second_at = now()")).rejects.toThrow("decision_second_person");
    await expect(change("state = 'live'")).rejects.toThrow("decision_four_eyes");
    const stale = await callerWith(region, { ...site, person: newId("per") }, [...permissionsOf("ap_manager")], [], site.siteId, 3_600_000);
    expect((await json<{ code: string }>(stale("POST", `/decisions/${made.id}/agree`), 403)).code).toBe("step-up-needed");
    expect(await json<Decision>(manager("POST", `/decisions/${made.id}/agree`))).toMatchObject({ state: "live", secondBy: { id: manager.person } });
    expect((await shared()).decision).toMatchObject({ state: "dismissed", waits: false });
    await json(manager("POST", `/decisions/${made.id}/agree`), 409);
  });

  it("by somebody limited to some company codes reaches no further than they see", async () => {
    const limited = await callerWith(region, { ...site, person: newId("per") }, [], [{ permissions: [...permissionsOf("ap_manager")], companyCodes: ["B"] }]);
    const theirs = await all(limited);
    expect(theirs.map(({ documentIds }) => documentIds)).toEqual([["D20", "C20"]]);
    const foreign = await holding("C41");
    const made = await json<Decision>(decide(analyst, foreign.id, { verdict: "confirmed", reason: "recover" }));
    await json(decide(limited, foreign.id, { verdict: "confirmed", reason: "recover" }), 404);
    await json(limited("POST", `/decisions/${made.id}/undo`), 404);
    expect((await json<DecisionList>(limited("GET", "/decisions"))).items.map(({ findingId }) => findingId)).toEqual([theirs[0]?.id]);
    await json(limited("POST", `/decisions/${theirs[0]?.decision.decisionId}/undo`));
    expect((await json<FindingDetail>(limited("GET", `/findings/${theirs[0]?.id}`))).dismissal.scopes).toEqual(["finding"]);
    expect((await json<{ code: string }>(decide(limited, theirs[0]?.id ?? "", { verdict: "dismissed", reason: "agreed", scope: "supplier_test" }), 403)).code).toBe("all-company-codes-needed");
    await json(decide(limited, theirs[0]?.id ?? "", { verdict: "dismissed", reason: "agreed" }));
    await json(manager("POST", `/decisions/${made.id}/undo`));
  });
});

describe("from run to run", () => {
  it("a dismissal holds, covers what it was scoped to, and gives way when the facts go beyond it; the run says what was set aside by which", async () => {
    const covering = await json<Decision>(decide(manager, (await holding("C62")).id, { verdict: "dismissed", reason: "valid-repeat", scope: "supplier_test", upToMinor: 10_000_000 }));
    // A third posting of the bill of C20; a second doubled bill of the supplier of C62; the shared account is another one now.
    const again: Row = { ...(BILLS[20] as Row), doc: "E20", posted: "2026-10-06" };
    const like: Row = { ...(BILLS[67] as Row), doc: "C67", posted: "2026-10-06" };
    const run = await examine([...BILLS, ...COPIES, again, like], ["", "", OTHER_IBAN, OTHER_IBAN, OTHER_IBAN]);
    expect((await holding("E20")).decision).toMatchObject({ state: "reopened", why: expect.stringContaining("A document was added") });
    expect((await holding("C67")).decision).toMatchObject({ state: "dismissed", decisionId: covering.id });
    expect((await shared()).decision.state).not.toBe("dismissed");
    expect(run.decisions).toMatchObject({ dismissed: 2, reopened: 1, setAside: [{ decisionId: covering.id, findings: 2 }] });
  });

  it("an expired dismissal explains why its finding is open again, and the finding can be decided on anew", async () => {
    const [standing] = (await json<DecisionList>(manager("GET", "/decisions"))).items.filter(({ scope }) => scope === "supplier_test");
    await withSite(region.world.db, site.siteId, (tx) => sql`UPDATE decision SET decided_at = decided_at - interval '13 months', expires_at = now() - interval '1 second', revision = revision + 1 WHERE decision_id = ${standing?.id}`.execute(tx));
    await withSite(region.world.db, site.siteId, (tx) => sql`UPDATE site SET decision_revision = decision_revision + 1`.execute(tx));
    const one = await holding("C62");
    expect(one.decision).toMatchObject({ state: "reopened", why: "The dismissal has expired" });
    expect((await list()).items.map(({ id }) => id)).toContain(one.id);
    await json(decide(manager, one.id, { verdict: "dismissed", reason: "valid-repeat", scope: "supplier_test" }));
    expect((await json<DecisionList>(manager("GET", `/decisions?state=all&findingId=${one.id}`))).items.map(({ state }) => state)).toEqual(["live", "replaced"]);
  });
});

describe("learning", () => {
  const learning = (): Promise<Learning> => json<Learning>(manager("GET", "/learning"));
  const settledRun = (id: string | null): Promise<Run> => vi.waitFor(async () => {
    const run = await json<Run>(analyst("GET", `/runs/${id}`));
    if (run.state !== "done") throw new Error(run.state);
    return run;
  }, { timeout: 60_000, interval: 50 });

  it("moves the scores of this site from the next run on, says so in the weights, and takes no finding away; a reset puts them back", async () => {
    // What the tests above taught is in the scores of the second run already.
    expect(await learning()).toMatchObject({ decisions: 3 });
    await settledRun((await json<Reset>(manager("POST", "/learning/reset"))).runId);
    for (const { id } of (await json<DecisionList>(manager("GET", "/decisions?limit=200"))).items) await json(manager("POST", `/decisions/${id}/undo`));
    const before = await all();
    const lowered = await holding("C41");
    await json(decide(manager, (await holding("C83")).id, { verdict: "dismissed", reason: "corrected" }));
    expect(await learning()).toMatchObject({ decisions: 0, neutral: 1, upToDate: true });
    for (const doc of ["C20", "C62"]) await json(decide(manager, (await holding(doc)).id, { verdict: "dismissed", reason: "agreed" }));
    const taught = await learning();
    expect(taught).toMatchObject({ upToDate: false, neutral: 1, kinds: [{ kind: "duplicate_invoice", confirmed: 0 }] });
    const bits = taught.kinds[0]?.tests.find(({ test }) => test === lowered.detectors[0])?.bits ?? taught.kinds[0]?.bits ?? 0;
    expect(bits).toBeLessThan(0);
    expect((await holding("C41")).score).toBe(lowered.score); // a run does not change after it is done
    const { id } = await json<Run>(analyst("POST", "/runs"), 202);
    await json(analyst("POST", "/runs"), 409);
    expect((await settledRun(id)).counts).toMatchObject({ new: 0, changed: 0, gone: 0 });
    const after = await all();
    expect(after.map(({ id: finding }) => finding).sort()).toEqual(before.map(({ id: finding }) => finding).sort());
    const detail = await json<FindingDetail>(analyst("GET", `/findings/${lowered.id}`));
    expect(detail.reasons.find(({ code }) => code === "site-decisions")?.bits).toBe(bits);
    expect(detail.rawScore).toBe(lowered.score);
    expect(detail.score).toBeLessThan(lowered.score);
    expect(Math.abs(detail.score - 1 / (1 + 2 ** -detail.reasons.reduce((sum, reason) => sum + reason.bits, 0)))).toBeLessThan(0.000_1);
    for (const one of after.filter(({ kind }) => kind !== "duplicate_invoice")) expect(one.score).toBe(before.find((was) => was.id === one.id)?.score);
    expect(await learning()).toMatchObject({ upToDate: true });

    await json(analyst("POST", "/learning/reset"), 403);
    const reset = await json<Reset>(manager("POST", "/learning/reset"));
    expect(reset.forgot).toBe(taught.decisions);
    await settledRun(reset.runId);
    expect((await holding("C41")).score).toBe(lowered.score);
    expect((await json<FindingDetail>(analyst("GET", `/findings/${lowered.id}`))).rawScore).toBeNull();
    expect(await learning()).toMatchObject({ decisions: 0, kinds: [], upToDate: true });
    expect((await list()).byDecision.dismissed).toBe(3);
  });
});
