/** Who stands at the staff door: from where, with which cookie, and with which certificate on the connection. */
import type { X509Certificate } from "node:crypto";
import type { Context } from "hono";
import type { HttpEnv } from "../../platform/http/http.ts";
import { visitorOf } from "../edge.ts";
import type { Visitor } from "../sessions/sessions.ts";
import { networkAllows } from "../sign-on-policy/sign-on-policy.ts";
import type { StaffRules } from "../staff/staff.ts";

export type StaffVisitor = Visitor & { readonly certificate: X509Certificate | undefined };

/** `__Host-`: from this host alone, whole host, over TLS. Another name than a customer's session, and never read in its place. */
export const STAFF_COOKIE = "__Host-spendward-staff";

export function staffVisitorOf(c: Context<HttpEnv>): StaffVisitor {
  const env = c.env as { incoming?: { socket?: { getPeerX509Certificate?: () => X509Certificate | undefined } } } | undefined;
  return { ...visitorOf(c), certificate: env?.incoming?.socket?.getPeerX509Certificate?.() };
}

/** None named means nobody, unlike at an organisation's door, where it means everybody. */
export const networkIsAllowed = (rules: StaffRules, address: string): boolean => rules.networks.length > 0 && networkAllows(rules.networks, address);

export function staffTokenIn(cookie: string): string | undefined {
  const found = cookie.split(/;\s*/).filter((pair) => pair.startsWith(`${STAFF_COOKIE}=`)).map((pair) => pair.slice(STAFF_COOKIE.length + 1));
  return found.length === 1 && /^[A-Za-z0-9_-]{43}$/.test(found[0] ?? "") ? found[0] : undefined;
}
