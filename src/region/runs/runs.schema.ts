/** What the runs' routes give. */
import { z } from "@hono/zod-openapi";
import { instantSchema, listOf, moneySchema, progressSchema } from "../region.schema.ts";

export const coverageSchema = z.object({
  detector: z.string(), name: z.string(), state: z.enum(["ran", "skipped", "capped"]),
  why: z.string().openapi({ description: "What was missing, or what was left out; empty when it simply ran." }),
}).openapi("Coverage");

export const runSchema = z.object({
  id: z.string(),
  importId: z.string(),
  state: z.enum(["queued", "running", "done", "failed"]),
  progress: progressSchema.nullable(),
  counts: z.object({
    byKind: z.record(z.string(), z.number().int()), byBand: z.record(z.string(), z.number().int()),
    new: z.number().int(), still: z.number().int(), changed: z.number().int(), gone: z.number().int(),
  }),
  exposure: z.array(moneySchema),
  coverage: z.array(coverageSchema),
  engineVersion: z.string().nullable(),
  askedAt: instantSchema,
  startedAt: instantSchema.nullable(),
  finishedAt: instantSchema.nullable(),
}).openapi("Run");
export type Run = z.infer<typeof runSchema>;
export const runListSchema = listOf(runSchema).openapi("RunList");
