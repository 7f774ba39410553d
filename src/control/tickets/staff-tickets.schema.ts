/** What the tickets' routes of the staff area take and give. */
import { z } from "@hono/zod-openapi";
import { isId, type StaffId } from "../../base/ids.ts";
import { conversationSchema, priorityField, textField, ticketSchema } from "./tickets.schema.ts";

const named = z.object({ id: z.string(), name: z.string() });

export const queueQuery = z.object({
  show: z.enum(["open", "waiting", "mine", "ended"]).default("open").openapi({ description: "`open`: an answer is owed; `waiting`: for the customer; `mine`: taken by oneself; `ended`: solved or closed" }),
  cursor: z.string().max(10).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type QueueAsked = z.infer<typeof queueQuery>;

const staffPart = { organisation: named, assignee: named.nullable() };
export const queuedSchema = ticketSchema.extend(staffPart).openapi("QueuedTicket");
export type QueuedView = z.infer<typeof queuedSchema>;

export const staffConversationSchema = conversationSchema.omit({ may: true }).extend({ ...staffPart, colleagues: z.array(named).openapi({ description: "Who may take it" }), mayAnswer: z.boolean() }).openapi("StaffTicket");
export type StaffConversationView = z.infer<typeof staffConversationSchema>;

export const answerSchema = z.strictObject({
  message: textField,
  internal: z.boolean().default(false).openapi({ description: "A note among staff: the customer never sees it" }),
  then: z.enum(["stay", "waiting", "solved"]).default("stay").openapi({ description: "How the ticket stands after it" }),
}).openapi("StaffAnswer");
export type StaffAnswer = z.infer<typeof answerSchema>;

export const staffChangeSchema = z.strictObject({
  assignee: z.custom<StaffId>((id) => isId("stf", id), "The id of a member of staff.").nullable().optional().openapi({ type: ["string", "null"], description: "null: nobody" }),
  priority: priorityField.optional(),
  state: z.enum(["waiting", "solved", "closed"]).optional(),
}).openapi("StaffTicketChange");
export type StaffChange = z.infer<typeof staffChangeSchema>;
