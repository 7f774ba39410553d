/**
 * Leaving: here and at the provider (OpenID RP-initiated logout, SAML single logout), and on the word of an OpenID provider
 * (back-channel logout). A SAML provider's word is saml-sign-out.ts's.
 */
import { inTrail } from "../../platform/postgres/postgres.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import { idTokenPlace, signOut, type SetCookies, type SignedIn } from "../sessions/sessions.ts";
import { AnswerRefused, refuseIf } from "./answer-refused.ts";
import { addressesOf, connectionOf, findConnection, oidcParty } from "./connection.store.ts";
import { oidcSignOutUrl, verifyLogoutToken } from "./oidc.ts";
import { takeAssertion } from "./requests.ts";
import { samlSignOutUrl } from "./saml-sign-out.ts";

/** Ends the session; `url` leads on to the provider's own sign-out, where there is one. */
export async function signOutEverywhere(plane: ControlPlane, signedIn: SignedIn, cookie: string): Promise<{ readonly url: string | null; readonly setCookies: SetCookies }> {
  const { actor } = signedIn;
  const { url, saml } = await inTrail(plane.database, actor.organisation, async (tx) => {
    const nowhere = { url: null, saml: null };
    const row = await tx.selectFrom("connected_session").select(["connection_id", "sealed_id_token"]).where("organisation_id", "=", actor.organisation).where("session_id", "=", actor.session).executeTakeFirst();
    if (!row) return nowhere;
    const connection = await connectionOf(tx, actor.organisation, row.connection_id);
    const { settings, id } = connection;
    if (settings?.kind === "saml") return { url: null, saml: connection };
    if (settings?.kind !== "oidc") return nowhere;
    const idToken = row.sealed_id_token === null ? null : plane.signOnSeal.open(idTokenPlace(actor.session), row.sealed_id_token).toString();
    return { url: oidcSignOutUrl(settings, idToken, addressesOf(plane.origin, id).signedOutUri), saml: null };
  });
  // Before the session ends: with it goes what it remembers of the provider.
  const samlUrl = saml && (await samlSignOutUrl(plane, saml, actor.session));
  return { url: url ?? samlUrl, setCookies: await signOut(plane, signedIn, cookie) };
}

/** Ends the sessions that a logout token names. @throws Refusal unauthenticated sso-… */
export async function backChannelLogout(plane: ControlPlane, connectionId: string, token: string): Promise<number> {
  const connection = await findConnection(plane, connectionId);
  const { settings } = connection;
  if (settings?.kind !== "oidc") throw new AnswerRefused("request", "an OpenID connection");
  const said = await verifyLogoutToken(oidcParty(plane, connection, settings), token, plane.clock.now());
  return inTrail(plane.database, connection.organisation, async (tx) => {
    refuseIf(!(await takeAssertion(tx, connection, `logout ${said.id}`, said.expiresAt)), "replay", "jti");
    let named = tx.selectFrom("connected_session").select("session_id").where("organisation_id", "=", connection.organisation).where("connection_id", "=", connection.id);
    if (said.providerSession !== null) named = named.where("provider_session", "=", said.providerSession);
    if (said.subject !== null) named = named.where("subject", "=", said.subject);
    const ended = await tx.deleteFrom("session").where("id", "in", named).returning("id").execute();
    await revoke(plane, tx, connection.organisation, { sessions: ended.map((session) => session.id) });
    await audit(tx, { actor: { kind: "system", name: `connection ${connection.id}` }, act: "connections.provider-sign-out", object: { kind: "connection", id: connection.id }, detail: { sessions: ended.map((session) => session.id) } }, plane.auditSeal, plane.clock);
    return ended.length;
  });
}
