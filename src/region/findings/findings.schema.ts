/** What the findings' routes take and give; the types of the whole folder follow from these. */
import { z } from "@hono/zod-openapi";
import { KINDS } from "../../engine/run/run.ts";
import { listOf, moneySchema, pageQuery } from "../region.schema.ts";
import { DECISION_STATES } from "./judge.ts";

export const BANDS = ["very likely", "likely", "possible", "unlikely"] as const;
export const FINDING_STATES = ["new", "still", "changed"] as const;
const kindSchema = z.enum(KINDS).openapi("FindingKind");
const bandSchema = z.enum(BANDS).openapi("FindingBand");
const decisionStateSchema = z.enum(DECISION_STATES).openapi("DecisionState");
/** Open ones are those somebody has to look at: never decided on, or open again. */
export const DECISION_CHOICES = ["open", "reopened", "confirmed", "dismissed", "all"] as const;

export const findingItemSchema = z.object({
  id: z.string(),
  rank: z.number().int().openapi({ description: "1 is the first to look at." }),
  kind: kindSchema,
  detectors: z.array(z.string()),
  score: z.number().min(0).max(1),
  band: bandSchema,
  title: z.string(),
  amountAtRisk: moneySchema,
  supplierIds: z.array(z.string()),
  supplierNames: z.array(z.string()),
  employeeIds: z.array(z.string()),
  documentIds: z.array(z.string()),
  firstSeenRun: z.string(),
  state: z.enum(FINDING_STATES),
  decision: z.object({
    state: decisionStateSchema,
    decisionId: z.string().nullable().openapi({ description: "The decision that makes it so, or the one that waits for a second person." }),
    why: z.string().nullable().openapi({ description: "Of a reopened one: what is different from when it was decided on." }),
    waits: z.boolean().openapi({ description: "A dismissal waits for a second person." }),
  }),
}).openapi("FindingItem");
export type FindingItem = z.infer<typeof findingItemSchema>;

export const findingsQuery = pageQuery.extend({
  kind: kindSchema.optional(),
  band: bandSchema.optional(),
  supplier: z.string().max(200).optional().openapi({ description: "A supplier's id." }),
  state: z.enum(FINDING_STATES).optional(),
  q: z.string().max(200).optional().openapi({ description: "Words that must all occur in the title, the suppliers or the documents." }),
  decision: z.enum(DECISION_CHOICES).default("open").openapi({ description: "open: what nobody has decided on, and what is open again." }),
  sort: z.enum(["score", "amount", "newest"]).default("score"),
});
export type FindingsQuery = z.infer<typeof findingsQuery>;

export const findingTotalsSchema = z.object({
  count: z.number().int(),
  exposure: z.array(moneySchema),
  byKind: z.record(z.string(), z.number().int()),
  byBand: z.record(z.string(), z.number().int()),
}).openapi("FindingTotals");
export const byDecisionSchema = z.record(z.enum(DECISION_STATES), z.number().int()).openapi({ description: "Of all that the other filters choose." });
export type ByDecision = z.infer<typeof byDecisionSchema>;
export type FindingTotals = z.infer<typeof findingTotalsSchema>;

export const findingListSchema = listOf(findingItemSchema).extend({ totals: findingTotalsSchema, byDecision: byDecisionSchema, runId: z.string().nullable() }).openapi("FindingList");

const reasonSchema = z.object({
  code: z.string(), words: z.string(), bits: z.number().openapi({ description: "log2 of the likelihood ratio; negative speaks against." }),
}).openapi("Reason");
const exposureSchema = z.object({ paidOrPosted: moneySchema, credited: moneySchema, legitimate: moneySchema, net: moneySchema }).openapi("Exposure");

const shownFieldSchema = z.object({
  field: z.string(), label: z.string(),
  value: z.union([z.string(), z.number()]).nullable(),
  shown: z.string().openapi({ description: "As finance people write it." }),
  agreement: z.enum(["same", "different", "n/a"]).openapi({ description: "With the other documents of the finding." }),
  marks: z.array(z.tuple([z.number().int(), z.number().int()])).optional()
    .openapi({ description: "Stretches of `shown`, from and to, in which it departs from the original (the original: from its first copy)." }),
}).openapi("ShownField");
const shownDocumentSchema = z.object({
  docId: z.string(), role: z.enum(["original", "copy", "document", "credit"]), supplierName: z.string().nullable(), fields: z.array(shownFieldSchema),
}).openapi("ShownDocument");
const shownPaymentSchema = z.object({
  paymentId: z.string(), docId: z.string(), paidOn: z.string().nullable(), shownDay: z.string(), method: z.string().nullable(), amount: moneySchema,
}).openapi("ShownPayment");

export const evidenceSchema = z.object({
  documentCount: z.number().int().openapi({ description: "May be more than the documents shown." }),
  documents: z.array(shownDocumentSchema), credits: z.array(shownDocumentSchema), payments: z.array(shownPaymentSchema),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const findingDetailSchema = findingItemSchema.extend({
  ...evidenceSchema.shape,
  reasons: z.array(reasonSchema),
  exposure: exposureSchema,
  rawScore: z.number().nullable().openapi({ description: "Before this site's decisions moved it; null where they did not." }),
  dismissal: z.object({
    scopes: z.array(z.enum(["finding", "supplier_test", "supplier_group", "shared_account"])).openapi({ description: "What a dismissal of it can hold for." }),
    needsSecond: z.boolean(),
  }),
  runId: z.string(),
  previousId: z.string().nullable(),
  nextId: z.string().nullable(),
}).openapi("FindingDetail");
export type FindingDetail = z.infer<typeof findingDetailSchema>;
