/** Routes of an organisation's feeds and alerts: who may is decided here, then the organisation's trail is lent. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Area } from "../../platform/access/access.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { alertRoutes } from "../../platform/alerts/alerts.ts";
import type { LentTrail } from "../../platform/audit/audit.ts";
import type { Edge } from "../../platform/edge/edge.ts";
import { feedRoutes, type Sending } from "../../platform/feeds/feeds.ts";
import type { HttpEnv } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import { lentOrganisation } from "../organisations/organisations.ts";
import type { ControlPlane } from "../plane.ts";

export function organisationFeedRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane, { sending, placeFrom }: { readonly sending: Sending; readonly placeFrom: Edge["placeFrom"] }): void {
  const lend = async <T>(c: Context<HttpEnv>, area: Extract<Area, "feeds" | "alerts">, action: string, work: (lent: LentTrail) => Promise<T>): Promise<T> => {
    const { actor } = await signedIn(c);
    const nowMs = plane.clock.now().getTime();
    needOrganisation(actor, actor.organisation, area, action as "read", nowMs);
    if (area === "feeds" && action === "change") needStrong(actor, nowMs); // entries leave the product by it
    return work(lentOrganisation(plane, actor.organisation, actor));
  };
  const base = { path: "/api", params: z.object({}) };
  feedRoutes(app, { ...sending, clock: plane.clock }, base, (c, action, work) => lend(c, "feeds", action, work));
  alertRoutes(app, { plane: "control", clock: plane.clock, placeFrom }, base, (c, action, work) => lend(c, "alerts", action, work));
}
