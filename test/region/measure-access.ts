/**
 * What access costs and how fast it ends: `node test/region/measure-access.ts [SECONDS] [CONNECTIONS] [TRIES]`.
 *
 * Requests per second of an authorised list endpoint of a region over real HTTPS with keep-alive, and the share of the time that goes into asking who it is:
 * the token, whether it was revoked, the right. Then TRIES times: a session is ended in control and its token tried in the region until it is refused,
 * with the product's own sender between two servers over HTTPS. All planes are in this one process, on PostgreSQL of its own. Prints figures; asserts nothing but that answers are right.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:https";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "../../src/base/ids.ts";
import { systemClock } from "../../src/base/clock.ts";
import { type ControlTables, createControlApp } from "../../src/control/control.ts";
import { revoke } from "../../src/control/revocations/revocations.ts";
import { openAuthority } from "../../src/main/certificates.ts";
import { preparePlaneDatabase } from "../../src/main/databases.ts";
import { startPostgres } from "../../src/main/postgres-server.ts";
import { trustAlso } from "../../src/main/trust.ts";
import { need, permissionsOf } from "../../src/platform/access/access.ts";
import { serveHttps } from "../../src/platform/http/http.ts";
import { inTrail, openDatabase } from "../../src/platform/postgres/postgres.ts";
import { openLog } from "../../src/platform/telemetry/telemetry.ts";
import { databaseNonces, fixedKeys, issueAccessToken, verifyAccessToken } from "../../src/platform/tokens/tokens.ts";
import { actorOf } from "../../src/region/bearer.ts";
import { createRegionApp } from "../../src/region/region.ts";
import { openSite } from "../../src/region/sites/sites.ts";
import { openDeps } from "./open-deps.ts";

const [seconds = 10, connections = 16, tries = 20] = process.argv.slice(2).map(Number);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const root = await mkdtemp(join(tmpdir(), "measure "));
await chmod(root, 0o711);
const authority = await openAuthority(root);
trustAlso(authority.ca);
const server = await startPostgres({ folder: join(root, "postgres"), binariesFolder: join(root, "binaries"), authority });
const urls = { control: (await preparePlaneDatabase(server, authority.ca, "control")).url, uk: (await preparePlaneDatabase(server, authority.ca, "uk")).url };
const { deps, close } = await openDeps({ url: urls.uk, ca: authority.ca, folder: join(root, "region"), onLog: () => undefined });
const database = openDatabase<ControlTables>({ url: urls.control, tls: { ca: authority.ca } });
const tls = await authority.issue(["localhost"]);
let regionOrigin = "https://localhost:1";
const control = createControlApp({
  database, log: openLog("control", () => undefined), clock: systemClock, secret: Buffer.alloc(32, 7), origin: "https://localhost:2", regionOrigins: { uk: regionOrigin, eu: regionOrigin, us: regionOrigin },
  sendToRegion: async (_, { path, headers, body }) => {
    const answer = await fetch(new URL(path, regionOrigin), { method: "POST", headers, body: Buffer.from(body) });
    await answer.body?.cancel();
    return answer.status;
  },
});
await control.start();
const { tokenKeys } = control.plane;
const published = fixedKeys((await tokenKeys.published()) as never);
const app = createRegionApp(deps, { controlKeys: published, nonces: databaseNonces(deps.db), allowOrigins: [], ready: {} });
const https = await serveHttps(app, { host: "127.0.0.1", port: 0, ...tls });
regionOrigin = `https://localhost:${https.port}`;

const site = { siteId: newId("sit"), organisationId: newId("org"), person: newId("per") };
await openSite(deps, { kind: "system", name: "control" }, { siteId: site.siteId, organisationId: site.organisationId, name: "Measured", region: "uk" });
await inTrail(database, site.organisationId, async (tx) => {
  await tx.insertInto("organisation").values({ id: site.organisationId, name: "Measured", created_at: new Date() }).execute();
  await tx.insertInto("site").values({ organisation_id: site.organisationId, id: site.siteId, name: "Measured", region: "uk", state: "ready", created_at: new Date(), ready_at: new Date() }).execute();
});
const newToken = async (session: string) =>
  (await issueAccessToken(await tokenKeys.signer(), { person: site.person, organisation: site.organisationId, site: site.siteId, region: "uk", permissions: [...permissionsOf("ap_manager")], session, generation: 0, strength: ["pwd", "otp", "mfa"] })).token;

const agent = new Agent({ keepAlive: true, maxSockets: connections, ca: authority.ca });
const get = (path: string, token: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request(new URL(path, regionOrigin), { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    }).on("error", reject).end();
  });
const path = `/api/sites/${site.siteId}/uploads`;

async function load(): Promise<{ readonly perSecond: number; readonly medianMs: number; readonly p95Ms: number }> {
  const token = await newToken(newId("ses"));
  const took: number[] = [];
  const endMs = performance.now() + seconds * 1000;
  const startMs = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    while (performance.now() < endMs) {
      const fromMs = performance.now();
      const status = await get(path, token);
      if (status !== 200) throw new Error(`answered ${status}`);
      took.push(performance.now() - fromMs);
    }
  }));
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0;
  return { perSecond: took.length / ((performance.now() - startMs) / 1000), medianMs: at(0.5), p95Ms: at(0.95) };
}

/** Milliseconds per call, one after the other. */
async function each(count: number, work: () => Promise<unknown> | void): Promise<number> {
  for (let n = 0; n < count / 10; n += 1) await work();
  const fromMs = performance.now();
  for (let n = 0; n < count; n += 1) await work();
  return (performance.now() - fromMs) / count;
}

