/**
 * The sign-in library (Better Auth) under a hardened profile: the only module that imports it.
 *
 * What it may do here is what `Accounts` lists; its own router is never mounted. Every write runs inside the caller's
 * transaction, so that the audit entry and the change stand or fall together. Each setting below has a test in
 * better-auth.test.ts, because its defaults are made for convenience.
 * Left to others: the password policy, limits on attempts, who belongs to which organisation.
 */
import { createHmac } from "node:crypto";
import { runWithAdapter } from "@better-auth/core/context";
import { betterAuth } from "better-auth";
import type { BetterAuthOptions } from "better-auth";
import { getAdapter } from "better-auth/db/adapter";
import type { Kysely } from "kysely";
import { invariant, Refusal } from "../../base/errors.ts";
import { newId } from "../../base/ids.ts";
import type { PersonId } from "../../base/ids.ts";
import type { Database, TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

export const SESSION_COOKIE = "__Host-spendward";
/** A session ends after this long without a request … */
export const SESSION_IDLE_SECONDS = 2 * 3600;
/** … and is extended at most this often. */
export const SESSION_EXTEND_SECONDS = 300;

export type PasswordHashing = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (hash: string, password: string) => Promise<boolean>;
};

export type AccountsSettings = {
  readonly database: Database<ControlTables>;
  /** At least 32 random bytes; signs the session cookies. Not in the database, so a copy of it forges nothing. */
  readonly cookieSecret: Uint8Array;
  /** The one origin that serves the web app, for example https://localhost:8443. */
  readonly origin: string;
  readonly hashing: PasswordHashing;
};

export function authProfile(settings: AccountsSettings): BetterAuthOptions {
  return {
    appName: "Spendward",
    baseURL: settings.origin,
    trustedOrigins: [settings.origin],
    // `secrets` rather than `secret`: the latter gives way to the environment.
    secrets: [{ version: 1, value: Buffer.from(settings.cookieSecret).toString("base64url") }],
    database: { db: settings.database.kysely as unknown as Kysely<unknown>, type: "postgres" },
    telemetry: { enabled: false },
    logger: { disabled: true }, // it logs addresses of people; what happened is in the audit trail
    plugins: [],
    socialProviders: {},
    disabledPaths: ["/sign-up/email"],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: 1024, // the policy decides; this is the ceiling behind it
      password: { hash: settings.hashing.hash, verify: ({ hash, password }) => settings.hashing.verify(hash, password) },
    },
    session: {
      modelName: "session",
      expiresIn: SESSION_IDLE_SECONDS,
      updateAge: SESSION_EXTEND_SECONDS,
      cookieCache: { enabled: false },
      fields: sessionFields,
      additionalFields: {
        strength: { type: "string", required: true, input: false, defaultValue: "pwd" },
        provedAt: { type: "date", required: true, input: false, fieldName: "proved_at", defaultValue: () => new Date() },
      },
    },
    user: {
      modelName: "person",
      fields: { emailVerified: "email_verified", createdAt: "created_at", updatedAt: "updated_at" },
      additionalFields: { kind: { type: "string", required: true, input: false, defaultValue: "person" } },
      changeEmail: { enabled: false },
      deleteUser: { enabled: false },
    },
    account: { modelName: "credential", fields: credentialFields, accountLinking: { enabled: false } },
    verification: { modelName: "verification", fields: { expiresAt: "expires_at", createdAt: "created_at", updatedAt: "updated_at" } },
    rateLimit: { enabled: true, storage: "memory", window: 60, max: 100 }, // behind ours, in case a route of its router is ever mounted
    advanced: {
      disableCSRFCheck: false,
      disableOriginCheck: false,
      useSecureCookies: false, // would write __Secure- in front of the stricter __Host-; secure is set below
      crossSubDomainCookies: { enabled: false },
      defaultCookieAttributes: { secure: true, httpOnly: true, sameSite: "strict", path: "/" },
      cookies: { session_token: { name: SESSION_COOKIE } },
      ipAddress: { disableIpTracking: true },
      database: { generateId: ({ model }) => idOf(model) },
    },
  };
}

const sessionFields = {
  userId: "person_id",
  expiresAt: "expires_at",
  createdAt: "created_at",
  updatedAt: "updated_at",
  ipAddress: "ip_address",
  userAgent: "user_agent",
};

const credentialFields = {
  userId: "person_id",
  accountId: "account_id",
  providerId: "provider_id",
  accessToken: "access_token",
  refreshToken: "refresh_token",
  idToken: "id_token",
  accessTokenExpiresAt: "access_token_expires_at",
  refreshTokenExpiresAt: "refresh_token_expires_at",
  createdAt: "created_at",
  updatedAt: "updated_at",
};

function idOf(model: string): string {
  if (model === "user") return newId("per");
  if (model === "session") return newId("ses");
  if (model === "account") return newId("crd");
  throw new Error(`Invariant broken: nothing makes rows of ${model}`);
}

