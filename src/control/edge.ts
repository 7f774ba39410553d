/**
 * Where requests meet this plane: which pages may send them, who sends them, and the answer's cookies.
 *
 * Cross-site requests: the cookie is SameSite=Strict, and apart from that every unsafe method must come from our own
 * origin (the Origin header, which browsers set and pages cannot) and carry JSON or nothing. A client that is not
 * a browser sends the Origin itself.
 */
import type { Context, MiddlewareHandler } from "hono";
import { Refusal } from "../base/errors.ts";
import type { HttpApp, HttpEnv } from "../platform/http/http.ts";
import type { ControlPlane } from "./plane.ts";
import type { SignedIn, Visitor } from "./sessions/sessions.ts";
import type { StaffSignedIn } from "./staff-sign-in/staff-sign-in.ts";

export type ControlRouter = {
  readonly app: HttpApp;
  /** The session behind this request. @throws Refusal unauthenticated not-signed-in; forbidden second-factor-needed, second-factor-missing */
  readonly signedIn: (c: Context<HttpEnv>) => Promise<SignedIn>;
  /** The same where an arriving session is enough: only for what completes a sign-in, and for leaving. */
  readonly arriving: (c: Context<HttpEnv>) => Promise<SignedIn>;
  /** The member of staff behind this request; no customer's session is one, nor the other way round. @throws Refusal unauthenticated staff-not-signed-in */
  readonly operator: (c: Context<HttpEnv>) => Promise<StaffSignedIn>;
};

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

export function sameOriginOnly(origin: string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (!SAFE.has(c.req.method)) {
      const site = c.req.header("sec-fetch-site");
      if (c.req.header("origin") !== origin || (site !== undefined && site !== "same-origin")) {
        throw new Refusal("forbidden", "cross-site-request", "This request did not come from the app itself.", [{ expected: `Origin: ${origin}` }]);
      }
      const bodyless = c.req.header("transfer-encoding") === undefined && (c.req.header("content-length") ?? "0") === "0";
      const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
      if (type === undefined ? !bodyless : type !== "application/json") {
        throw new Refusal("invalid", "content-type-not-json", "This request must carry JSON.", [{ at: "content-type", expected: "application/json" }]);
      }
    }
    await next();
  };
}

/** Answers of the API are about one person at one moment. */
export const neverStored: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next();
  c.header("Cache-Control", "no-store");
};

const USER_AGENT_MAX_LENGTH = 300;

export function visitorOf(c: Context<HttpEnv>): Visitor {
  return {
    ...c.get("client"),
    userAgent: (c.req.header("user-agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH),
    cookie: c.req.header("cookie") ?? "",
  };
}

export function setCookies(c: Context<HttpEnv>, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header("Set-Cookie", cookie, { append: true });
}

export function signedInWith(plane: ControlPlane, need: (plane: ControlPlane, cookie: string, address: string) => Promise<SignedIn>): ControlRouter["signedIn"] {
  return async (c) => {
    const { cookie, address } = visitorOf(c);
    const found = await need(plane, cookie, address);
    setCookies(c, found.setCookies);
    c.set("actor", found.actor);
    return found;
  };
}
