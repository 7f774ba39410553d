/**
 * The demo's own loader, through the same requests as a customer's program; control is played by the test. On its ledger, parameters are
 * drafted, tried and switched on.
 */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { demoLedger, demoPaymentRun, loadDemo } from "../../src/main/demo/demo.ts";
import { permissionsOf } from "../../src/platform/access/access.ts";
import { newId } from "../../src/base/ids.ts";
import { issueAccessToken } from "../../src/platform/tokens/tokens.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import type { BackTest, DifferenceItem, Switched } from "../../src/region/back-tests/back-tests.schema.ts";
import type { FindingItem } from "../../src/region/findings/findings.schema.ts";
import type { ParametersVersion, TestList } from "../../src/region/parameters/parameters.schema.ts";
import type { PaymentAnswer } from "../../src/region/payment-runs/payment-runs.schema.ts";
import type { PopulationAnswer, PopulationRows } from "../../src/region/population/population.schema.ts";
import type { Run } from "../../src/region/runs/runs.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { tried } from "./parameter-steps.ts";
import { callerOf, openTestRegion, type Caller, type TestRegion, type TestSite } from "./region-world.ts";

let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
beforeAll(async () => {
  region = await openTestRegion();
  worker = await createRegionWorker(region.deps);
  site = await region.newSite();
});
afterAll(async () => {
  worker.stop();
  await region.close();
});

it("loads the ledger once, waits for the site, and finds it there the next time", async () => {
  let refusals = 2;
  const requests: string[] = [];
  const call = async (url: string, init: RequestInit): Promise<Response> => {
    requests.push(`${init.method} ${new URL(url).pathname.replace(/[a-z]{3}_[0-9a-f-]+/g, "ID")}`);
    if (!url.startsWith("https://control.test")) return region.app.request(url, init);
    expect((init.headers as Record<string, string>)["cookie"]).toBe("session=loader");
    if (refusals-- > 0) return Response.json({ code: "site-preparing" }, { status: 409 });
    const issued = await issueAccessToken(region.signer, {
      person: site.person, organisation: site.organisationId, site: site.siteId, region: "uk", permissions: [...permissionsOf("analyst")], session: newId("ses"), generation: 0, strength: [],
    });
    return Response.json({ ...issued, origin: "https://region.test" });
  };
  const options = { controlOrigin: "https://control.test", siteId: site.siteId, cookie: "session=loader", fetch: call, files: demoLedger({ supplierCount: 12 }), paymentRun: demoPaymentRun({ supplierCount: 12 }) };
  const first = await loadDemo(options);
  expect(first.loadedNow).toBe(true);
  expect(first.findings).toBeGreaterThan(5);
  const { items } = (await (await call(`https://region.test/api/sites/${site.siteId}/payment-runs`, { method: "GET", headers: { authorization: `Bearer ${(await (await call("https://control.test/token", { method: "POST", headers: { cookie: "session=loader" } })).json() as { token: string }).token}` } })).json()) as { items: { layout: string; sums: { verdict: string; lines: number }[] }[] };
  expect(items.map(({ layout }) => layout)).toEqual(["ISO 20022 pain.001"]);
  // seven that must not go, and some that really may
  expect(items[0]?.sums.find(({ verdict }) => verdict === "hold")?.lines).toBeGreaterThanOrEqual(6);
  expect(items[0]?.sums.find(({ verdict }) => verdict === "release")?.lines).toBeGreaterThan(3);
  requests.length = 0;
  expect(await loadDemo(options)).toEqual({ loadedNow: false, findings: first.findings });
  expect(requests.filter((request) => request.startsWith("POST /api/sites/ID/uploads") || request.startsWith("POST /api/sites/ID/imports"))).toEqual([]);
});

