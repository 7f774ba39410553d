/**
 * How long an organisation of many people waits: `node test/control/measure.ts [PEOPLE] [REQUESTS]` (10,000 and 200 unless said otherwise). A control
 * plane on a PostgreSQL of its own, with that many members, provisioned users and sign-ins in the trail; each request through the whole app, one after the
 * other, without a network. Prints the median and the 95th percentile at the server.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { systemClock } from "../../src/base/clock.ts";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import { createControlApp, openPlane, type ControlDeps, type ControlTables } from "../../src/control/control.ts";
import { openAuthority } from "../../src/main/certificates.ts";
import { preparePlaneDatabase } from "../../src/main/databases.ts";
import { startPostgres } from "../../src/main/postgres-server.ts";
import { audit } from "../../src/platform/audit/audit.ts";
import { connectionOf, inTrail, openDatabase } from "../../src/platform/postgres/postgres.ts";
import { openLog } from "../../src/platform/telemetry/telemetry.ts";

const [people = 10_000, requests = 200] = process.argv.slice(2).map(Number);
const ORIGIN = "https://localhost:8443";
const SIGN_INS = 20_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const root = await mkdtemp(join(tmpdir(), "measure "));
await chmod(root, 0o711);
const { ca, issue } = await openAuthority(root);
const server = await startPostgres({ folder: join(root, "postgres"), binariesFolder: join(root, "binaries"), authority: { ca, issue, caFile: join(root, "ca.pem") } });
const { url } = await preparePlaneDatabase(server, ca, "control");
const database = openDatabase<ControlTables>({ url, tls: { ca } });
const deps: ControlDeps = {
  database, log: openLog("control", () => undefined), clock: systemClock, secret: Buffer.alloc(32, 7), origin: ORIGIN, mail: { kind: "kept" }, sendToRegion: async () => 201,
  regionOrigins: { uk: "https://localhost:8444", eu: "https://localhost:8445", us: "https://localhost:8446" },
};
const plane = openPlane(deps);
const control = createControlApp(deps, plane);

/** Rows as the product's own acts leave them, written past row security: making them one by one would take longer than measuring. */
async function fill(organisation: OrganisationId): Promise<void> {
  const superuser = new URL(server.superuserUrl);
  superuser.pathname = new URL(url).pathname;
  const client = new pg.Client(connectionOf(superuser.href, { ca }));
  await client.connect();
  const run = (text: string): Promise<unknown> => client.query(text, [organisation, people]);
  const id = (kind: string): string => `'${kind}_' || uuidv7(make_interval(secs => n * 0.001))`;
  await run(`create temp table made as select n, ${id("per")} as person, ${id("usr")} as scim, 'person.' || n || '@northwind.example' as email, $1::text as organisation from generate_series(1, $2::int) n`);
  await client.query("insert into person (id, name, email, email_verified, kind, last_signed_in_at) select person, 'Person ' || n, email, true, 'person', now() from made");
  await client.query("insert into membership (organisation_id, person_id, roles, created_at) select organisation, person, '{analyst}', now() from made");
  await client.query("insert into membership_source select organisation, person, 'scim', null, now() from made");
  await client.query(`insert into scim_user (organisation_id, id, person_id, user_name, user_name_folded, email, active, resource, revision, created_at, changed_at)
    select organisation, scim, person, email, email, email, true, jsonb_build_object('userName', email, 'displayName', 'Person ' || n, 'active', true), 1, now(), now() from made`);
  await client.query("insert into domain (organisation_id, name, proof, verified_at, created_at) select distinct organisation, 'northwind.example', 'x', now(), now() from made");
  await client.query("analyze");
  await client.end();
}

async function signIns(organisation: OrganisationId): Promise<void> {
  for (let done = 0; done < SIGN_INS; done += 500) {
    await inTrail(database, organisation, async (tx) => {
      for (let n = 0; n < 500; n++) await audit(tx, { actor: { kind: "system", name: "measure" }, act: "sessions.sign-in", object: { kind: "session", id: newId("ses") }, detail: { address: "192.0.2.1" } }, plane.auditSeal, plane.clock);
    });
  }
}

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

