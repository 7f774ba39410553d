/**
 * A sign-in under way: begun in one browser, answered once, within ten minutes.
 *
 * The browser is known by a cookie of its own (Lax, because the answer comes from another site), of which only a hash is
 * stored; an answer that reaches another browser is worth nothing there, so nobody can be signed in as somebody else
 * by a link. SAML answers arrive by a form of the provider's page, without cookies: they are verified at once, and
 * wait under a one-time handle for the browser to collect them.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { ConnectionTestId } from "../../base/ids.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { AnswerRefused, refuseIf } from "./answer-refused.ts";
import type { Connection, Tx } from "./connection.store.ts";
import type { Identity } from "./identity.ts";

export const BROWSER_COOKIE = "__Host-spendward-sso";
const OPEN_MS = 10 * 60_000;
/** Between the provider's answer and the browser's next request. */
const COLLECT_MS = 2 * 60_000;

export type Remembered = { readonly nonce: string; readonly verifier: string; readonly returnTo: string };
export type SignInRequest = Remembered & { readonly testId: ConnectionTestId | null; readonly samlRequestId: string | null; readonly createdAt: Date; readonly browserHash: Buffer | null };

export const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** The browser's own secret: the one it has, or a new one to set. */
export function browserOf(cookieHeader: string): { readonly secret: string; readonly setCookie: string } {
  const known = cookieHeader.split(/;\s*/).find((part) => part.startsWith(`${BROWSER_COOKIE}=`))?.slice(BROWSER_COOKIE.length + 1);
  const secret = known !== undefined && /^[\w-]{43}$/.test(known) ? known : newSecret();
  return { secret, setCookie: `${BROWSER_COOKIE}=${secret}; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax` };
}

const place = (state: string) => ({ kind: "sign_in_request.sealed", object: sha256(state).toString("hex") });

export type Begun = { readonly state: string; readonly samlRequestId: string | null; readonly testId: ConnectionTestId | null; readonly browser: string | null } & Remembered;

/** Also forgets what ran out in this organisation. */
export async function beginRequest(plane: ControlPlane, tx: Tx, connection: Connection, begun: Begun): Promise<void> {
  const now = plane.clock.now();
  await tx.deleteFrom("sign_in_request").where("organisation_id", "=", connection.organisation).where("expires_at", "<=", now).execute();
  await tx.deleteFrom("used_assertion").where("organisation_id", "=", connection.organisation).where("expires_at", "<=", now).execute();
  await tx.deleteFrom("connection_test").where("organisation_id", "=", connection.organisation).where("started_at", "<=", new Date(now.getTime() - 86_400_000)).execute();
  const { nonce, verifier, returnTo } = begun;
  await tx
    .insertInto("sign_in_request")
    .values({
      organisation_id: connection.organisation,
      state_sha256: sha256(begun.state),
      connection_id: connection.id,
      browser_sha256: begun.browser === null ? null : sha256(begun.browser),
      test_id: begun.testId,
      saml_request_id: begun.samlRequestId,
      sealed: plane.signOnSeal.seal(place(begun.state), Buffer.from(JSON.stringify({ nonce, verifier, returnTo }))),
      created_at: now,
      expires_at: new Date(now.getTime() + OPEN_MS),
      answered_at: null,
      handle_sha256: null,
      sealed_identity: null,
    })
    .execute();
}

/** The request that an answer belongs to, used up by this very look. @throws AnswerRefused request */
export async function takeRequest(plane: ControlPlane, connection: Connection, state: string): Promise<SignInRequest> {
  const now = plane.clock.now();
  const row = await inTrail(plane.database, connection.organisation, (tx) =>
    tx
      .updateTable("sign_in_request")
      .set({ answered_at: now })
      .where("organisation_id", "=", connection.organisation)
      .where("state_sha256", "=", sha256(state))
      .where("connection_id", "=", connection.id)
      .where("answered_at", "is", null)
      .where("expires_at", ">", now)
      .returning(["sealed", "test_id", "saml_request_id", "created_at", "browser_sha256"])
      .executeTakeFirst());
  if (!row) throw new AnswerRefused("request", "an open request");
  const remembered = JSON.parse(plane.signOnSeal.open(place(state), row.sealed).toString()) as Remembered;
  return { ...remembered, testId: row.test_id, samlRequestId: row.saml_request_id, createdAt: row.created_at, browserHash: row.browser_sha256 };
}

/** @throws AnswerRefused request when the answer came to another browser than the one that asked. */
export function needBrowser(browserHash: Buffer | null, cookieHeader: string): void {
  if (browserHash === null) return;
  const known = cookieHeader.split(/;\s*/).find((part) => part.startsWith(`${BROWSER_COOKIE}=`))?.slice(BROWSER_COOKIE.length + 1) ?? "";
  refuseIf(!timingSafeEqual(sha256(known), browserHash), "request", "the browser that asked");
}

const handlePlace = (handle: string) => ({ kind: "sign_in_request.identity", object: sha256(handle).toString("hex") });

/** Keeps a verified answer for its browser. @returns the handle to hand to it. */
export async function keepAnswer(plane: ControlPlane, connection: Connection, state: string, identity: Identity): Promise<string> {
  const handle = newSecret();
  await inTrail(plane.database, connection.organisation, (tx) =>
    tx
      .updateTable("sign_in_request")
      .set({ handle_sha256: sha256(handle), sealed_identity: plane.signOnSeal.seal(handlePlace(handle), Buffer.from(JSON.stringify(identity))), expires_at: new Date(plane.clock.now().getTime() + COLLECT_MS) })
      .where("organisation_id", "=", connection.organisation)
      .where("state_sha256", "=", sha256(state))
      .execute());
  return handle;
}

/** @throws AnswerRefused request */
export async function collectAnswer(plane: ControlPlane, connection: Connection, handle: string, cookieHeader: string): Promise<{ readonly identity: Identity; readonly testId: ConnectionTestId | null; readonly browserless: boolean }> {
  const row = await inTrail(plane.database, connection.organisation, (tx) =>
    tx
      .deleteFrom("sign_in_request")
      .where("organisation_id", "=", connection.organisation)
      .where("connection_id", "=", connection.id)
      .where("handle_sha256", "=", sha256(handle))
      .where("expires_at", ">", plane.clock.now())
      .returning(["sealed_identity", "test_id", "browser_sha256"])
      .executeTakeFirst());
  if (!row?.sealed_identity) throw new AnswerRefused("request", "an answer that waits");
  needBrowser(row.browser_sha256, cookieHeader);
  return { identity: JSON.parse(plane.signOnSeal.open(handlePlace(handle), row.sealed_identity).toString()) as Identity, testId: row.test_id, browserless: row.browser_sha256 === null };
}

/** @returns false when it was taken before: each counts once. */
export async function takeAssertion(tx: Tx, connection: Connection, assertionId: string, usableUntil: Date): Promise<boolean> {
  const taken = await tx
    .insertInto("used_assertion")
    .values({ organisation_id: connection.organisation, connection_id: connection.id, assertion_sha256: sha256(assertionId), expires_at: usableUntil })
    .onConflict((row) => row.doNothing())
    .returning("expires_at")
    .executeTakeFirst();
  return taken !== undefined;
}