say(`${cpus().length} processors, load ${loadavg().map((one) => one.toFixed(1)).join(" ")}; ${connections} connections, ${seconds} s`);
await load();
const under = await load();
say(`GET /uploads, authorised, HTTPS, keep-alive: ${under.perSecond.toFixed(0)} requests/s, median ${under.medianMs.toFixed(1)} ms, p95 ${under.p95Ms.toFixed(1)} ms`);
const token = await newToken(newId("ses"));
const whole = await each(500, () => get(path, token));
const shown = { authorization: `Bearer ${token}`, address: "127.0.0.1", certificate: () => undefined };
const actor = await actorOf(deps, { controlKeys: published }, shown);
const parts = {
  "token (signature, claims)": await each(500, () => verifyAccessToken(published, "uk", token)),
  "revoked? (one look-up)": await each(500, () => deps.revocations.needStanding({ things: [newId("ses")], holder: { organisation: site.organisationId, id: site.person, generation: 0 } })),
  "right (need)": await each(5_000, () => need(actor, site.siteId, "uploads", "read")),
};
const together = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
say(`one request at a time: ${whole.toFixed(2)} ms, of it access ${together.toFixed(3)} ms (${((100 * together) / whole).toFixed(0)} %)`);
for (const [name, ms] of Object.entries(parts)) say(`  ${name.padEnd(28)}${ms.toFixed(3)} ms`);

const ended: number[] = [];
for (let n = 0; n < tries; n += 1) {
  const session = newId("ses");
  const its = await newToken(session);
  if ((await get(path, its)) !== 200) throw new Error("a token that was just issued is refused");
  await inTrail(database, site.organisationId, (tx) => revoke(control.plane, tx, site.organisationId, { sessions: [session] }));
  const fromMs = performance.now();
  while ((await get(path, its)) === 200);
  ended.push(performance.now() - fromMs);
}
ended.sort((a, b) => a - b);
say(`from the end of a session to the first refusal in the region, ${tries} tries: median ${ended[Math.floor(tries / 2)]?.toFixed(0)} ms, worst ${ended.at(-1)?.toFixed(0)} ms (load ${loadavg()[0]?.toFixed(1)})`);

agent.destroy();
await https.close(0);
await control.stop();
await database.close();
await close();
await server.stop();
await rm(root, { recursive: true, force: true });
process.exit(0);