type Tx = TrailTransaction<ControlTables>;
/** Set-Cookie lines for the answer. */
export type SetCookies = readonly string[];
export type OpenedSession = { readonly sessionId: string; readonly personId: PersonId; readonly setCookies: SetCookies };
export type ReadSession = {
  readonly sessionId: string;
  readonly person: { readonly id: PersonId; readonly name: string; readonly email: string };
  /** RFC 8176 names. */
  readonly strength: readonly string[];
  readonly createdAt: Date;
  /** Of the last request that was noted: at most five minutes before the last one. */
  readonly seenAt: Date;
  readonly provedAt: Date;
};
/** `strength` as in the session table; `provedAt` is now unless the proof is older than the session. */
export type NewSession = { readonly person: PersonId; readonly strength: string; readonly userAgent: string; readonly provedAt?: Date };

export type Accounts = {
  /** Without a password there is no credential row: such a person comes in through a connection of their organisation only. */
  readonly createPerson: (tx: Tx, person: { name: string; email: string; password?: string }) => Promise<PersonId>;
  readonly createMachine: (tx: Tx, name: string) => Promise<PersonId>;
  /** null: no such person, no password, or a wrong one; all three cost one hash. */
  readonly signIn: (tx: Tx, attempt: { email: string; password: string; userAgent: string }) => Promise<OpenedSession | null>;
  /** Looks only: whether the session may go on is judged before it is extended. */
  readonly read: (cookie: string) => Promise<ReadSession | null>;
  /** Extends the session when due; there is a fresh cookie then. */
  readonly extend: (cookie: string) => Promise<SetCookies>;
  readonly signOut: (tx: Tx, cookie: string) => Promise<SetCookies>;
  /** A session for somebody whose proofs the caller has checked. */
  readonly openSession: (tx: Tx, opening: NewSession) => Promise<OpenedSession>;
  /** Costs one hash, also where there is no password. */
  readonly checkPassword: (tx: Tx, person: PersonId, password: string) => Promise<boolean>;
  /** null: from now on no password fits. Sessions are the caller's business. */
  readonly setPassword: (tx: Tx, person: PersonId, password: string | null) => Promise<void>;
  /** A session of a machine, as the value of a Cookie header. */
  readonly openMachineSession: (tx: Tx, machine: PersonId) => Promise<string>;
};

export function openAccounts(settings: AccountsSettings): Accounts {
  invariant(settings.cookieSecret.length >= 32, "the cookie secret has at least 32 bytes");
  // The library reads secrets, trusted origins and a telemetry switch from variables of this name, over our settings.
  invariant(!Object.keys(process.env).some((name) => name.startsWith("BETTER_AUTH_")), "no BETTER_AUTH_ variable is set");
  const profile = authProfile(settings);
  const auth = betterAuth(profile);
  const within = async <Result>(tx: Tx, use: () => Promise<Result>): Promise<Result> =>
    runWithAdapter(await getAdapter({ ...profile, database: { db: tx as unknown as Kysely<unknown>, type: "postgres" } }), use);

  return {
    createPerson: (tx, person) => within(tx, () => createPerson(auth, person)),
    createMachine: (tx, name) => within(tx, () => createMachine(auth, name)),
    signIn: (tx, attempt) => within(tx, () => signIn(auth, attempt)),
    read: (cookie) => read(auth, cookie),
    extend: async (cookie) => (await lookUp(auth, cookie, false))?.headers.getSetCookie() ?? [],
    signOut: (tx, cookie) => within(tx, () => signOut(auth, cookie)),
    openSession: (tx, opening) => within(tx, () => openSession(auth, settings, opening)),
    checkPassword: (tx, person, password) => within(tx, () => checkPassword(auth, person, password)),
    setPassword: (tx, person, password) => within(tx, () => setPassword(auth, person, password)),
    openMachineSession: (tx, machine) => within(tx, () => openMachineSession(auth, settings, machine)),
  };
}

type Auth = ReturnType<typeof betterAuth>;

async function createPerson(auth: Auth, person: { name: string; email: string; password?: string }): Promise<PersonId> {
  const context = await auth.$context;
  const user = await context.internalAdapter.createUser({ name: person.name, email: person.email, emailVerified: false }, { method: "email-password" });
  if (person.password === undefined) return user.id as PersonId;
  await context.internalAdapter.createAccount({
    userId: user.id,
    providerId: "credential",
    accountId: user.id,
    password: await context.password.hash(person.password),
  });
  return user.id as PersonId;
}

async function createMachine(auth: Auth, name: string): Promise<PersonId> {
  const context = await auth.$context;
  // Addresses under .invalid reach nobody (RFC 2606), and no credential row means that no password fits.
  const email = `${newId("per")}@machine.invalid`;
  const user = await context.internalAdapter.createUser({ name, email, emailVerified: false, kind: "machine" }, { method: "email-password" });
  return user.id as PersonId;
}

