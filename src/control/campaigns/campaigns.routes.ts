/** Campaigns over HTTP, for staff. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses, rateLimit } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { campaignDetailSchema, campaignSchema, monthField, newCampaignSchema, phishingSchema, shownTemplateSchema, suspiciousSchema, templateSchema, toldSchema } from "./campaigns.schema.ts";
import { PLACEHOLDERS } from "./fill-template.ts";
import { reportAddress } from "./report-address.ts";
import { listSuspicious, reportByButton } from "./report-mail.ts";
import { listCampaigns, readCampaign } from "./show-campaigns.ts";
import { showResults } from "./show-results.ts";
import { startCampaign, stopCampaign } from "./start-campaign.ts";
import { addTemplate, listTemplates, writeVersion } from "./write-template.ts";

const tags = ["phishing"];
const json = <S extends z.ZodType>(schema: S) => ({ "application/json": { schema } });
const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: json(schema) });
const answers = <S extends z.ZodType>(description: string, schema: S) => ({ 200: { description, content: json(schema) }, ...problemResponses });
const made = { 201: { description: "Made", content: json(z.object({ id: z.string() })) }, ...problemResponses };
const campaignParams = z.object({ campaignId: z.string() });
/** A person reports a few; nobody reports a hundred. */
const tellLimit = rateLimit({ points: 60, seconds: 60 });

const routes = {
  results: createRoute({ method: "get", path: "/api/staff/phishing", operationId: "showPhishing", tags, request: { query: z.object({ month: monthField.optional() }) }, responses: answers("Results by month and team, and whether each month had a test", phishingSchema) }),
  list: createRoute({
    method: "get", path: "/api/staff/campaigns", operationId: "listCampaigns", tags,
    responses: answers("The newest first, and the teams there are", z.object({ items: z.array(campaignSchema), teams: z.array(z.object({ team: z.string(), people: z.number() })), mayRun: z.boolean() })),
  }),
  start: createRoute({ method: "post", path: "/api/staff/campaigns", operationId: "startCampaign", tags, request: { body: body(newCampaignSchema) }, responses: made }),
  read: createRoute({ method: "get", path: "/api/staff/campaigns/{campaignId}", operationId: "readCampaign", tags, request: { params: campaignParams }, responses: answers("What each person did", campaignDetailSchema) }),
  stop: createRoute({ method: "post", path: "/api/staff/campaigns/{campaignId}/stop", operationId: "stopCampaign", tags, request: { params: campaignParams }, responses: { 204: { description: "Stopped" }, ...problemResponses } }),
  templates: createRoute({
    method: "get", path: "/api/staff/campaign-templates", operationId: "listCampaignTemplates", tags,
    responses: answers("The newest version of each", z.object({ items: z.array(shownTemplateSchema), placeholders: z.array(z.string()) })),
  }),
  addTemplate: createRoute({ method: "post", path: "/api/staff/campaign-templates", operationId: "addCampaignTemplate", tags, request: { body: body(templateSchema) }, responses: made }),
  writeTemplate: createRoute({
    method: "post", path: "/api/staff/campaign-templates/{templateId}", operationId: "writeCampaignTemplate", tags, request: { params: z.object({ templateId: z.string() }), body: body(templateSchema) }, responses: made,
  }),
  tell: createRoute({
    method: "post", path: "/api/staff/suspicious-mails", operationId: "tellSuspiciousMail", tags, middleware: [tellLimit] as const, request: { body: body(toldSchema) },
    responses: answers("Whether it was a test of ours", z.object({ test: z.boolean() })),
  }),
  suspicious: createRoute({
    method: "get", path: "/api/staff/suspicious-mails", operationId: "listSuspiciousMails", tags,
    responses: answers("What was reported and is no test of ours", z.object({ items: z.array(suspiciousSchema), reportTo: z.string().nullable() })),
  }),
};

export function campaignRoutes({ app, operator }: ControlRouter, plane: ControlPlane): void {
  app.openapi(routes.results, async (c) => {
    const { control, months, teams, ...found } = await showResults(plane, (await operator(c)).actor, c.req.valid("query").month);
    return c.json({ ...found, control: { ...control, at: control.at.toISOString(), missed: [...control.missed] }, months: [...months], teams: [...teams] }, 200);
  });
  app.openapi(routes.list, async (c) => c.json(await listCampaigns(plane, (await operator(c)).actor), 200));
  app.openapi(routes.start, async (c) => c.json({ id: await startCampaign(plane, (await operator(c)).actor, c.req.valid("json")) }, 201));
  app.openapi(routes.read, async (c) => c.json(await readCampaign(plane, (await operator(c)).actor, c.req.valid("param").campaignId), 200));
  app.openapi(routes.stop, async (c) => {
    await stopCampaign(plane, (await operator(c)).actor, c.req.valid("param").campaignId);
    return c.body(null, 204);
  });
  app.openapi(routes.templates, async (c) => {
    const items = await listTemplates(plane, (await operator(c)).actor);
    return c.json({ items: items.map((one) => ({ ...one, at: one.at.toISOString() })), placeholders: PLACEHOLDERS.map((name) => `{${name}}`) }, 200);
  });
  app.openapi(routes.addTemplate, async (c) => c.json({ id: await addTemplate(plane, (await operator(c)).actor, c.req.valid("json")) }, 201));
  app.openapi(routes.writeTemplate, async (c) => c.json({ id: await writeVersion(plane, (await operator(c)).actor, c.req.valid("param").templateId, c.req.valid("json")) }, 201));
  app.openapi(routes.tell, async (c) => c.json(await reportByButton(plane, (await operator(c)).actor, c.req.valid("json").what), 200));
  app.openapi(routes.suspicious, async (c) => {
    const items = await listSuspicious(plane, (await operator(c)).actor);
    return c.json({ items: items.map((one) => ({ ...one, at: one.at.toISOString() })), reportTo: reportAddress(plane) ?? null }, 200);
  });
}
