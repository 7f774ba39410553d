/** What the back-tests' routes take and give. */
import { z } from "@hono/zod-openapi";
import { VERDICTS } from "../../engine/payment-run/payment-run.ts";
import { KINDS } from "../../engine/run/run.ts";
import { DECISION_STATES } from "../findings/findings.ts";
import { instantSchema, listOf, moneySchema, pageQuery, personSchema, progressSchema } from "../region.schema.ts";
import { screenedSchema } from "../sanctions-lists/sanctions-lists.ts";

const sumSchema = z.object({ count: z.number().int(), exposure: z.array(moneySchema) }).openapi("BackTestSum");

const linesSchema = z.object({ lines: z.number().int(), amounts: z.array(moneySchema) });

export const outcomeSchema = z.object({
  screened: z.array(screenedSchema).default([]).openapi({ description: "The versions of sanctions lists that both sides were screened against." }),
  compared: z.array(z.string()).openapi({ description: "Tests that could find otherwise; all others find the same." }),
  before: sumSchema.openapi({ description: "What these tests find as they are set now." }),
  after: sumSchema,
  gained: sumSchema,
  lost: sumSchema.openapi({ description: "Exposure as a negative." }),
  changed: sumSchema.openapi({ description: "Found by both, otherwise; exposure is the difference." }),
  decided: z.object({
    confirmedLost: sumSchema.openapi({ description: "Findings that people confirmed and that would not be found any more." }),
    dismissedLost: sumSchema.openapi({ description: "Findings that people dismissed and that would not come up any more." }),
    confirmedGained: sumSchema.openapi({ description: "Gained ones that people confirmed earlier." }),
    dismissedGained: sumSchema.openapi({ description: "Gained ones that earlier dismissals would set aside at once." }),
  }).openapi("BackTestDecided"),
  payments: z.object({
    runs: z.number().int(), lines: z.number().int(),
    moved: z.array(linesSchema.extend({ from: z.enum(VERDICTS), to: z.enum(VERDICTS) })),
    heldByPeople: linesSchema.openapi({ description: "Would be let go, and people held them." }),
    releasedByPeople: linesSchema.openapi({ description: "Would be let go, and people released them anyhow." }),
  }).optional().openapi("BackTestPayments", { description: "Past payment runs, judged by the draft's thresholds; absent where it sets them as they are." }),
  byTest: z.array(z.object({ test: z.string(), name: z.string(), gained: sumSchema, lost: sumSchema, changed: sumSchema })),
}).openapi("BackTestOutcome");
export type Outcome = z.infer<typeof outcomeSchema>;

export const backTestSchema = z.object({
  version: z.number().int(),
  attempt: z.number().int(),
  baselineVersion: z.number().int().openapi({ description: "What it was compared with; 0: the product's own." }),
  state: z.enum(["queued", "running", "done", "failed"]),
  outdated: z.boolean().openapi({ description: "The ledger, the version that counts or the product changed since: it has to be done again before the draft can be switched on." }),
  progress: progressSchema.nullable(),
  runId: z.string().openapi({ description: "The run whose findings are led to." }),
  askedAt: instantSchema,
  startedAt: instantSchema.nullable(),
  finishedAt: instantSchema.nullable(),
  outcome: outcomeSchema.nullable(),
}).openapi("BackTest");
export type BackTest = z.infer<typeof backTestSchema>;
export const backTestAnswerSchema = z.object({ backTest: backTestSchema.nullable() }).openapi("BackTestAnswer");

export const SIDES = ["gained", "lost", "changed"] as const;
export type Side = (typeof SIDES)[number];
export const differencesQuery = pageQuery.extend({
  side: z.enum(SIDES).default("gained"),
  test: z.string().max(20).optional().openapi({ description: "Of one test only." }),
});
export type DifferencesQuery = z.infer<typeof differencesQuery>;

const faceSchema = z.object({ score: z.number(), band: z.string(), title: z.string(), amountAtRisk: moneySchema });
export const differenceSchema = z.object({
  findingId: z.string().nullable().openapi({ description: "Its page, where the run whose findings are shown has it." }),
  kind: z.enum(KINDS),
  detectors: z.array(z.string()),
  decision: z.enum(DECISION_STATES),
  before: faceSchema.nullable(),
  after: faceSchema.nullable(),
  supplierIds: z.array(z.string()),
  supplierNames: z.array(z.string()),
  documentIds: z.array(z.string()).openapi({ description: "At most twenty." }),
  documentCount: z.number().int(),
  reasons: z.array(z.object({ code: z.string(), words: z.string(), bits: z.number() })),
}).openapi("BackTestDifference");
export type DifferenceItem = z.infer<typeof differenceSchema>;
export const differenceListSchema = listOf(differenceSchema).openapi("BackTestDifferences");

export const switchOnSchema = z.strictObject({
  losesConfirmed: z.number().int().min(0).default(0).openapi({ description: "How many findings that people confirmed are lost by it, as its back-test says: whoever switches it on knows." }),
}).openapi("ParametersSwitchOn");
export const switchedSchema = z.object({ version: z.number().int(), runId: z.string().openapi({ description: "The run that examines the ledger with it." }), by: personSchema }).openapi("ParametersSwitched");
export type Switched = z.infer<typeof switchedSchema>;
