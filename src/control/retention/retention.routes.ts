/** Retention over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { MOST_RETENTION_DAYS } from "../../platform/audit/audit.ts";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { changeRetention } from "./change-retention.ts";
import { showRetention } from "./show-retention.ts";

/** What is too short is refused by the verb, in words. */
const days = z.int().min(1).max(MOST_RETENTION_DAYS);
const retentionSchema = z
  .object({
    leastDays: z.number().int().openapi({ description: "Less is refused." }),
    mostDays: z.number().int(),
    organisationDays: z.number().int().openapi({ description: "Of the organisation's own entries, and of every site that has no days of its own." }),
    sites: z.array(z.object({
      siteId: z.string(), name: z.string(), days: z.number().int(),
      own: z.boolean().openapi({ description: "It has days of its own." }),
      confirmed: z.boolean().openapi({ description: "Its region has confirmed." }),
    })),
  })
  .openapi("Retention");
const changeSchema = z.strictObject({
  organisationDays: days,
  sites: z.array(z.strictObject({ siteId: z.string().max(60), days: days.nullable().openapi({ description: "Null: as long as the organisation's own." }) })).max(500).default([]).openapi({ description: "Sites that are not named stay as they are." }),
}).openapi("RetentionChange");
const answer = { 200: { description: "How long entries are kept", content: { "application/json": { schema: retentionSchema } } }, ...problemResponses };

const show = createRoute({ method: "get", path: "/api/retention", operationId: "showRetention", tags: ["activity"], responses: answer });
const change = createRoute({ method: "put", path: "/api/retention", operationId: "changeRetention", tags: ["activity"], request: { body: { required: true, content: { "application/json": { schema: changeSchema } } } }, responses: answer });

/** @param soon regions have something to be told */
export function retentionRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane, soon: () => void): void {
  app.openapi(show, async (c) => c.json(await showRetention(plane, await signedIn(c)), 200));
  app.openapi(change, async (c) => {
    const changed = await changeRetention(plane, await signedIn(c), c.req.valid("json"));
    soon();
    return c.json(changed, 200);
  });
}
