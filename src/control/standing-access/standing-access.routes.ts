/** Standing access over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { showStandingAccess, type AskRegion } from "./count-standing-access.ts";

const schema = z.object({
  at: z.string(), count: z.number(), unknown: z.number().openapi({ description: "Sources that did not answer: with any of them the count is at least what it says" }),
  sources: z.array(z.object({ source: z.string(), what: z.string(), state: z.enum(["counted", "unknown"]), found: z.array(z.object({ who: z.string(), what: z.string() })) })),
}).openapi("StandingAccess");
const show = createRoute({
  method: "get", path: "/api/staff/standing-access", operationId: "showStandingAccess", tags: ["staff"],
  responses: { 200: { description: "Who could reach customer data without a grant, now", content: { "application/json": { schema } } }, ...problemResponses },
});

export function standingAccessRoutes({ app, operator }: ControlRouter, plane: ControlPlane, ask: AskRegion): void {
  app.openapi(show, async (c) => {
    const found = await showStandingAccess(plane, ask, (await operator(c)).actor);
    return c.json({ ...found, at: found.at.toISOString(), sources: found.sources.map((one) => ({ ...one, found: [...one.found] })) }, 200);
  });
}
