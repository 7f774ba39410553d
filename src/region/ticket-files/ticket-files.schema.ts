/** What the routes of tickets' files give. */
import { z } from "@hono/zod-openapi";
import { instantSchema, personSchema } from "../region.schema.ts";

export const ticketFileSchema = z.object({
  upload: z.string(), fileName: z.string(), sizeBytes: z.number().int(), sha256: z.string().nullable(), sender: personSchema, at: instantSchema,
  state: z.enum(["checking", "ready", "refused", "quarantined"]),
  malwareScan: z.enum(["not configured", "clean", "refused", "too large"]),
}).openapi("TicketFile");
export type TicketFile = z.infer<typeof ticketFileSchema>;
