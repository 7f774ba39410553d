/** Tickets over HTTP, the customer's side. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { TICKET_STATES } from "../ticket-tables.ts";
import { attachUpload, issuePass } from "./attach-file.ts";
import { changeState, changeTicket } from "./change-ticket.ts";
import { listTickets } from "./list-tickets.ts";
import { raiseTicket } from "./raise-ticket.ts";
import { readTicket } from "./read-ticket.ts";
import { conversationSchema, listQuery, newTicketSchema, priorityField, siteField, textField, ticketSchema, uploadField } from "./tickets.schema.ts";
import { writeMessage } from "./write-message.ts";

const tags = ["tickets"];
const params = z.object({ ticketId: z.string() });
const done = { 204: { description: "Done" }, ...problemResponses };
const json = <S extends z.ZodType>(schema: S) => ({ "application/json": { schema } });
const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: json(schema) });

const list = createRoute({
  method: "get", path: "/api/tickets", operationId: "listTickets", tags, request: { query: listQuery },
  responses: {
    200: { description: "Tickets, the newest news first", content: json(z.object({ items: z.array(ticketSchema), nextCursor: z.string().nullable(), total: z.number().int(), all: z.boolean().openapi({ description: "Of the whole organisation; false: one's own" }) })) },
    ...problemResponses,
  },
});
const raise = createRoute({
  method: "post", path: "/api/tickets", operationId: "raiseTicket", tags, request: { body: body(newTicketSchema) },
  responses: { 201: { description: "Raised", content: json(z.object({ id: z.string() })) }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/tickets/{ticketId}", operationId: "readTicket", tags, request: { params },
  responses: { 200: { description: "The ticket with its conversation", content: json(conversationSchema) }, ...problemResponses },
});
const change = createRoute({
  method: "post", path: "/api/tickets/{ticketId}", operationId: "changeTicket", tags,
  request: { params, body: body(z.strictObject({ priority: priorityField.optional(), site: siteField.optional() })) }, responses: done,
});
const write = createRoute({
  method: "post", path: "/api/tickets/{ticketId}/messages", operationId: "writeInTicket", tags,
  request: { params, body: body(z.strictObject({ message: textField })) },
  responses: { 201: { description: "Written", content: json(z.object({ id: z.string() })) }, ...problemResponses },
});
const move = createRoute({
  method: "post", path: "/api/tickets/{ticketId}/state", operationId: "moveTicket", tags,
  request: { params, body: body(z.strictObject({ state: z.enum(TICKET_STATES) })) }, responses: done,
});

const attach = createRoute({
  method: "post", path: "/api/tickets/{ticketId}/files", operationId: "attachToTicket", tags,
  request: { params, body: body(z.strictObject({ upload: uploadField, sizeBytes: z.number().int().min(1).max(2 ** 41) })) }, responses: done,
});
const pass = createRoute({
  method: "post", path: "/api/tickets/{ticketId}/pass", operationId: "issueTicketPass", tags, request: { params },
  responses: {
    200: { description: "For the region of the ticket's site: which ticket's files may be seen and sent there", content: json(z.object({ pass: z.string(), expiresAt: z.iso.datetime(), site: z.string(), origin: z.string() })) },
    ...problemResponses,
  },
});

export function ticketRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => c.json(await listTickets(plane, await signedIn(c), c.req.valid("query")), 200));
  app.openapi(raise, async (c) => c.json({ id: await raiseTicket(plane, await signedIn(c), c.req.valid("json")) }, 201));
  app.openapi(read, async (c) => c.json(await readTicket(plane, await signedIn(c), c.req.valid("param").ticketId), 200));
  app.openapi(change, async (c) => {
    await changeTicket(plane, await signedIn(c), c.req.valid("param").ticketId, c.req.valid("json"));
    return c.body(null, 204);
  });
  app.openapi(write, async (c) => c.json({ id: await writeMessage(plane, await signedIn(c), c.req.valid("param").ticketId, c.req.valid("json").message) }, 201));
  app.openapi(move, async (c) => {
    await changeState(plane, await signedIn(c), c.req.valid("param").ticketId, c.req.valid("json").state);
    return c.body(null, 204);
  });
  app.openapi(attach, async (c) => {
    await attachUpload(plane, await signedIn(c), c.req.valid("param").ticketId, c.req.valid("json"));
    return c.body(null, 204);
  });
  app.openapi(pass, async (c) => {
    const issued = await issuePass(plane, await signedIn(c), c.req.valid("param").ticketId);
    return c.json({ ...issued, expiresAt: issued.expiresAt.toISOString() }, 200);
  });
}
