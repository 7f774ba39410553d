/** Tickets over HTTP, in the staff area. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { answerAsStaff, changeAsStaff, readAsStaff } from "./staff-answer.ts";
import { staffQueue } from "./staff-queue.ts";
import { answerSchema, queuedSchema, queueQuery, staffChangeSchema, staffConversationSchema } from "./staff-tickets.schema.ts";

const tags = ["staff"];
const params = z.object({ ticketId: z.string() });
const json = <S extends z.ZodType>(schema: S) => ({ "application/json": { schema } });

const queue = createRoute({
  method: "get", path: "/api/staff/tickets", operationId: "listStaffTickets", tags, request: { query: queueQuery },
  responses: { 200: { description: "Tickets of all customers, the longest overdue first", content: json(z.object({ items: z.array(queuedSchema), nextCursor: z.string().nullable(), total: z.number().int(), overdue: z.number().int() })) }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/staff/tickets/{ticketId}", operationId: "readStaffTicket", tags, request: { params },
  responses: { 200: { description: "The conversation, with notes among staff; of files, how many and how large", content: json(staffConversationSchema) }, ...problemResponses },
});
const answer = createRoute({
  method: "post", path: "/api/staff/tickets/{ticketId}/messages", operationId: "answerTicket", tags, request: { params, body: { required: true, content: json(answerSchema) } },
  responses: { 201: { description: "Written", content: json(z.object({ id: z.string() })) }, ...problemResponses },
});
const change = createRoute({
  method: "post", path: "/api/staff/tickets/{ticketId}", operationId: "changeStaffTicket", tags, request: { params, body: { required: true, content: json(staffChangeSchema) } },
  responses: { 204: { description: "Done" }, ...problemResponses },
});

export function staffTicketRoutes({ app, operator }: ControlRouter, plane: ControlPlane): void {
  app.openapi(queue, async (c) => c.json(await staffQueue(plane, await operator(c), c.req.valid("query")), 200));
  app.openapi(read, async (c) => c.json(await readAsStaff(plane, await operator(c), c.req.valid("param").ticketId), 200));
  app.openapi(answer, async (c) => c.json({ id: await answerAsStaff(plane, await operator(c), c.req.valid("param").ticketId, c.req.valid("json")) }, 201));
  app.openapi(change, async (c) => {
    await changeAsStaff(plane, await operator(c), c.req.valid("param").ticketId, c.req.valid("json"));
    return c.body(null, 204);
  });
}
