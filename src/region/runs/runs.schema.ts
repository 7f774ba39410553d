/** What the runs' routes give. */
import { z } from "@hono/zod-openapi";
import { screenedSchema } from "../sanctions-lists/sanctions-lists.ts";
import { instantSchema, listOf, moneySchema, progressSchema } from "../region.schema.ts";

export const coverageSchema = z.object({
  detector: z.string(), name: z.string(), state: z.enum(["ran", "skipped", "capped", "off"]),
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
  decisions: z.object({
    confirmed: z.number().int(), dismissed: z.number().int(), reopened: z.number().int(),
    setAside: z.array(z.object({ decisionId: z.string(), findings: z.number().int() })).openapi({ description: "Dismissals, and how many findings of the run each of them set aside." }),
  }).openapi({ description: "What earlier decisions made of what it found, when it was done." }),
  coverage: z.array(coverageSchema),
  compared: z.object({
    documents: z.number().int(), of: z.number().int(), parts: z.number().int(), doubted: z.boolean(),
  }).nullable().openapi({ description: "How many documents had to be compared anew, of all; in how many parts; whether what was kept from the run before could not be read. Null in runs that kept nothing." }),
  engineVersion: z.string().nullable(),
  parametersVersion: z.number().int().nullable().openapi({ description: "Which version of the site's parameters it used; 0: the product's own; null before it begins." }),
  heldBack: z.number().int().openapi({ description: "Findings below the probability from which the site has their kind shown." }),
  screened: z.array(screenedSchema).openapi({ description: "The versions of sanctions lists it screened against; none: nobody was screened." }),
  askedAt: instantSchema,
  startedAt: instantSchema.nullable(),
  finishedAt: instantSchema.nullable(),
}).openapi("Run");
export type Run = z.infer<typeof runSchema>;
export const runListSchema = listOf(runSchema).openapi("RunList");