it("has every lens on its population, with the documents behind each row as many as its figure says", async () => {
  const call = await callerOf(region, site, "analyst");
  const get = async <T>(path: string): Promise<T> => (await call("GET", path)).json() as Promise<T>;
  const { lenses } = await get<PopulationAnswer>("/population");
  if (lenses === null) throw new Error("no lenses");
  expect(lenses.lacking).toEqual({});
  expect([lenses.firstDigit, lenses.secondDigit, lenses.lastTwoDigits].map(({ digits, count }) => [digits.length, digits.reduce((sum, one) => sum + one.count, 0) === count])).toEqual([[9, true], [10, true], [100, true]]);
  const behind = (lens: string, row: number): Promise<PopulationRows> => get(`/population/rows?lens=${lens}&row=${row}`);
  const pair = lenses.lastTwoDigits.digits.find(({ digits }) => digits === lenses.lastTwoDigits.withRows[0]);
  const counts: [lens: string, row: number, count: number | undefined][] = [
    ...lenses.busyDays.map((one, row): [string, number, number] => ["busyDays", row, one.documents]), ...lenses.underLimits.map((one, row): [string, number, number] => ["underLimits", row, one.under]),
    ...lenses.roundSuppliers.map((one, row): [string, number, number] => ["roundSuppliers", row, one.hundreds]), ...lenses.weekendUsers.map((one, row): [string, number, number] => ["weekendUsers", row, one.weekend]),
    ...lenses.relativeSize.map((one, row): [string, number, number] => ["relativeSize", row, one.documents]), ...(pair ? [["lastTwoDigits", pair.digits, pair.count] as [string, number, number]] : []),
  ];
  expect(new Set(counts.map(([lens]) => lens)).size).toBeGreaterThan(3);
  for (const [lens, row, count] of counts) expect([lens, row, (await behind(lens, row)).total]).toEqual([lens, row, count]);
  for (const [row, { largest, largestId, secondId, supplier }] of lenses.relativeSize.entries()) {
    const { rows } = await behind("relativeSize", row);
    expect([rows[0]?.docId, rows[0]?.amount, rows.some(({ docId }) => docId === secondId), rows[0]?.supplierName]).toEqual([largestId, largest, true, supplier.name]);
  }
  for (const [row, { sum }] of lenses.summation.entries()) {
    const { rows, capped } = await behind("summation", row);
    if (!capped) expect(rows.reduce((total, { amount }) => total + amount.minor, 0)).toBe(sum.minor);
  }
  for (const [row, { last }] of lenses.growth.entries()) {
    const { rows, capped } = await behind("growth", row);
    if (!capped) expect(rows.reduce((total, { amount }) => total + amount.minor, 0)).toBe(last.minor);
  }
  expect(await behind("busyDays", 99)).toEqual({ rows: [], total: 0, capped: false });
  for (const query of ["lens=firstDigit&row=1", "lens=busyDays&row=100", "lens=busyDays&row=x"]) expect((await call("GET", `/population/rows?${query}`)).status, query).toBe(422);
});

