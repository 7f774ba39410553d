/**
 * A control plane on a database of its own, with browsers that keep cookies and come from an address. The clock and the
 * regions are the test's; everything else is the product.
 */
import { argon2Sync, randomBytes, X509Certificate } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createControlApp, openPlane, type Control, type ControlDeps, type ControlTables, type MailOut, type SendToRegion } from "../../src/control/control.ts";
import { verifyPassword } from "../../src/control/passwords/passwords.ts";
import { keyFor, sealWith } from "../../src/control/sealing/sealing.ts";
import { openAccounts, SESSION_COOKIE, type PasswordHashing } from "../../src/control/sessions/better-auth.ts";
import type { StaffRules } from "../../src/control/staff/staff.ts";
import type { HttpEnv } from "../../src/platform/http/http.ts";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import type { Role } from "../../src/platform/access/access.ts";
import { advanceTrail, openTrailSigner } from "../../src/platform/audit/audit.ts";
import { connectionOf, inTrail } from "../../src/platform/postgres/postgres.ts";
import type { Edge } from "../../src/platform/edge/edge.ts";
import { openAddressGuard } from "../../src/platform/egress/egress.ts";
import { openLog } from "../../src/platform/telemetry/telemetry.ts";
import { openWorld, type WorldDatabase } from "../world/world.ts";

export const ORIGIN = "https://localhost:8443";
export const REGION_ORIGINS = { uk: "https://localhost:8444", eu: "https://localhost:8445", us: "https://localhost:8446" } as const;

export type Answer = { readonly status: number; readonly body: any; readonly text: string; readonly headers: Headers };
export type Browser = {
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body?: unknown, headers?: Readonly<Record<string, string | undefined>>) => Promise<Answer>;
  readonly send: (request: { method: string; path: string; body?: string; headers?: Readonly<Record<string, string | undefined>> }) => Promise<Answer>;
  readonly cookies: Map<string, string>;
  readonly cookieHeader: () => string;
};

export type Scene = {
  readonly control: Control;
  readonly world: WorldDatabase<ControlTables>;
  readonly clock: { now: () => Date; advance: (ms: number) => void };
  readonly logLines: string[];
  /** What the rounds do each second: takes the trail's entries into its signed log. */
  readonly signTrail: (trail: OrganisationId) => Promise<void>;
  /** @param certificate of the device, on the connection */
  readonly browser: (address?: string, certificate?: Uint8Array) => Browser;
  /** A connection kept for looking past row security: a new one for every look took a third of the matrix's time. */
  readonly superuser: pg.Client;
  readonly close: () => Promise<void>;
};

export const PASSWORD = "rust kettle ivory lamp";
export const MARA = { organisation: "Northwind Foods", name: "Mara Vance", email: "mara@northwind.example", password: PASSWORD } as const;

/** The same kind of hash at the least cost: sign-in is tried thousands of times here. `realHashing` uses the product's. */
export const cheapHashing: PasswordHashing = {
  hash: async (password) => {
    const nonce = randomBytes(16);
    const tag = argon2Sync("argon2id", { message: Buffer.from(password.normalize("NFKC")), nonce, memory: 8, passes: 1, parallelism: 1, tagLength: 32 });
    const text = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");
    return `$argon2id$v=19$m=8,t=1,p=1$${text(nonce)}$${text(tag)}`;
  },
  verify: verifyPassword,
};

export const SECRET = Buffer.alloc(32, 5);

