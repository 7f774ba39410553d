/** Where regions tell of alerts. Messages signed by a region only, and only about sites that this plane has in that region. */
import { z } from "@hono/zod-openapi";
import { notFound, Refusal } from "../../base/errors.ts";
import { isId, type AlertId, type OrganisationId, type SiteId } from "../../base/ids.ts";
import { isRegion, type Region } from "../../base/regions.ts";
import { RULES, type RuleName } from "../../platform/alerts/alerts.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { MESSAGE_HEADER, type NonceStore, type PublicKeys, verifyMessage } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import { siteOf } from "../sites/sites.ts";
import { mailAlert } from "./mail-alert.ts";

export type RegionTrust = { readonly keysOf: (region: Region) => PublicKeys; readonly nonces: NonceStore };

const told = z.strictObject({
  organisationId: z.custom<OrganisationId>((id) => isId("org", id)),
  siteId: z.custom<SiteId>((id) => isId("sit", id)),
  alertId: z.custom<AlertId>((id) => isId("alr", id)),
  rule: z.enum(Object.keys(RULES) as [RuleName, ...RuleName[]]),
  firedAt: z.iso.datetime(),
});

export function regionAlertRoutes(app: HttpApp, plane: ControlPlane, trust: RegionTrust): void {
  app.post("/internal/alerts/:region", async (c) => {
    const region = c.req.param("region");
    if (!isRegion(region)) throw notFound("page");
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(trust.keysOf(region), trust.nonces, { from: `region:${region}`, to: "control" }, { method: "POST", path: c.req.path, body }, c.req.header(MESSAGE_HEADER), plane.clock.now().getTime());
    const parsed = told.safeParse(parseJson(body));
    if (!parsed.success) throw new Refusal("invalid", "input-not-valid", "The message does not describe an alert.");
    const { organisationId, siteId, firedAt, ...alert } = parsed.data;
    const site = await inTrail(plane.database, organisationId, (tx) => siteOf(tx, organisationId, siteId));
    if (site?.region !== region) throw notFound("site");
    await mailAlert(plane, { ...alert, organisation: organisationId, firedAt: new Date(firedAt), site });
    return c.body(null, 204);
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