describe("parameters", () => {
  let call: Caller;
  beforeAll(async () => { call = await callerOf(region, site, "ap_manager"); });
  const get = async <T>(path: string): Promise<T> => (await call("GET", path)).json() as Promise<T>;
  const code = async (answer: Promise<Response>): Promise<string> => ((await (await answer).json()) as { code: string }).code;
  const draft = (basedOn: number, change: Partial<Record<"off" | "values" | "showFrom" | "why", unknown>>): Promise<Response> =>
    call("POST", "/parameters", { basedOn, why: "To see what is left", off: [], values: {}, showFrom: {}, ...change });
  const drafted = async (...args: Parameters<typeof draft>): Promise<ParametersVersion> => {
    const answer = await draft(...args);
    expect(answer.status).toBe(201);
    return (await answer.json()) as ParametersVersion;
  };
  const findings = async (): Promise<FindingItem[]> => (await get<{ items: FindingItem[] }>("/findings?limit=200")).items;
  const done = (runId: string): Promise<Run> => vi.waitFor(async () => {
    const run = await get<Run>(`/runs/${runId}`);
    if (run.state !== "done") throw new Error(run.state);
    return run;
  }, { timeout: 60_000, interval: 50 });
  const difference = async (version: number, side: string): Promise<DifferenceItem[]> => (await get<{ items: DifferenceItem[] }>(`/parameters/${version}/differences?side=${side}&limit=200`)).items;
  let loose: number;

  it("are refused outside their bounds, unchanged, or on a version that does not count", async () => {
    const wrong = await draft(0, { off: ["XXX-1"], values: { "FRD-08.leastSigns": 99 } });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ code: "parameters-not-valid", details: [{ at: "off[0]" }, { at: "values.FRD-08.leastSigns", expected: "a whole number from 1 to 8 (signs)", remedy: expect.any(String) }] });
    expect(await code(draft(0, {}))).toBe("parameters-unchanged");
    expect(await code(draft(7, { off: ["FRD-08"] }))).toBe("parameters-moved");
    expect((await draft(0, { off: ["FRD-08"], why: " " })).status).toBe(422);
    const why = `half \ud83d and "${"ü".repeat(900)}`;
    expect(await drafted(0, { off: ["FRD-08"], why })).toMatchObject({ version: 1, state: "draft", changes: [{ what: "test", name: "FRD-08", before: 1, after: 0 }] });
    expect(await get("/parameters/1")).toMatchObject({ why, state: "draft" });
    expect(await (await call("POST", "/parameters/1/withdraw")).json()).toMatchObject({ state: "withdrawn" });
    expect(await code(call("POST", "/parameters/1/back-test"))).toBe("parameters-no-draft");
  });

  it("count only once they were tried on the ledger that counts, in the database as well", async () => {
    const { version } = await drafted(0, { values: { "DUP.unlikelyAtLeast": 0, "DUP.unlikelyShare": 0, "PAY.holdAt": 9, "PAY.reviewAt": 6 }, showFrom: { duplicate_invoice: 0.9 } });
    loose = version;
    expect(await code(call("POST", `/parameters/${version}/switch-on`, {}))).toBe("back-test-needed");
    const switchAnyway = (): Promise<unknown> => withSite(region.world.db, site.siteId, (tx) => sql`UPDATE parameters SET state = 'current', switched_on = 99, switched_on_at = now(), switched_on_by = 'x' WHERE site_id = ${site.siteId} AND version = ${version}`.execute(tx));
    await expect(switchAnyway()).rejects.toThrow(/not tried/);
    for (const text of ["sealed_content = ''", "version = version + 50", "based_on = 0"]) {
      await expect(withSite(region.world.db, site.siteId, (tx) => sql.raw(`UPDATE parameters SET ${text}`).execute(tx)), text).rejects.toThrow(/permission denied/);
    }
    expect((await call("POST", `/parameters/${version}/back-test`)).status).toBe(202);
    const strange = await callerOf(region, site, "ap_manager", site.siteId, 60 * 60_000);
    await tried(call, version);
    expect(await code(strange("POST", `/parameters/${version}/switch-on`, {}))).toBe("step-up-needed");
  });

  it("show what they would lose, and the run that follows loses exactly that", async () => {
    const before = await findings();
    const trial = await tried(call, loose);
    const lost = await difference(loose, "lost");
    expect(trial).toMatchObject({ baselineVersion: 0, outdated: false, outcome: { gained: { count: 0, exposure: [] }, lost: { count: lost.length } } });
    expect(lost.length).toBeGreaterThan(0);
    expect(trial.outcome?.compared.every((id) => id.startsWith("DUP"))).toBe(true);
    expect(lost.map(({ findingId }) => findingId).toSorted()).toEqual(before.filter(({ kind, band, score }) => (kind === "duplicate_invoice" && score < 0.9) || (band === "unlikely" && kind.startsWith("duplicate_") && kind !== "duplicate_supplier")).map(({ id }) => id).toSorted());
    const atRisk = (items: readonly { amountAtRisk: { minor: number } }[]): number => items.reduce((sum, { amountAtRisk }) => sum + amountAtRisk.minor, 0);
    expect(trial.outcome?.lost.exposure.reduce((sum, { minor }) => sum + minor, 0)).toBe(-atRisk(lost.map((one) => one.before as { amountAtRisk: { minor: number } })));
    const { items: past } = await get<{ items: { id: string }[] }>("/payment-runs");
    const { items: lines } = await get<{ items: { points: number; verdict: string }[] }>(`/payment-runs/${past[0]?.id}/lines?limit=200`);
    const looser = lines.filter(({ points, verdict }) => points < 6 && verdict === "review").length;
    expect(looser, "the demo has a line between the two").toBeGreaterThan(0);
    expect(trial.outcome?.payments).toMatchObject({ runs: 1, lines: lines.length, moved: [{ from: "review", to: "release", lines: looser }], heldByPeople: { lines: 0 } });
    const { runId } = (await (await call("POST", `/parameters/${loose}/switch-on`, {})).json()) as Switched;
    const one = (await (await call("POST", "/payment-checks", { payment: { supplierId: "S-unheard", amount: { minor: 500, currency: "GBP" } } })).json()) as PaymentAnswer;
    expect(one).toMatchObject({ run: { state: "done", layout: "entered by hand or by a program", thresholds: { holdAt: 9, reviewAt: 6 } }, lines: [{ verdict: "hold", reasons: [{ code: "payee-unknown" }] }] });
    const run = await done(runId);
    expect(run).toMatchObject({ parametersVersion: loose, counts: { gone: lost.length, new: 0 } });
    expect((await findings()).map(({ id }) => id)).toEqual(before.map(({ id }) => id).filter((id) => !lost.some(({ findingId }) => findingId === id)));
    expect(await get<TestList>("/tests")).toMatchObject({ version: loose, settings: { showFrom: { duplicate_invoice: 0.9 } } });
    expect((await get<{ backTest: BackTest }>(`/parameters/${loose}/back-test`)).backTest.outdated).toBe(true);
  });

  it("give back by another draft what they took, and a test that is off is told by the run", async () => {
    const shown = await findings();
    const kinds = new Map(shown.flatMap(({ detectors }) => detectors).filter((id) => !id.startsWith("DUP")).map((id) => [id, shown.filter(({ detectors }) => detectors.includes(id)).length]));
    const [silenced = ""] = kinds.keys();
    const doubtless = shown.find(({ detectors }) => detectors.join() === silenced)?.id;
    expect((await call("POST", `/findings/${doubtless}/decisions`, { verdict: "confirmed", reason: "recover" })).ok).toBe(true);
    const { version, changes } = await drafted(loose, { off: [silenced] });
    expect(changes.length).toBe(6);
    const { outcome } = await tried(call, version, true);
    expect(outcome?.byTest.find(({ test }) => test === silenced)).toMatchObject({ gained: { count: 0 }, lost: { count: kinds.get(silenced) } });
    const gained = await difference(version, "gained");
    expect(gained.length).toBe(outcome?.gained.count);
    expect(gained.every(({ findingId, reasons, after }) => findingId === null && reasons.length > 0 && after !== null)).toBe(true);
    expect(outcome?.decided).toMatchObject({ confirmedLost: { count: 1 }, dismissedLost: { count: 0 }, dismissedGained: { count: 0 } });
    expect((await difference(version, "lost")).filter(({ decision }) => decision === "confirmed").map(({ findingId }) => findingId)).toEqual([doubtless]);
    expect(await code(call("POST", `/parameters/${version}/switch-on`, {}))).toBe("confirmed-lost");
    const { runId } = (await (await call("POST", `/parameters/${version}/switch-on`, { losesConfirmed: 1 })).json()) as Switched;
    const run = await done(runId);
    expect(run.coverage.find(({ detector }) => detector === silenced)).toMatchObject({ state: "off" });
    expect(run.counts).toMatchObject({ new: gained.length, gone: kinds.get(silenced) });
    expect((await get<{ items: ParametersVersion[] }>("/parameters")).items.map(({ state }) => state)).toEqual(["current", "past", "withdrawn"]);
  });
});