export async function openScene(options: { sendToRegion?: SendToRegion; breachedPasswords?: string; mail?: MailOut; mailDomain?: string; realHashing?: boolean; hashing?: PasswordHashing; dnsServer?: string; internalProviders?: boolean; origin?: string; edge?: Edge; staff?: StaffRules } = {}): Promise<Scene> {
  const world = await openWorld<ControlTables>("control");
  const folder = await mkdtemp(join(tmpdir(), "control "));
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs), advance: (ms: number) => void (aheadMs += ms) };
  const logLines: string[] = [];
  const deps: ControlDeps = {
    database: world.db,
    log: openLog("control", (line) => void logLines.push(line)),
    clock,
    secret: SECRET,
    origin: options.origin ?? ORIGIN,
    regionOrigins: REGION_ORIGINS,
    mail: options.mail ?? { kind: "kept" },
    ...(options.mailDomain !== undefined && { mailDomain: options.mailDomain }),
    ...(options.dnsServer !== undefined && { dnsServer: options.dnsServer }),
    ...(options.internalProviders !== undefined && { internalProviders: options.internalProviders }),
    sending: { guard: openAddressGuard(["127.0.0.0/8"]), hostName: "spendward-control" },
    ...(options.edge !== undefined && { edge: options.edge }),
    sendToRegion: options.sendToRegion ?? (async () => 201),
    ...(options.staff !== undefined && { staff: options.staff }),
    ...(options.breachedPasswords !== undefined && { breachedPasswords: options.breachedPasswords }),
  };
  const plane = openPlane(deps);
  const accounts = openAccounts({ database: world.db, cookieSecret: keyFor(SECRET, "session cookies"), origin: options.origin ?? ORIGIN, hashing: options.hashing ?? cheapHashing });
  const control = createControlApp(deps, options.realHashing ? plane : { ...plane, accounts });
  await control.plane.tokenKeys.renew();
  const superuser = new pg.Client(connectionOf(world.superuserUrl, world.tls));
  await superuser.connect();
  return {
    superuser,
    control,
    world,
    clock,
    logLines,
    signTrail: async (trail) => {
      const signer = await openTrailSigner(join(folder, "trail"));
      await advanceTrail({ db: world.db, signer, origin: "spendward.example/control", clock }, trail);
    },
    browser: (address = "192.0.2.10", certificate) => openBrowser(control, address, options.origin ?? ORIGIN, certificate && new X509Certificate(certificate)),
    close: async () => {
      await control.stop();
      await superuser.end();
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function openBrowser(control: Control, address: string, origin: string, certificate?: X509Certificate): Browser {
  const cookies = new Map<string, string>();
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const send: Browser["send"] = async ({ method, path, body, headers = {} }) => {
    const given: Record<string, string | undefined> = {
      cookie: cookies.size > 0 ? cookieHeader() : undefined,
      ...(method !== "GET" && { origin }),
      ...(body !== undefined && { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
      ...headers,
    };
    const present = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));
    const env = { incoming: { socket: { remoteAddress: address, remotePort: 40_000, remoteFamily: "IPv4", getPeerX509Certificate: () => certificate } } } as unknown as HttpEnv;
    const response = await control.app.request(path, { method, headers: present, ...(body !== undefined && { body }) }, env as never);
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const text = await response.text();
    return { status: response.status, text, body: /json/.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : undefined, headers: response.headers };
  };
  return {
    get: (path) => send({ method: "GET", path }),
    post: (path, body, headers) => send({ method: "POST", path, ...(body !== undefined && { body: JSON.stringify(body) }), ...(headers && { headers }) }),
    send,
    cookies,
    cookieHeader,
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(";");
  const [name = "", value = ""] = pair.split(/=(.*)/s);
  if (value === "" || attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))) cookies.delete(name);
  else cookies.set(name, value);
}

/** Uses the link as Mara, and answers her browser, signed in. */
export async function firstAdministrator(scene: Scene, who: Record<string, string> = MARA, address?: string): Promise<Browser> {
  const link = await scene.control.issueFirstAdministratorLink();
  const browser = scene.browser(address);
  const answer = await browser.post("/api/first-administrator", { token: link?.url.split("#")[1], ...who });
  if (answer.status !== 204) throw new Error(`first administrator: ${answer.status} ${answer.text}`);
  await prove(scene, browser);
  return browser;
}

/** Makes this browser's arriving session a whole one, as a proven second factor would. How one is proven is tried in second-factors.test.ts. */
export async function prove(scene: Scene, browser: Browser): Promise<void> {
  const token = decodeURIComponent(browser.cookies.get(SESSION_COOKIE) ?? "").split(".")[0] ?? "";
  const done = await scene.world.db.kysely.updateTable("session").set({ strength: "pwd otp mfa", proved_at: scene.clock.now() }).where("token", "=", token).returning("id").execute();
  if (done.length !== 1) throw new Error("there is no session to prove");
}

/** Signs in with the password and has the second factor proven; answers what the password was answered. */
export async function signInWhole(scene: Scene, browser: Browser, email: string, password: string = PASSWORD, headers?: Readonly<Record<string, string>>): Promise<Answer> {
  const answer = await browser.post("/api/sign-in", { email, password }, headers);
  if (answer.status === 204) await prove(scene, browser);
  return answer;
}

/** The sealed details of an entry, opened with the plane's secret, without the random bytes that keep its hash unguessable. */
export function detailsOf(entry: Entry): unknown {
  if (entry.sealed === null) return null;
  const { random, ...details } = JSON.parse(sealWith(keyFor(SECRET, "audit")).open({ kind: "audit_entry.sealed", object: entry.id }, entry.sealed).toString());
  if (typeof random !== "string" || random.length !== 44) throw new Error(`entry ${entry.id} has no random bytes`);
  return details;
}

export type Entry = { id: string; trail: string; act: string; actor_kind: string; actor_id: string; object_kind: string; object_id: string; sealed: Buffer | null };

/** Every audit entry, whatever trail it is in, oldest first. Looks as the superuser, past row security. */
export async function entries(scene: Scene): Promise<Entry[]> {
  return asSuperuser(scene, "select id, site_id as trail, act, actor_kind, actor_id, object_kind, object_id, sealed from audit_entry order by at, seq");
}

export async function asSuperuser<Row>(scene: Scene, query: string, values: unknown[] = []): Promise<Row[]> {
  return (await scene.superuser.query(query, values)).rows as Row[];
}

/** A person with these roles in an organisation of the scene, as an invitation would make one. Answers their browser. */
export async function addPerson(scene: Scene, organisation: OrganisationId, email: string, roles: readonly Role[]): Promise<Browser> {
  const { accounts, database } = scene.control.plane;
  await inTrail(database, organisation, async (tx) => {
    const person_id = await accounts.createPerson(tx, { name: `Person of ${organisation.slice(-4)}`, email, password: PASSWORD });
    await tx.insertInto("membership").values({ organisation_id: organisation, person_id, roles: [...roles], created_at: scene.clock.now() }).execute();
  });
  const browser = scene.browser();
  const answer = await signInWhole(scene, browser, email);
  if (answer.status !== 204) throw new Error(`sign-in of ${email}: ${answer.status} ${answer.text}`);
  return browser;
}

export async function addOrganisation(scene: Scene, name: string): Promise<OrganisationId> {
  const id = newId("org");
  await inTrail(scene.world.db, id, (tx) => tx.insertInto("organisation").values({ id, name, created_at: scene.clock.now() }).execute());
  return id;
}