async function measure(what: string, ask: (n: number) => Promise<Response>): Promise<void> {
  const took: number[] = [];
  let bytes = 0;
  for (let n = 0; n < requests; n++) {
    const from = performance.now();
    const answer = await ask(n);
    const text = await answer.text();
    took.push(performance.now() - from);
    bytes = Math.max(bytes, text.length);
    if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${text.slice(0, 300)}`);
  }
  took.sort((a, b) => a - b);
  say(`${what.padEnd(58)} median ${quantile(took, 0.5).toFixed(1).padStart(7)} ms   p95 ${quantile(took, 0.95).toFixed(1).padStart(7)} ms   ${String(bytes).padStart(7)} bytes`);
}

try {
  await plane.tokenKeys.renew();
  const organisation = newId("org");
  await inTrail(database, organisation, (tx) => tx.insertInto("organisation").values({ id: organisation, name: "Northwind Foods", created_at: new Date() }).execute());
  const session = await inTrail(database, organisation, async (tx) => {
    const person = await plane.accounts.createPerson(tx, { name: "Mara Vance", email: "mara@northwind.example" });
    await tx.insertInto("membership").values({ organisation_id: organisation, person_id: person, roles: ["administrator"], created_at: new Date() }).execute();
    return plane.accounts.openSession(tx, { person, strength: "hwk mfa", userAgent: "measure" });
  });
  const cookie = session.setCookies[0]?.split(";")[0] ?? "";
  await fill(organisation);
  await signIns(organisation);
  const env = { incoming: { socket: { remoteAddress: "192.0.2.10", remotePort: 40_000, remoteFamily: "IPv4" } } } as never;
  const send = async (method: string, path: string, body?: object, more: Record<string, string> = {}): Promise<Response> =>
    control.app.request(path, { method, headers: { cookie, origin: ORIGIN, ...(body && { "content-type": "application/json", "content-length": String(JSON.stringify(body).length) }), ...more }, ...(body && { body: JSON.stringify(body) }) }, env);
  const { token } = (await (await send("POST", "/api/provisioning/tokens")).json()) as { token: string };
  await send("PUT", "/api/provisioning/roles", { mapping: [{ value: "AP managers", role: "ap_manager" }], otherwise: "analyst" });
  let place = 0;
  const scim = (method: string, path: string, body?: object): Promise<Response> => {
    const from = { incoming: { socket: { remoteAddress: `10.0.${++place >> 8}.${place & 255}`, remotePort: 40_000, remoteFamily: "IPv4" } } } as never;
    return control.app.request(`/scim/v2${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/scim+json", "content-length": String(JSON.stringify(body).length) }) }, ...(body && { body: JSON.stringify(body) }) }, from) as Promise<Response>;
  };
  say(`${people} people, ${SIGN_INS} sign-ins in the trail; ${requests} requests each; ${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)}`);
  await measure("people, first page of 100", () => send("GET", "/api/people"));
  await measure("people, a page from the middle", () => send("GET", `/api/people?cursor=5000`));
  await measure("people, searched", (n) => send("GET", `/api/people?q=${encodeURIComponent(`son.${100 + n}`)}`));
  await measure("sign-ins in the activity, newest page", () => send("GET", "/api/activity?act=sessions.sign-in"));
  await measure("provisioning page", () => send("GET", "/api/provisioning"));
  await measure("SCIM: page of 200 users", (n) => scim("GET", `/Users?startIndex=${1 + (n * 200) % people}&count=200`));
  await measure("SCIM: user by userName", (n) => scim("GET", `/Users?filter=${encodeURIComponent(`userName eq "person.${1 + n}@northwind.example"`)}`));
  const ids: string[] = [];
  await measure("SCIM: new user", async (n) => {
    const answer = await scim("POST", "/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: `new.${n}@northwind.example`, active: true });
    ids.push(((await answer.clone().json()) as { id: string }).id);
    return answer;
  });
  await measure("SCIM: leaver", (n) => scim("PATCH", `/Users/${ids[n]}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [{ op: "replace", path: "active", value: false }] }));
  say(`load at the end ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await control.stop();
  await database.close();
  await server.stop();
  await rm(root, { recursive: true, force: true });
}
