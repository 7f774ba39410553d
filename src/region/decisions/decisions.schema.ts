/** What the decisions' routes take and give. */
import { z } from "@hono/zod-openapi";
import { KINDS } from "../../engine/run/run.ts";
import { instantSchema, listOf, moneySchema, pageQuery, personSchema } from "../region.schema.ts";
import { CONFIRMED_BECAUSE, DISMISSED_BECAUSE } from "./reasons.ts";

export const SCOPES = ["finding", "supplier_test", "supplier_group", "shared_account"] as const;
/** Months that a dismissal holds. */
export const DEFAULT_MONTHS = 12;
export const MOST_MONTHS = 24;
const NOTE_MAX = 2_000;
/** In minor units; more than any ledger holds. */
const MOST_MINOR = 1_000_000_000_000_000;

const note = z.string().max(NOTE_MAX).default("").openapi({ description: "In one's own words; needed with `other`." });
export const decideSchema = z.discriminatedUnion("verdict", [
  z.strictObject({ verdict: z.literal("confirmed"), reason: z.enum(CONFIRMED_BECAUSE), note }),
  z.strictObject({
    verdict: z.literal("dismissed"), reason: z.enum(DISMISSED_BECAUSE), note,
    scope: z.enum(SCOPES).default("finding").openapi({ description: "This finding; this supplier and these tests; these suppliers among each other; this bank account." }),
    months: z.number().int().min(1).max(MOST_MONTHS).default(DEFAULT_MONTHS).openapi({ description: "After which it is open again." }),
    upToMinor: z.number().int().min(0).max(MOST_MINOR).optional()
      .openapi({ description: "Of a dismissal for more than this finding: only findings with no more than this at risk, in the finding's currency. Absent: no more than this finding." }),
  }),
]).openapi("Decide");

export const DECISION_LIVES = ["pending", "live", "expired", "undone", "replaced"] as const;
export const decisionSchema = z.object({
  id: z.string(), findingId: z.string(), title: z.string(), kind: z.enum(KINDS), detectors: z.array(z.string()), amountAtRisk: moneySchema,
  verdict: z.enum(["confirmed", "dismissed"]), reason: z.enum([...new Set([...CONFIRMED_BECAUSE, ...DISMISSED_BECAUSE])]), note: z.string(),
  scope: z.enum(SCOPES), supplierIds: z.array(z.string()), supplierNames: z.array(z.string()),
  upTo: moneySchema.nullable().openapi({ description: "Of a dismissal for more than one finding." }),
  state: z.enum(DECISION_LIVES).openapi({ description: "pending: waits for a second person, and counts for nothing until then." }),
  needsSecond: z.boolean(), teaches: z.boolean().openapi({ description: "Whether it counts in what this site teaches the scores." }),
  decidedBy: personSchema, decidedAt: instantSchema, secondBy: personSchema.nullable(), secondAt: instantSchema.nullable(), endedBy: personSchema.nullable(), endedAt: instantSchema.nullable(),
  expiresAt: instantSchema.nullable(),
  lists: z.array(z.object({ list: z.string(), publishedOn: z.string().nullable(), sha256: z.string() })).openapi({ description: "Of a name on sanctions lists: the versions it was found with when this was decided." }),
  findings: z.number().int().openapi({ description: "Findings that are now as they are because of it, of those the reader may see." }),
}).openapi("Decision");
export type Decision = z.infer<typeof decisionSchema>;

export const decisionsQuery = pageQuery.extend({
  state: z.enum(["standing", "pending", "over", "all"]).default("standing").openapi({ description: "standing: live and pending; over: expired, undone and replaced." }),
  findingId: z.string().max(60).optional(),
});
export const decisionListSchema = listOf(decisionSchema).extend({ pending: z.number().int().openapi({ description: "How many wait for a second person." }) }).openapi("DecisionList");
