/** Mail over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { listMail, readMail } from "./list-mail.ts";

export const mailSchema = z
  .object({
    id: z.string(),
    to: z.string(),
    template: z.string().openapi({ description: "Which of the texts it is" }),
    state: z.enum(["waiting", "sent", "refused", "given-up", "suppressed", "kept", "bounced"]),
    attempts: z.number().int(),
    reply: z.string().nullable().openapi({ description: "The mail server's last answer, in digits" }),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    readable: z.boolean().openapi({ description: "Its text can be read here, because there is no mail server" }),
  })
  .openapi("Mail");

const list = createRoute({
  method: "get",
  path: "/api/mail",
  operationId: "listMail",
  tags: ["mail"],
  responses: {
    200: {
      description: "The organisation's newest mail, and how mail leaves this installation",
      content: {
        "application/json": {
          schema: z.object({ leaves: z.enum(["smtp", "kept", "off"]), items: z.array(mailSchema), nextCursor: z.string().nullable(), total: z.number().int() }),
        },
      },
    },
    ...problemResponses,
  },
});

const read = createRoute({
  method: "get",
  path: "/api/mail/{mailId}",
  operationId: "readMail",
  tags: ["mail"],
  request: { params: z.object({ mailId: z.string() }) },
  responses: {
    200: { description: "What would have been sent", content: { "application/json": { schema: z.object({ subject: z.string(), text: z.string() }) } } },
    ...problemResponses,
  },
});

export function mailRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => {
    const items = await listMail(plane, await signedIn(c));
    const shown = items.map((mail) => ({ ...mail, createdAt: mail.createdAt.toISOString(), finishedAt: mail.finishedAt?.toISOString() ?? null }));
    return c.json({ leaves: plane.mail.out.kind, items: shown, nextCursor: null, total: shown.length }, 200);
  });
  app.openapi(read, async (c) => c.json(await readMail(plane, await signedIn(c), c.req.valid("param").mailId), 200));
}
