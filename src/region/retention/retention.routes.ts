/** What control says of retention. Signed messages only: no person's token opens this. */
import { z } from "@hono/zod-openapi";
import { Refusal } from "../../base/errors.ts";
import { isId, type OrganisationId, type SiteId } from "../../base/ids.ts";
import { MOST_RETENTION_DAYS } from "../../platform/audit/audit.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import { MESSAGE_HEADER, verifyMessage } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { ControlTrust } from "../sites/sites.ts";
import { setRetention } from "./set-retention.ts";

const asked = z.strictObject({
  siteId: z.custom<SiteId>((id) => isId("sit", id)),
  organisationId: z.custom<OrganisationId>((id) => isId("org", id)),
  days: z.int().min(1).max(MOST_RETENTION_DAYS),
  setAt: z.iso.datetime(),
});

export function retentionRoutes(app: HttpApp, deps: RegionDeps, trust: ControlTrust): void {
  app.post("/internal/sites/retention", async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(trust.controlKeys, trust.nonces, { from: "control", to: `region:${deps.region}` }, { method: "POST", path: c.req.path, body }, c.req.header(MESSAGE_HEADER), deps.clock.now().getTime());
    const parsed = asked.safeParse(parseJson(body));
    if (!parsed.success) throw new Refusal("invalid", "input-not-valid", "The message does not say how long entries are kept.");
    const { setAt, ...rest } = parsed.data;
    await setRetention(deps, { kind: "system", name: "control" }, { ...rest, setAt: new Date(setAt) });
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
