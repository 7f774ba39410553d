/**
 * Single logout (SAML 2.0 Profiles, section 4.4): a person who leaves here leaves at their provider, and whom the provider signs out is
 * signed out here.
 *
 * The provider's request comes through the person's browser from another site, without our cookies, so sessions are found by what it names:
 * the person and, if it says so, the provider's sessions. It is signed, for this connection, a few minutes old at most, and taken once.
 */
import { inTrail } from "../../platform/postgres/postgres.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import { nameIdPlace } from "../sessions/sessions.ts";
import { refuseIf } from "./answer-refused.ts";
import { addressesOf, connectionOf, findConnection, type Connection, type Tx } from "./connection.store.ts";
import { newId } from "./attack-saml.ts";
import { sha256, takeAssertion } from "./requests.ts";
import { answerIn, leaverIn, logoutRequest, logoutResponse, MESSAGE_MOST_MS, signedRedirect, verifiedMessage, type Carried, type NameId } from "./saml-message.ts";
import { newSamlKey, type SamlKey } from "./saml-keys.ts";
import type { SamlSettings } from "./settings.ts";

const KEY_DAYS = 3_650;
const ANSWER_MS = 15 * 60_000;
const keyPlace = (connection: Connection) => ({ kind: "connection.signing_key", object: connection.id });

/** Made when it is first needed. Of two that make one, the first one's is kept. */
export async function signingKeyOf(plane: ControlPlane, connection: Connection): Promise<SamlKey> {
  const read = (tx: Tx) => tx.selectFrom("connection").select(["sealed_signing_key", "signing_certificate"]).where("organisation_id", "=", connection.organisation).where("id", "=", connection.id).executeTakeFirstOrThrow();
  const opened = (row: Awaited<ReturnType<typeof read>>): SamlKey | null =>
    row.sealed_signing_key === null || row.signing_certificate === null ? null : { privateKey: plane.signOnSeal.open(keyPlace(connection), row.sealed_signing_key).toString(), certificate: row.signing_certificate };
  const known = opened(await inTrail(plane.database, connection.organisation, read));
  if (known) return known;
  const made = await newSamlKey("Spendward", KEY_DAYS, plane.clock.now());
  return inTrail(plane.database, connection.organisation, async (tx) => {
    await tx.updateTable("connection").set({ sealed_signing_key: plane.signOnSeal.seal(keyPlace(connection), Buffer.from(made.privateKey)), signing_certificate: made.certificate })
      .where("organisation_id", "=", connection.organisation).where("id", "=", connection.id).where("sealed_signing_key", "is", null).execute();
    return opened(await read(tx)) ?? made;
  });
}

/** Where a browser goes to leave at the provider too; null where there is no such place or the session did not come from there. */
export async function samlSignOutUrl(plane: ControlPlane, connection: Connection, session: string): Promise<string | null> {
  const { settings, organisation } = connection;
  if (settings?.kind !== "saml" || !settings.signOutUrl) return null;
  const to = settings.signOutUrl;
  const key = await signingKeyOf(plane, connection);
  return inTrail(plane.database, organisation, async (tx) => {
    const row = await tx.selectFrom("connected_session").select(["sealed_name_id", "provider_session"]).where("organisation_id", "=", organisation).where("session_id", "=", session).executeTakeFirst();
    if (!row?.sealed_name_id) return null;
    const nameId = JSON.parse(plane.signOnSeal.open(nameIdPlace(session), row.sealed_name_id).toString()) as NameId;
    const now = plane.clock.now();
    const id = newId();
    await tx.deleteFrom("saml_sign_out").where("organisation_id", "=", organisation).where("expires_at", "<=", now).execute();
    await tx.insertInto("saml_sign_out").values({ organisation_id: organisation, connection_id: connection.id, request_sha256: sha256(id), expires_at: new Date(now.getTime() + ANSWER_MS) }).execute();
    return signedRedirect(to, "SAMLRequest", logoutRequest(id, to, addressesOf(plane.origin, connection.id).entityId, nameId, row.provider_session, now), key, null);
  });
}

/** A message that the provider sent to our sign-out address. @returns where the browser goes next. @throws AnswerRefused */
export async function receiveSamlSignOut(plane: ControlPlane, connectionId: string, carried: { readonly request: Carried | null; readonly response: Carried | null; readonly relayState: string | null }): Promise<string> {
  const connection = await findConnection(plane, connectionId);
  const { settings } = connection;
  refuseIf(settings?.kind !== "saml", "request", "a SAML connection");
  refuseIf((carried.request === null) === (carried.response === null), "structure", "either a request or a response");
  const saml = settings as SamlSettings;
  return carried.request !== null ? takeRequest(plane, connection, saml, carried.request, carried.relayState) : takeResponse(plane, connection, saml, carried.response as Carried);
}

const expectedOf = (plane: ControlPlane, connection: Connection, settings: SamlSettings) => ({ certificates: settings.certificates, issuer: settings.entityId, destination: addressesOf(plane.origin, connection.id).samlLogoutUrl });

async function takeRequest(plane: ControlPlane, connection: Connection, settings: SamlSettings, carried: Carried, relayState: string | null): Promise<string> {
  const now = plane.clock.now();
  const message = verifiedMessage("LogoutRequest", carried, expectedOf(plane, connection, settings), now);
  const { subject, sessions } = leaverIn(message);
  await inTrail(plane.database, connection.organisation, async (tx) => {
    await connectionOf(tx, connection.organisation, connection.id);
    refuseIf(!(await takeAssertion(tx, connection, `logout ${message.id}`, new Date(now.getTime() + 2 * MESSAGE_MOST_MS))), "replay", "ID");
    let named = tx.selectFrom("connected_session").select("session_id").where("organisation_id", "=", connection.organisation).where("connection_id", "=", connection.id).where("subject", "=", subject);
    if (sessions.length > 0) named = named.where("provider_session", "in", sessions);
    const ended = (await tx.deleteFrom("session").where("id", "in", named).returning("id").execute()).map((session) => session.id);
    await revoke(plane, tx, connection.organisation, { sessions: ended });
    await audit(tx, { actor: { kind: "system", name: `connection ${connection.id}` }, act: "connections.provider-sign-out", object: { kind: "connection", id: connection.id }, detail: { sessions: ended } }, plane.auditSeal, plane.clock);
  });
  if (!settings.signOutUrl) return "/sign-in";
  const answer = logoutResponse(newId(), settings.signOutUrl, addressesOf(plane.origin, connection.id).entityId, message.id, now);
  return signedRedirect(settings.signOutUrl, "SAMLResponse", answer, await signingKeyOf(plane, connection), relayState);
}

/** We are signed out already; it can only tell that the provider is not. */
async function takeResponse(plane: ControlPlane, connection: Connection, settings: SamlSettings, carried: Carried): Promise<string> {
  const now = plane.clock.now();
  const { inResponseTo, whole } = answerIn(verifiedMessage("LogoutResponse", carried, expectedOf(plane, connection, settings), now));
  const asked = await inTrail(plane.database, connection.organisation, (tx) =>
    tx.deleteFrom("saml_sign_out").where("organisation_id", "=", connection.organisation).where("connection_id", "=", connection.id).where("request_sha256", "=", sha256(inResponseTo)).where("expires_at", ">", now).returning("expires_at").executeTakeFirst());
  refuseIf(!asked, "request", "InResponseTo");
  return whole ? "/sign-in" : "/sign-in?problem=sso-still-there";
}
