/** What the routes of payment runs take and give. */
import { z } from "@hono/zod-openapi";
import { VERDICTS } from "../../engine/payment-run/payment-run.ts";
import { screenedSchema } from "../sanctions-lists/sanctions-lists.ts";
import { instantSchema, listOf, moneySchema, pageQuery, personSchema, progressSchema, refusalSchema } from "../region.schema.ts";

const text = (most: number) => z.string().min(1).max(most);
export const verdictSchema = z.enum(VERDICTS).openapi("PaymentVerdict");

/** One payment given with the request: a program asks "is this payment safe?". */
const paymentSchema = z.object({
  payee: text(200).optional(), supplierId: text(200).optional(),
  iban: text(60).optional(), accountNumber: text(60).optional(), sortCode: text(20).optional(), routingNumber: text(20).optional(),
  amount: moneySchema.extend({ minor: z.number().int().positive().max(Number.MAX_SAFE_INTEGER), currency: z.string().regex(/^[A-Z]{3}$/) }),
  references: z.array(text(200)).max(50).default([]),
  text: text(500).optional(),
  payOn: z.iso.date().optional(),
}).refine(({ payee, supplierId }) => payee !== undefined || supplierId !== undefined, { message: "payee or supplierId must be given" }).openapi("PaymentGiven");

export const askCheckSchema = z.object({
  uploadId: z.string().max(60).optional().openapi({ description: "A complete upload that was begun with purpose=payment-run." }),
  payments: z.array(paymentSchema).min(1).max(200).optional().openapi({ description: "Instead of a file." }),
  decimalMark: z.enum([".", ","]).optional(), dateOrder: z.enum(["dmy", "mdy", "ymd"]).optional(), currency: z.string().regex(/^[A-Z]{3}$/).optional(),
}).refine(({ uploadId, payments }) => (uploadId === undefined) !== (payments === undefined), { message: "either uploadId or payments must be given" }).openapi("AskPaymentCheck");
export type AskCheck = z.infer<typeof askCheckSchema>;

export const checkPaymentSchema = z.object({ payment: paymentSchema }).openapi("CheckPayment");
export type CheckPayment = z.infer<typeof checkPaymentSchema>;

const sumSchema = z.object({ verdict: verdictSchema, lines: z.number().int(), amounts: z.array(moneySchema) }).openapi("PaymentVerdictSum");
const controlSchema = z.object({ at: z.string(), words: z.string(), stated: z.string(), found: z.string(), agrees: z.boolean() }).openapi("PaymentControl");
const problemSchema = z.object({ at: z.string(), value: z.string().nullable(), expected: z.string(), remedy: z.string() }).openapi("PaymentProblem");

export const paymentRunSchema = z.object({
  id: z.string(),
  name: z.string().nullable().openapi({ description: "The file's name; null for payments given with the request, and for whoever sees some company codes only." }),
  state: z.enum(["queued", "checking", "done", "refused", "failed"]),
  progress: progressSchema.nullable(),
  askedBy: personSchema, askedAt: instantSchema, startedAt: instantSchema.nullable(), finishedAt: instantSchema.nullable(),
  layout: z.string().nullable(),
  sums: z.array(sumSchema).nullable().openapi({ description: "By verdict of the check; null until it is done, and in lists for whoever sees some company codes only." }),
  overridden: z.object({ released: z.number().int(), held: z.number().int() }),
  problemCount: z.number().int(),
}).openapi("PaymentRun");
export type PaymentRun = z.infer<typeof paymentRunSchema>;
export const paymentRunListSchema = listOf(paymentRunSchema).openapi("PaymentRunList");

export const paymentRunDetailSchema = paymentRunSchema.extend({
  refusal: refusalSchema.optional(),
  thresholds: z.object({ holdAt: z.number(), reviewAt: z.number() }).openapi({ description: "Points from which a line was held, or to be looked at." }),
  notes: z.array(z.string()), controls: z.array(controlSchema), problems: z.array(problemSchema), untested: z.array(z.string()),
  screened: z.array(screenedSchema).openapi({ description: "The versions of sanctions lists it was screened against." }),
}).openapi("PaymentRunDetail");
export type PaymentRunDetail = z.infer<typeof paymentRunDetailSchema>;

const reasonSchema = z.object({ code: z.string(), words: z.string(), points: z.number() }).openapi("PaymentReason");
const overrideSchema = z.object({ verdict: z.enum(["release", "hold"]), reason: z.string(), by: personSchema, at: instantSchema }).openapi("PaymentOverride");
export const paymentLineSchema = z.object({
  line: z.number().int(), at: z.string(), verdict: verdictSchema, points: z.number(), reasons: z.array(reasonSchema),
  payee: z.string().nullable(), supplier: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  account: z.string().nullable(), amount: moneySchema.nullable(), references: z.array(z.string()), text: z.string().nullable(), payOn: z.string().nullable(),
  bills: z.array(z.object({ docId: z.string(), number: z.string().nullable(), amount: moneySchema, paid: moneySchema })),
  overrides: z.array(overrideSchema).openapi({ description: "Newest last; the newest counts." }),
}).openapi("PaymentLine");
export type ShownLine = z.infer<typeof paymentLineSchema>;
export const paymentLineListSchema = listOf(paymentLineSchema).openapi("PaymentLineList");

export const paymentAnswerSchema = z.object({
  run: paymentRunDetailSchema,
  lines: z.array(paymentLineSchema).openapi({ description: "The answer, one line; none while the check goes on (the history is being prepared): ask for the run later." }),
}).openapi("PaymentAnswer");
export type PaymentAnswer = z.infer<typeof paymentAnswerSchema>;

export const linesQuery = pageQuery.extend({
  verdict: verdictSchema.optional(),
  q: z.string().max(200).optional().openapi({ description: "Words that must all occur in payee, supplier, references, account or reasons." }),
});
export type LinesQuery = z.infer<typeof linesQuery>;

export const overrideAskSchema = z.object({
  verdict: z.enum(["release", "hold"]),
  reason: z.string().trim().min(3).max(2_000).openapi({ description: "Why, for whoever audits this." }),
}).openapi("OverridePaymentLine");
export type OverrideAsk = z.infer<typeof overrideAskSchema>;
