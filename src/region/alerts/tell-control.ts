/** Tells control of a site's alerts, so that it can write to people. Control learns which rule, whose site and when; not what was found. */
import { invariant } from "../../base/errors.ts";
import { isId, type OrganisationId } from "../../base/ids.ts";
import { startTelling, type TellDeps, type Telling } from "../../platform/alerts/alerts.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";

/** Sends one request to control, signed by this region, and answers its status; throws when control cannot be reached. */
export type SendToControl = (path: string, body: Uint8Array) => Promise<number>;

export const startTellingControl = (deps: RegionDeps, send: SendToControl): Telling => startTelling(tellControl(deps, send));

export function tellControl(deps: RegionDeps, send: SendToControl): TellDeps {
  return {
    db: deps.db, clock: deps.clock, telemetry: deps.telemetry,
    onFailure: (error, attempt) => deps.log.warn("control not told of an alert", { attempt, error }),
    tell: async ({ trail: siteId, firedAt, ...alert }) => {
      invariant(isId("sit", siteId), "a region's trails are its sites'");
      const organisationId = await organisationOf(deps, siteId);
      const body = Buffer.from(JSON.stringify({ organisationId, siteId, ...alert, firedAt: firedAt.toISOString() }));
      const status = await send(`/internal/alerts/${deps.region}`, body);
      if (status < 200 || status > 299) throw new Error(`Control answered ${status}`);
    },
  };
}

function organisationOf(deps: RegionDeps, siteId: `sit_${string}`): Promise<OrganisationId> {
  return withSite(deps.db, siteId, async (tx) => {
    const { organisation_id: organisation } = await tx.selectFrom("site").select("organisation_id").where("site_id", "=", siteId).executeTakeFirstOrThrow();
    return organisation;
  });
}
