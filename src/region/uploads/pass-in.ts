/** The pass for a ticket's files that a request brings along with its access token. */
import type { Context } from "hono";
import type { SiteId } from "../../base/ids.ts";
import type { HttpEnv } from "../../platform/http/http.ts";
import { type PublicKeys, TICKET_PASS_HEADER, type TicketPass, verifyTicketPass } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";

/** Undefined when there is none. @throws Refusal forbidden ticket-pass-not-valid. */
export async function passIn(c: Context<HttpEnv>, deps: RegionDeps, controlKeys: PublicKeys, siteId: SiteId): Promise<TicketPass | undefined> {
  const pass = c.req.header(TICKET_PASS_HEADER);
  const { actor } = c.var;
  if (pass === undefined || (actor.kind !== "person" && actor.kind !== "staff")) return undefined;
  return verifyTicketPass(controlKeys, { region: deps.region, site: siteId, person: actor.person }, pass, deps.clock.now().getTime());
}
