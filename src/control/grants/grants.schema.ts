/** What the grants' routes take and give, on both sides. */
import { z } from "@hono/zod-openapi";
import { DUTIES, GRANTABLE } from "../../platform/access/access.ts";
import { GRANT_OUTCOMES, GRANT_STATES } from "../grant-tables.ts";
import { LEAST_MINUTES, MOST_MINUTES } from "./grant-life.ts";

const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\p{Cs}\u202A-\u202E\u2066-\u2069]/u;
/** Long enough to say something, in one's own words. */
export const reasonField = z.string().trim().min(10, "At least ten characters: why this is needed.").max(2_000, "At most 2,000 characters.").refine((text) => !CONTROL.test(text), "Text without control characters.");
const dutyField = z.enum(DUTIES);
const permissionsField = z.array(z.enum(GRANTABLE)).min(1, "At least one thing to look at.").max(GRANTABLE.length);
const idField = z.string().max(100);

export const askedSchema = z.strictObject({
  ticket: idField, duty: dutyField, permissions: permissionsField, minutes: z.number().int().min(LEAST_MINUTES).max(MOST_MINUTES, "At most four hours."), reason: reasonField,
}).openapi("AccessAsked");
export const emergencySchema = z.strictObject({ organisation: idField, site: idField, duty: dutyField, permissions: permissionsField, reason: reasonField }).openapi("AccessEmergency");
export const decisionSchema = z.strictObject({ allow: z.boolean() });
export const accountSchema = z.strictObject({ account: reasonField });
export const policySchema = z.strictObject({ askedEachTime: z.boolean() });
export const listQuery = z.object({
  state: z.enum(["open", "over", "all"]).default("all").openapi({ description: "`open`: asked for or live" }),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type ListAsked = z.infer<typeof listQuery>;

const somebody = z.object({ id: z.string(), name: z.string() });
const instant = z.iso.datetime().nullable();

export const grantSchema = z.object({
  id: z.string(),
  kind: z.enum(["ticket", "break_glass"]),
  state: z.enum(GRANT_STATES),
  outcome: z.enum(GRANT_OUTCOMES).nullable(),
  organisation: somebody,
  site: somebody,
  ticket: z.object({ id: z.string(), reference: z.string() }).nullable(),
  permissions: z.array(z.enum(GRANTABLE)),
  minutes: z.number().int(),
  duty: dutyField,
  requester: somebody,
  reviewer: somebody.nullable(),
  authoriser: somebody.nullable(),
  askedAt: z.iso.datetime(),
  lapsesAt: z.iso.datetime(),
  customerAskedAt: instant,
  startsAt: instant,
  endsAt: instant,
  endedAt: instant,
  accountedAt: instant,
}).openapi("AccessGrant");
export type GrantView = z.infer<typeof grantSchema>;

export const staffGrantSchema = grantSchema.extend({
  reason: z.string().nullable(),
  account: z.string().nullable(),
  may: z.object({ review: z.boolean(), authorise: z.boolean(), end: z.boolean(), use: z.boolean(), account: z.boolean() }).openapi({ description: "What whoever asks may do with it now" }),
}).openapi("StaffAccessGrant");

export const customerGrantSchema = grantSchema.extend({
  reason: z.string(),
  account: z.string().nullable(),
  customerPerson: somebody.nullable(),
  region: z.string(),
  /** As the region's trail names whoever used it: for listing what they looked at. */
  trailActor: z.string(),
  may: z.object({ answer: z.boolean(), end: z.boolean() }),
}).openapi("CustomerAccessGrant");

export const grantPage = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() });
