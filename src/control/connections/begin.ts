/**
 * The way out to the identity provider: which connections an address has, and the address to send the browser to.
 *
 * What is told depends on the domain of the address alone, so it tells nothing about who has an account.
 */
import { Refusal } from "../../base/errors.ts";
import type { ConnectionTestId } from "../../base/ids.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { organisationOfDomain } from "../domains/domains.ts";
import type { ControlPlane } from "../plane.ts";
import type { Visitor } from "../sessions/sessions.ts";
import { connectionsOf, findConnection, oidcParty, samlParty, type Connection } from "./connection.store.ts";
import { newExpected, oidcSignInUrl } from "./oidc.ts";
import { beginRequest, browserOf, newSecret } from "./requests.ts";
import { samlSignInUrl } from "./saml.ts";

export type WaysIn = { readonly connections: readonly { readonly id: string; readonly name: string }[]; readonly password: boolean };
export type WayOut = { readonly url: string; readonly setCookie: string };

export async function waysIn(plane: ControlPlane, email: string): Promise<WaysIn> {
  const organisation = await organisationOfDomain(plane.database, email.trim().toLowerCase());
  if (organisation === null) return { connections: [], password: true };
  return inTrail(plane.database, organisation, async (tx) => {
    const on = (await connectionsOf(tx, organisation)).filter((connection) => connection.state === "on");
    const policy = await tx.selectFrom("sign_on_policy").select("sso_only").where("organisation_id", "=", organisation).executeTakeFirst();
    return { connections: on.map(({ id, name }) => ({ id, name })), password: !(policy?.sso_only ?? false) };
  });
}

/** Only a path of our own pages: whatever could be read as another origin becomes the start page. */
export function localPath(text: string | undefined): string {
  if (text === undefined || text.length > 500 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text)) return "/";
  const url = new URL(text, "https://here.invalid");
  // "/x/..//evil.example" is ours until its dots are resolved; then it is another host's.
  return url.origin === "https://here.invalid" && !url.pathname.startsWith("//") && !/^\/(api|sso|scim)(\/|$)/.test(url.pathname) ? `${url.pathname}${url.search}` : "/";
}

/** @throws Refusal not_found for a connection that is missing or not on. */
export async function beginSignIn(plane: ControlPlane, input: { connectionId: string; email?: string | undefined; returnTo?: string | undefined }, visitor: Visitor): Promise<WayOut> {
  const connection = await findConnection(plane, input.connectionId);
  if (connection.state !== "on") throw new Refusal("not_found", "not-found", "There is no such connection.");
  return wayOut(plane, connection, { testId: null, returnTo: localPath(input.returnTo), hint: input.email }, visitor);
}

export async function wayOut(plane: ControlPlane, connection: Connection, ask: { testId: ConnectionTestId | null; returnTo: string; hint?: string | undefined }, visitor: Visitor): Promise<WayOut> {
  const { settings } = connection;
  if (settings === null) throw new Refusal("conflict", "connection-not-set-up", "This connection has not been filled in yet.", [{ remedy: "Fill it in first." }]);
  const browser = browserOf(visitor.cookie);
  const expected = newExpected();
  const samlRequestId = settings.kind === "saml" ? `_${newSecret()}` : null;
  await inTrail(plane.database, connection.organisation, (tx) =>
    beginRequest(plane, tx, connection, { ...expected, samlRequestId, testId: ask.testId, browser: browser.secret, returnTo: ask.returnTo }));
  const url = settings.kind === "oidc" ? await oidcSignInUrl(oidcParty(plane, connection, settings), expected, ask.hint) : await samlSignInUrl(samlParty(plane, connection, settings), samlRequestId ?? "", expected.state);
  return { url, setCookie: browser.setCookie };
}
