/** Routes of alerts, the same under a region's site and under control's organisation: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Clock } from "../../base/clock.ts";
import { parseId } from "../../base/ids.ts";
import type { LentTrail } from "../audit/audit.ts";
import type { Edge } from "../edge/edge.ts";
import { type HttpApp, type HttpEnv, problemResponses } from "../http/http.ts";
import { acknowledgeAlert } from "./acknowledge-alert.ts";
import { alertListSchema, alertQuery, changeRuleSchema, ruleListSchema } from "./alerts.schema.ts";
import { changeRule, listRules } from "./change-rule.ts";
import { listAlerts } from "./list-alerts.ts";
import type { TrailPlane } from "./rules.ts";

/** Checks the right and lends the trail that the request is about. */
export type LendAlerts = <T>(c: Context<HttpEnv>, action: "read" | "acknowledge" | "change", work: (lent: LentTrail) => Promise<T>) => Promise<T>;

export type AlertPlane = { readonly plane: TrailPlane; readonly clock: Clock; readonly placeFrom: Edge["placeFrom"] | null };

const answer = <S extends z.ZodType>(description: string, schema: S) => ({ 200: { description, content: { "application/json": { schema } } }, ...problemResponses });

/** @param base `/api/sites/{siteId}`, with the schema of its parameters. */
export function alertRoutes(app: HttpApp, { plane, clock, placeFrom }: AlertPlane, base: { readonly path: string; readonly params: z.ZodObject<Record<string, z.ZodString>> }, lend: LendAlerts): void {
  const tags = ["alerts"];
  const alertId = z.string().openapi({ param: { name: "alertId", in: "path" } });
  app.openapi(createRoute({ method: "get", path: `${base.path}/alerts`, operationId: "listAlerts", tags, request: { params: base.params, query: alertQuery }, responses: answer("What the alert rules have found, newest first", alertListSchema) }),
    async (c) => c.json(await lend(c, "read", (lent) => listAlerts(lent, c.req.valid("query"))), 200));
  app.openapi(createRoute({ method: "post", path: `${base.path}/alerts/{alertId}/acknowledge`, operationId: "acknowledgeAlert", tags, request: { params: base.params.extend({ alertId }) }, responses: { 204: { description: "It is acknowledged" }, ...problemResponses } }),
    async (c) => {
      await lend(c, "acknowledge", (lent) => acknowledgeAlert(lent, parseId("alr", c.req.param("alertId")), clock.now()));
      return c.body(null, 204);
    });
  app.openapi(createRoute({ method: "get", path: `${base.path}/alert-rules`, operationId: "listAlertRules", tags, request: { params: base.params }, responses: answer("The alert rules and what they are set to", ruleListSchema) }),
    async (c) => c.json({ items: await lend(c, "read", (lent) => listRules(lent, plane)), placeFrom }, 200));
  app.openapi(createRoute({ method: "post", path: `${base.path}/alert-rules`, operationId: "changeAlertRule", tags, request: { params: base.params, body: { required: true, content: { "application/json": { schema: changeRuleSchema } } } }, responses: answer("The alert rules as they are now", ruleListSchema) }),
    async (c) => c.json({ items: await lend(c, "change", (lent) => changeRule(lent, plane, c.req.valid("json"), clock.now())), placeFrom }, 200));
}
