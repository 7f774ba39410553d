/** Routes of payment runs: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { pageQuery, siteParams } from "../region.schema.ts";
import { askCheck } from "./ask-check.ts";
import { checkPayment } from "./check-payment.ts";
import { overrideLine } from "./override-line.ts";
import { askCheckSchema, checkPaymentSchema, linesQuery, overrideAskSchema, paymentAnswerSchema, paymentLineListSchema, paymentLineSchema, paymentRunDetailSchema, paymentRunListSchema, paymentRunSchema } from "./payment-runs.schema.ts";
import { listLines, listPaymentRuns, readPaymentRun, verdictsCsv } from "./read-runs.ts";

const runParams = siteParams.extend({ paymentRunId: z.string().openapi({ param: { name: "paymentRunId", in: "path" } }) });
const lineParams = runParams.extend({ line: z.coerce.number().int().min(1).max(1_000_000).openapi({ param: { name: "line", in: "path" } }) });

const ask = createRoute({
  method: "post", path: "/api/sites/{siteId}/payment-runs", operationId: "askPaymentCheck", tags: ["payment runs"],
  request: { params: siteParams, body: { required: true, content: { "application/json": { schema: askCheckSchema } } } },
  responses: { 202: { description: "In line to be checked", content: { "application/json": { schema: paymentRunSchema } } }, ...problemResponses },
});
const one = createRoute({
  method: "post", path: "/api/sites/{siteId}/payment-checks", operationId: "checkPayment", tags: ["payment runs"],
  request: { params: siteParams, body: { required: true, content: { "application/json": { schema: checkPaymentSchema } } } },
  responses: { 200: { description: "Release, review or hold for one payment, with reasons; kept as a payment run of one line", content: { "application/json": { schema: paymentAnswerSchema } } }, ...problemResponses },
});
const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/payment-runs", operationId: "listPaymentRuns", tags: ["payment runs"],
  request: { params: siteParams, query: pageQuery },
  responses: { 200: { description: "Payment runs, newest first", content: { "application/json": { schema: paymentRunListSchema } } }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/payment-runs/{paymentRunId}", operationId: "readPaymentRun", tags: ["payment runs"],
  request: { params: runParams },
  responses: { 200: { description: "One payment run with its progress and outcome", content: { "application/json": { schema: paymentRunDetailSchema } } }, ...problemResponses },
});
const lines = createRoute({
  method: "get", path: "/api/sites/{siteId}/payment-runs/{paymentRunId}/lines", operationId: "listPaymentLines", tags: ["payment runs"],
  request: { params: runParams, query: linesQuery },
  responses: { 200: { description: "Lines with verdicts and reasons, held ones first", content: { "application/json": { schema: paymentLineListSchema } } }, ...problemResponses },
});
const csv = createRoute({
  method: "get", path: "/api/sites/{siteId}/payment-runs/{paymentRunId}/verdicts.csv", operationId: "exportPaymentVerdicts", tags: ["payment runs"],
  request: { params: runParams },
  responses: { 200: { description: "Every line with its verdict, in the order of the file", content: { "text/csv": { schema: z.string() } } }, ...problemResponses },
});
const override = createRoute({
  method: "post", path: "/api/sites/{siteId}/payment-runs/{paymentRunId}/lines/{line}/override", operationId: "overridePaymentLine", tags: ["payment runs"],
  request: { params: lineParams, body: { required: true, content: { "application/json": { schema: overrideAskSchema } } } },
  responses: { 200: { description: "The line as it stands now", content: { "application/json": { schema: paymentLineSchema } } }, ...problemResponses },
});

export function paymentRunRoutes(app: HttpApp, deps: RegionDeps): void {
  app.openapi(ask, async (c) => c.json(await askCheck(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("json")), 202));
  app.openapi(one, async (c) => c.json(await checkPayment(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("json")), 200));
  app.openapi(list, async (c) => c.json(await listPaymentRuns(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(read, async (c) => {
    const { siteId, paymentRunId } = c.req.valid("param");
    return c.json(await readPaymentRun(deps, c.var.actor, parseId("sit", siteId), paymentRunId), 200);
  });
  app.openapi(lines, async (c) => {
    const { siteId, paymentRunId } = c.req.valid("param");
    return c.json(await listLines(deps, c.var.actor, parseId("sit", siteId), paymentRunId, c.req.valid("query")), 200);
  });
  app.openapi(csv, async (c) => {
    const { siteId, paymentRunId } = c.req.valid("param");
    const text = await verdictsCsv(deps, c.var.actor, parseId("sit", siteId), paymentRunId);
    return c.body(text, 200, { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="payment-verdicts.csv"' });
  });
  app.openapi(override, async (c) => {
    const { siteId, paymentRunId, line } = c.req.valid("param");
    return c.json(await overrideLine(deps, c.var.actor, parseId("sit", siteId), { paymentRunId, line }, c.req.valid("json")), 200);
  });
}
