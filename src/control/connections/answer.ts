/** An answer of a provider, from the request that it belongs to, to what the browser is sent next. */
import type { ConnectionTestId } from "../../base/ids.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SetCookies, Visitor } from "../sessions/sessions.ts";
import { AnswerRefused, refuseIf } from "./answer-refused.ts";
import { findConnection, oidcParty, samlParty, type Connection } from "./connection.store.ts";
import type { Identity } from "./identity.ts";
import { verifyOidcAnswer } from "./oidc.ts";
import { beginRequest, browserOf, collectAnswer, keepAnswer, needBrowser, newSecret, takeAssertion, takeRequest } from "./requests.ts";
import { verifySamlAnswer } from "./saml.ts";
import { decodeResponse, parsePlainXml } from "./saml-shape.ts";
import { finishTest, signOn } from "./sign-on.ts";

export type Next = { readonly path: string; readonly setCookies: SetCookies };
type Belonging = { readonly testId: ConnectionTestId | null; readonly returnTo: string };

const testPath = (connection: Connection, testId: ConnectionTestId): string => `/settings/single-sign-on/${connection.id}/tests/${testId}`;

/** @throws Refusal unauthenticated sso-… */
export async function answerOidc(plane: ControlPlane, connectionId: string, query: URLSearchParams, visitor: Visitor): Promise<Next> {
  const connection = await findConnection(plane, connectionId);
  const state = query.get("state") ?? "";
  const request = await takeRequest(plane, connection, state);
  needBrowser(request.browserHash, visitor.cookie);
  const { settings } = connection;
  refuseIf(settings?.kind !== "oidc", "request", "an OpenID connection");
  return finish(plane, connection, request, visitor, () => verifyOidcAnswer(oidcParty(plane, connection, settings as Extract<typeof settings, { kind: "oidc" }>), query, { state, nonce: request.nonce, verifier: request.verifier }));
}

async function finish(plane: ControlPlane, connection: Connection, belonging: Belonging, visitor: Visitor, verify: () => Promise<Identity>): Promise<Next> {
  if (belonging.testId !== null) {
    const said = await verify().catch((error: unknown) => {
      if (error instanceof AnswerRefused) return error;
      throw error;
    });
    await finishTest(plane, connection, belonging.testId, said);
    return { path: testPath(connection, belonging.testId), setCookies: [] };
  }
  refuseIf(connection.state !== "on", "request", "a connection that is on");
  const { setCookies } = await signOn(plane, connection, await verify(), visitor);
  return { path: belonging.returnTo, setCookies };
}

/**
 * A SAML answer as the provider's form posts it, without cookies. What is verified waits under a handle for the browser.
 * @throws Refusal unauthenticated sso-…
 */
export async function receiveSaml(plane: ControlPlane, connectionId: string, form: { response: string; relayState: string }, visitor: Visitor): Promise<Next> {
  const connection = await findConnection(plane, connectionId);
  const { settings } = connection;
  if (settings?.kind !== "saml") throw new AnswerRefused("request", "a SAML connection");
  const unsolicited = settings.allowUnsolicited && connection.state === "on" && (parsePlainXml(decodeResponse(form.response)).documentElement.getAttribute("InResponseTo") || null) === null;
  const state = unsolicited ? newSecret() : form.relayState;
  const browser = browserOf(visitor.cookie);
  if (unsolicited) {
    await inTrail(plane.database, connection.organisation, (tx) => beginRequest(plane, tx, connection, { state, nonce: "", verifier: "", returnTo: "/", samlRequestId: null, testId: null, browser: browser.secret }));
  }
  const request = await takeRequest(plane, connection, state);
  try {
    const asked = request.samlRequestId === null ? null : { id: request.samlRequestId, at: request.createdAt };
    const answer = await verifySamlAnswer(samlParty(plane, connection, settings), form.response, asked, plane.clock.now());
    const fresh = await inTrail(plane.database, connection.organisation, (tx) => takeAssertion(tx, connection, answer.assertionId, answer.usableUntil));
    refuseIf(!fresh, "replay", "an assertion that is new");
    const handle = await keepAnswer(plane, connection, state, { ...answer.identity, returnTo: request.returnTo } as Identity);
    return { path: `/sso/saml/${connection.id}/finish?handle=${handle}`, setCookies: unsolicited ? [browser.setCookie] : [] };
  } catch (error) {
    if (!(error instanceof AnswerRefused) || request.testId === null) throw error;
    await finishTest(plane, connection, request.testId, error);
    return { path: testPath(connection, request.testId), setCookies: [] };
  }
}

/** @throws Refusal unauthenticated sso-… */
export async function finishSaml(plane: ControlPlane, connectionId: string, handle: string, visitor: Visitor): Promise<Next> {
  const connection = await findConnection(plane, connectionId);
  const { identity, testId } = await collectAnswer(plane, connection, handle, visitor.cookie);
  const { returnTo } = identity as Identity & { returnTo?: string };
  return finish(plane, connection, { testId, returnTo: returnTo ?? "/" }, visitor, async () => identity);
}
