/** What the tickets' routes take and give, on both sides. */
import { z } from "@hono/zod-openapi";
import { isId, type SiteId, type UploadId } from "../../base/ids.ts";
import { PRIORITIES, TICKET_STATES } from "../ticket-tables.ts";

export const MESSAGE_MAX = 20_000;
export const SUBJECT_MAX = 200;

const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
/** Lines and tabs are text; other control characters, halves of characters and marks that turn the direction around are not. */
const CONTROL_IN_TEXT = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\p{Cs}\u202A-\u202E\u2066-\u2069]/u;

export const subjectField = z.string().trim().min(1, "A subject.").max(SUBJECT_MAX, `At most ${SUBJECT_MAX} characters.`).refine((text) => !CONTROL.test(text), "One line of visible characters.");
export const textField = z.string().transform((text) => text.replace(/\r\n?/g, "\n").trim())
  .pipe(z.string().min(1, "A message.").max(MESSAGE_MAX, `At most ${MESSAGE_MAX} characters.`).refine((text) => !CONTROL_IN_TEXT.test(text), "Text without control characters."));
export const priorityField = z.enum(PRIORITIES);
export const siteField = z.custom<SiteId>((id) => isId("sit", id), "The id of a site.").openapi({ type: "string" });
export const uploadField = z.custom<UploadId>((id) => isId("upl", id), "The id of an upload.").openapi({ type: "string" });

export const relatedField = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("finding"), id: z.string().refine((id) => isId("fnd", id), "The id of a finding.") }),
  z.strictObject({ kind: z.literal("import"), id: z.string().refine((id) => isId("imp", id), "The id of an import.") }),
]);

export const newTicketSchema = z.strictObject({
  subject: subjectField, message: textField, priority: priorityField.default("normal"), site: siteField.optional(), related: relatedField.optional(),
}).openapi("NewTicket");
export type NewTicket = z.infer<typeof newTicketSchema>;

export const listQuery = z.object({
  state: z.enum(["open", "ended", "all"]).default("all").openapi({ description: "`open`: somebody still expects something; `ended`: solved or closed" }),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type ListAsked = z.infer<typeof listQuery>;

export const ticketSchema = z.object({
  id: z.string(),
  reference: z.string().openapi({ description: "What people say and mails quote" }),
  subject: z.string(),
  state: z.enum(TICKET_STATES),
  open: z.boolean(),
  priority: priorityField,
  site: z.object({ id: z.string(), name: z.string() }).nullable(),
  related: z.object({ kind: z.enum(["finding", "import"]), id: z.string() }).nullable(),
  raisedBy: z.object({ id: z.string(), name: z.string() }),
  byMail: z.boolean(),
  wokenByMail: z.boolean().openapi({ description: "A mail reopened it: no access rests on it until somebody of the customer has taken part signed in" }),
  createdAt: z.iso.datetime(),
  touchedAt: z.iso.datetime(),
  answerDueAt: z.iso.datetime().nullable().openapi({ description: "Until when an answer is owed; null: none is" }),
  overdue: z.boolean(),
  yours: z.boolean(),
}).openapi("Ticket");
export type TicketView = z.infer<typeof ticketSchema>;

export const messageSchema = z.object({
  id: z.string(),
  from: z.enum(["customer", "helpdesk"]),
  name: z.string(),
  text: z.string(),
  quoted: z.string().optional().openapi({ description: "What a mail repeated of the conversation" }),
  note: z.string().optional().openapi({ description: "Spendward's own: what of a mail was not taken" }),
  byMail: z.boolean().openapi({ description: "Came to the ticket's secret reply address; nobody signed in to write it" }),
  internal: z.boolean(),
  at: z.iso.datetime(),
}).openapi("TicketMessage");
export type MessageView = z.infer<typeof messageSchema>;

export const attachmentSchema = z.object({
  upload: z.string(), site: z.string(), message: z.string().nullable(), sizeBytes: z.number().int(), at: z.iso.datetime(),
}).openapi("TicketAttachment");
export type AttachmentView = z.infer<typeof attachmentSchema>;

export const conversationSchema = ticketSchema.extend({
  messages: z.array(messageSchema), attachments: z.array(attachmentSchema),
  may: z.object({ write: z.boolean(), next: z.array(z.enum(TICKET_STATES)) }).openapi({ description: "What whoever asks may do with it now" }),
}).openapi("TicketConversation");
export type ConversationView = z.infer<typeof conversationSchema>;
