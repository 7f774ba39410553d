/** What the activity routes take and give. */
import { z } from "@hono/zod-openapi";
import { daySchema, instantSchema, listOf, pageQuery } from "../region.schema.ts";

export const activityEntrySchema = z.object({
  id: z.string(),
  seq: z.number().int().openapi({ description: "Place in the trail; without gaps." }),
  at: instantSchema,
  who: z.object({ kind: z.enum(["person", "job", "staff", "system"]), id: z.string(), name: z.string() }),
  act: z.string().openapi({ description: "Noun and verb: `imports.commit`.", example: "findings.read" }),
  object: z.object({ kind: z.string(), id: z.string() }),
  before: z.unknown().optional(), after: z.unknown().optional(), detail: z.unknown().optional(),
}).openapi("ActivityEntry");
export type ActivityEntry = z.infer<typeof activityEntrySchema>;
export const activityListSchema = listOf(activityEntrySchema).openapi("ActivityList");

const day = daySchema.regex(/^\d{4}-\d\d-\d\d$/).refine((text) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text), "a day: 2026-11-23");

/** Which entries. Days are UTC, both included. */
export const activityFilter = z.object({
  person: z.string().max(100).optional().openapi({ description: "Id of a person, job or member of the operator's staff." }),
  act: z.string().regex(/^[a-z-]+(\.[a-z-]+)*$/).max(100).optional().openapi({ description: "`findings.read`, or `findings` for all of a noun." }),
  object: z.string().max(100).optional().openapi({ description: "Id of what it was done to." }),
  staff: z.enum(["yes", "no"]).optional().openapi({ description: "Only the operator's staff, or everybody else." }),
  from: day.optional(),
  to: day.optional(),
});
export type ActivityFilter = z.infer<typeof activityFilter>;

export const activityQuery = activityFilter.extend(pageQuery.shape);
export const packQuery = activityFilter.extend({
  since: z.coerce.number().int().min(0).optional().openapi({ description: "Size of an older checkpoint that you hold: the pack then proves that the log continues it." }),
});

export const trailStateSchema = z.object({
  log: z.string().openapi({ description: "Name of the site's log.", example: "spendward.example/uk/sit_0198f6f0-0000-7000-8000-000000000000" }),
  key: z.string().openapi({ description: "The log's verifier key (c2sp.org/signed-note). Keep it: it never changes." }),
  size: z.number().int().openapi({ description: "Entries in the signed tree." }),
  checkpoint: z.string().openapi({ description: "The newest checkpoint (c2sp.org/tlog-checkpoint), with cosignatures." }),
  signedAt: instantSchema,
  witnesses: z.array(z.string()),
  days: z.array(z.object({ day: daySchema, closingSeq: z.number().int(), checkpoint: z.string() })).openapi({ description: "Days that are over, newest first, each with the checkpoint that covers its closing entry. At most 31." }),
}).openapi("TrailState");
export type TrailState = z.infer<typeof trailStateSchema>;
