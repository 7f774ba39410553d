/** What the routes over an audit trail take and give, in a region (a site's trail) and in control (an organisation's). */
import { z } from "@hono/zod-openapi";

const instantSchema = z.iso.datetime().openapi({ example: "2026-11-23T08:15:00.000Z" });
const daySchema = z.string().openapi({ example: "2026-11-23" });

export const activityEntrySchema = z.object({
  id: z.string(),
  seq: z.number().int().openapi({ description: "Place in the trail; without gaps. It is the order of what happened, whatever the clock said." }),
  at: instantSchema,
  clockBehind: z.boolean().optional().openapi({ description: "Its time is more than a second before that of the entry before it: a clock was set back." }),
  who: z.object({ kind: z.enum(["person", "job", "staff", "operator", "system", "client"]), id: z.string(), name: z.string() }),
  act: z.string().openapi({ description: "Noun and verb: `imports.commit`.", example: "findings.read" }),
  object: z.object({ kind: z.string(), id: z.string(), name: z.string().optional() }),
  before: z.unknown().optional(), after: z.unknown().optional(), detail: z.unknown().optional(),
}).openapi("ActivityEntry");
export type ActivityEntry = z.infer<typeof activityEntrySchema>;
export const activityListSchema = z.object({ items: z.array(activityEntrySchema), nextCursor: z.string().nullable(), total: z.number().int() }).openapi("ActivityList");
export type ActivityList = z.infer<typeof activityListSchema>;

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

/** A page of the list: at most 200 at a time. */
export const activityQuery = activityFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(100).optional().openapi({ description: "`nextCursor` of the page before." }),
});
export type ActivityPage = z.infer<typeof activityQuery>;

export const packQuery = activityFilter.extend({
  closedDay: day.optional().openapi({ description: "A day that is over: everything from the closing entry of the day before to its own, and nothing else is filtered." }),
  since: z.coerce.number().int().min(0).optional().openapi({ description: "Size of an older checkpoint that you hold: the pack then proves that the log continues it." }),
});
export type PackAsked = z.infer<typeof packQuery>;

export const trailStateSchema = z.object({
  log: z.string().openapi({ description: "Name of the log.", example: "spendward.example/uk/sit_0198f6f0-0000-7000-8000-000000000000" }),
  key: z.string().openapi({ description: "The log's verifier key (c2sp.org/signed-note). Keep it: it never changes." }),
  size: z.number().int().openapi({ description: "Entries in the signed tree." }),
  checkpoint: z.string().openapi({ description: "The newest checkpoint (c2sp.org/tlog-checkpoint), with cosignatures." }),
  signedAt: instantSchema,
  witnesses: z.array(z.string()),
  days: z.array(z.object({ day: daySchema, closingSeq: z.number().int(), checkpoint: z.string() })).openapi({ description: "Days that are over, newest first, each with the checkpoint that covers its closing entry. At most 31." }),
  kept: z.object({
    days: z.number().int().openapi({ description: "How long entries are kept." }),
    oldest: z.object({ seq: z.number().int(), at: instantSchema }).nullable(),
    deleted: z.object({
      upTo: z.number().int(), at: instantSchema,
      provenBy: z.object({ day: daySchema, checkpoint: z.string() }).nullable().openapi({ description: "The oldest closed day whose checkpoint covers what was deleted, and so still proves that it was there." }),
    }).nullable().openapi({ description: "The last deletion by schedule; null while nothing was old enough." }),
  }),
}).openapi("TrailState");
export type TrailState = z.infer<typeof trailStateSchema>;
