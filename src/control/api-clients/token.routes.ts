/**
 * `POST /oauth/token`: RFC 6749 client credentials, for programs. A form, as the RFC has it; the id and secret in the Authorization header or in the form, not
 * both. Cookies mean nothing here, and no page of another origin can read the answer.
 */
import type { Context } from "hono";
import { rateLimit, clientCertificateOf, type HttpEnv } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { issueClientToken } from "./issue-client-token.ts";
import { OAuthError } from "./oauth-error.ts";

const PATH = "/oauth/token";
/** Per address and minute; a program needs one every five minutes and site. */
const ASKED_PER_MINUTE = 120;
const FORM = "application/x-www-form-urlencoded";

export function tokenRoutes({ app }: Pick<ControlRouter, "app">, plane: ControlPlane): void {
  app.post(PATH, rateLimit({ points: ASKED_PER_MINUTE, seconds: 60 }), async (c) => {
    c.header("Cache-Control", "no-store");
    try {
      const form = await formOf(c);
      const grant = one(form, "grant_type");
      if (grant === undefined) throw new OAuthError("invalid_request", "grant_type is missing.");
      if (grant !== "client_credentials") throw new OAuthError("unsupported_grant_type");
      const { id, secret } = credentialsOf(c.req.header("authorization"), form);
      const scope = one(form, "scope");
      const issued = await issueClientToken(plane, {
        clientId: id, secret, site: one(form, "site"), scope: scope?.split(" ").filter(Boolean), address: c.get("client").address, certificate: clientCertificateOf(c),
      });
      return c.json({ access_token: issued.token, token_type: "Bearer", expires_in: issued.expiresInSeconds, scope: issued.scope.join(" "), site: issued.site, origin: issued.origin }, 200);
    } catch (error) {
      if (error instanceof OAuthError) return refused(c, error);
      throw error;
    }
  });
}

function refused(c: Context<HttpEnv>, { code, description }: OAuthError): Response {
  if (code === "invalid_client") c.header("WWW-Authenticate", 'Basic realm="Spendward", charset="UTF-8"');
  return c.json({ error: code, ...(description !== undefined && { error_description: description }) }, code === "invalid_client" ? 401 : 400);
}

async function formOf(c: Context<HttpEnv>): Promise<URLSearchParams> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== FORM) throw new OAuthError("invalid_request", `The request must be a form: ${FORM}.`);
  return new URLSearchParams(await c.req.text());
}

/** A parameter that comes twice is an error (RFC 6749 section 3.2); an empty one is as if it were left out. */
function one(form: URLSearchParams, name: string): string | undefined {
  const values = form.getAll(name);
  if (values.length > 1) throw new OAuthError("invalid_request", `${name} stands there twice.`);
  return values[0] === "" ? undefined : values[0];
}

function credentialsOf(authorization: string | undefined, form: URLSearchParams): { readonly id: string; readonly secret: string } {
  const inForm = { id: one(form, "client_id"), secret: one(form, "client_secret") };
  if (authorization === undefined) {
    if (inForm.id === undefined || inForm.secret === undefined) throw new OAuthError("invalid_client");
    return { id: inForm.id, secret: inForm.secret };
  }
  if (inForm.secret !== undefined) throw new OAuthError("invalid_request", "The secret stands in the header and in the form.");
  const basic = /^Basic ([A-Za-z0-9+/=]{1,500})$/i.exec(authorization)?.[1];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic ?? "", "base64").toString("utf8")) ?? [];
  if (id === undefined || secret === undefined || (inForm.id !== undefined && inForm.id !== id)) throw new OAuthError("invalid_client");
  return { id: decoded(id), secret: decoded(secret) };
}

/** RFC 6749 section 2.3.1: both are form-encoded before they go into the header. Ours look the same either way. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
