/** What control asks of a region. Signed messages only: no person's token opens these. */
import { Refusal } from "../../base/errors.ts";
import { isId, type OrganisationId, type SiteId } from "../../base/ids.ts";
import { REGIONS } from "../../base/regions.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import { MESSAGE_HEADER, verifyMessage, type NonceStore, type PublicKeys } from "../../platform/tokens/tokens.ts";
import { z } from "@hono/zod-openapi";
import type { RegionDeps } from "../region.deps.ts";
import { openSite } from "./open-site.ts";

const siteToOpen = z.object({
  siteId: z.custom<SiteId>((id) => isId("sit", id)),
  organisationId: z.custom<OrganisationId>((id) => isId("org", id)),
  name: z.string().min(1).max(200),
  region: z.enum(REGIONS),
});

export type ControlTrust = { readonly controlKeys: PublicKeys; readonly nonces: NonceStore };

export function siteRoutes(app: HttpApp, deps: RegionDeps, trust: ControlTrust): void {
  app.post("/internal/sites", async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const message = { method: "POST", path: "/internal/sites", body };
    await verifyMessage(trust.controlKeys, trust.nonces, { from: "control", to: `region:${deps.region}` }, message, c.req.header(MESSAGE_HEADER), deps.clock.now().getTime());
    const parsed = siteToOpen.safeParse(parseJson(body));
    if (!parsed.success) throw new Refusal("invalid", "input-not-valid", "The message does not describe a site.");
    return c.json(await openSite(deps, { kind: "system", name: "control" }, parsed.data), 200);
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
