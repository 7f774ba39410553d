/** A person's own choice of alert mails over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { type RuleName, RULES } from "../../platform/alerts/alerts.ts";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { chooseAlertMails, showAlertMails } from "./choose-alert-mails.ts";

const rule = z.enum(Object.keys(RULES) as [RuleName, ...RuleName[]]);
const choiceSchema = z.object({
  receives: z.boolean().openapi({ description: "This person is written to at all: administrators are." }),
  rules: z.array(z.object({ rule, mailed: z.boolean() })),
}).openapi("AlertMailChoice");
const answer = { 200: { description: "About which alerts this person gets mail", content: { "application/json": { schema: choiceSchema } } }, ...problemResponses };

const show = createRoute({ method: "get", path: "/api/alert-mails", operationId: "showAlertMails", tags: ["alerts"], responses: answer });
const choose = createRoute({
  method: "put", path: "/api/alert-mails", operationId: "chooseAlertMails", tags: ["alerts"],
  request: { body: { required: true, content: { "application/json": { schema: z.strictObject({ unwanted: z.array(rule).max(50) }) } } } }, responses: answer,
});

export function alertMailChoiceRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(show, async (c) => c.json(await showAlertMails(plane, await signedIn(c)), 200));
  app.openapi(choose, async (c) => c.json(await chooseAlertMails(plane, await signedIn(c), c.req.valid("json").unwanted), 200));
}