/** The library's own refusals (wrong password, no session) as null; anything else is trouble and goes on. */
async function orNull<Result>(expected: readonly string[], call: Promise<Result>): Promise<Result | null> {
  try {
    return await call;
  } catch (error) {
    const { body, statusCode } = error as { body?: { code?: string }; statusCode?: number };
    // It gives a database that is away the same code as a session that is gone: only the status tells them apart.
    if (body?.code !== undefined && statusCode !== undefined && statusCode < 500 && expected.includes(body.code)) return null;
    throw error;
  }
}

async function signIn(auth: Auth, attempt: { email: string; password: string; userAgent: string }): Promise<OpenedSession | null> {
  const answer = await orNull(
    ["INVALID_EMAIL_OR_PASSWORD", "INVALID_EMAIL"],
    auth.api.signInEmail({
      body: { email: attempt.email, password: attempt.password },
      headers: new Headers({ "user-agent": attempt.userAgent }),
      returnHeaders: true,
    }),
  );
  if (!answer) return null;
  const context = await auth.$context;
  const found = await context.internalAdapter.findSession(answer.response.token);
  invariant(found, "a session that was just opened exists");
  return { sessionId: found.session.id, personId: found.user.id as PersonId, setCookies: answer.headers.getSetCookie() };
}

function lookUp(auth: Auth, cookie: string, disableRefresh: boolean) {
  const asked = auth.api.getSession({ headers: new Headers({ cookie }), query: { disableRefresh }, returnHeaders: true });
  return orNull(["FAILED_TO_GET_SESSION"], asked).catch((cause: unknown) => {
    const refusal = new Refusal("unavailable", "sessions-away", "Who you are cannot be looked up at the moment. Try again shortly.");
    refusal.cause = cause;
    throw refusal;
  });
}

async function read(auth: Auth, cookie: string): Promise<ReadSession | null> {
  const answer = await lookUp(auth, cookie, true);
  const found = answer?.response;
  if (!answer || !found) return null;
  return {
    sessionId: found.session.id,
    person: { id: found.user.id as PersonId, name: found.user.name, email: found.user.email },
    strength: String((found.session as { strength?: unknown }).strength).split(" "),
    createdAt: found.session.createdAt,
    seenAt: found.session.updatedAt,
    provedAt: new Date((found.session as unknown as { provedAt: string | Date }).provedAt),
  };
}

async function signOut(auth: Auth, cookie: string): Promise<SetCookies> {
  const answer = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true });
  return answer.headers.getSetCookie();
}

async function checkPassword(auth: Auth, person: PersonId, password: string): Promise<boolean> {
  const context = await auth.$context;
  const credential = (await context.internalAdapter.findAccounts(person)).find(({ providerId }) => providerId === "credential");
  return context.password.verify({ hash: credential?.password ?? "", password });
}

async function setPassword(auth: Auth, person: PersonId, password: string | null): Promise<void> {
  const { internalAdapter, password: hashing } = await auth.$context;
  const hash = password === null ? null : await hashing.hash(password);
  const known = (await internalAdapter.findAccounts(person)).some(({ providerId }) => providerId === "credential");
  // Null is a value of the column that the library's type does not know.
  if (known) await internalAdapter.updatePassword(person, hash as string);
  else if (hash !== null) await internalAdapter.createAccount({ userId: person, providerId: "credential", accountId: person, password: hash });
}

async function openMachineSession(auth: Auth, settings: AccountsSettings, machine: PersonId): Promise<string> {
  const context = await auth.$context;
  const session = await context.internalAdapter.createSession(machine, false, { strength: "machine", provedAt: new Date() }, true);
  return signedCookie(settings, session.token);
}

async function openSession(auth: Auth, settings: AccountsSettings, opening: NewSession): Promise<OpenedSession> {
  const context = await auth.$context;
  const session = await context.internalAdapter.createSession(opening.person, false, { strength: opening.strength, userAgent: opening.userAgent, provedAt: opening.provedAt ?? new Date() }, true);
  const cookie = `${signedCookie(settings, session.token)}; Max-Age=${SESSION_IDLE_SECONDS}; Path=/; HttpOnly; Secure; SameSite=Strict`;
  return { sessionId: session.id, personId: opening.person, setCookies: [cookie] };
}

/** The library writes cookies only into answers of its own endpoints, so these are signed here, its way. */
function signedCookie(settings: AccountsSettings, token: string): string {
  const secret = Buffer.from(settings.cookieSecret).toString("base64url");
  const signature = createHmac("sha256", secret).update(token).digest("base64");
  return `${SESSION_COOKIE}=${encodeURIComponent(`${token}.${signature}`)}`;
}
