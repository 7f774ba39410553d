/** What the parameters' routes take and give. */
import { z } from "@hono/zod-openapi";
import { KINDS } from "../../engine/run/run.ts";
import { instantSchema, listOf, personSchema } from "../region.schema.ts";

const kindSchema = z.enum(KINDS).openapi("FindingKind");
export const VERSION_MOST = 1_000_000;
export const versionField = z.coerce.number().int().min(1).max(VERSION_MOST).openapi({ param: { name: "version", in: "path" }, example: 3 });

export const settingsSchema = z.object({
  off: z.array(z.string()).openapi({ description: "Ids of the tests that are switched off." }),
  values: z.record(z.string(), z.number()).openapi({ description: "Values other than the product's own, by test and parameter.", example: { "FRD-08.leastSigns": 2 } }),
  showFrom: z.record(z.string(), z.number()).openapi({ description: "By kind of finding: shown from this probability on.", example: { price_spike: 0.6 } }),
}).openapi("ParameterSettings");

const names = z.record(z.string().max(100), z.number()).refine((values) => Object.keys(values).length <= 500, "At most 500.");
export const draftSchema = z.strictObject({
  basedOn: z.number().int().min(0).max(VERSION_MOST).openapi({ description: "The version that counted when this was thought of; 0: the product's own." }),
  why: z.string().trim().min(1, "Say why, for whoever reads it later.").max(1_000, "At most 1,000 characters."),
  off: z.array(z.string().max(20)).max(200),
  values: names,
  showFrom: names,
}).openapi("ParametersDraft");
export type ParametersDraft = z.infer<typeof draftSchema>;

/** One thing that a version sets otherwise than the version it is based on. */
const changeSchema = z.object({
  what: z.enum(["test", "value", "showFrom"]),
  name: z.string().openapi({ description: "A test's id, a test and parameter, or a kind." }),
  label: z.string(),
  unit: z.string(),
  before: z.number().openapi({ description: "Of a test: 1 on, 0 off." }),
  after: z.number(),
}).openapi("ParameterChange");

export const versionSchema = z.object({
  version: z.number().int(),
  basedOn: z.number().int(),
  state: z.enum(["draft", "current", "past", "withdrawn"]),
  why: z.string(),
  draftedBy: personSchema,
  draftedAt: instantSchema,
  switchedOnBy: personSchema.nullable(),
  switchedOnAt: instantSchema.nullable(),
  changes: z.array(changeSchema).openapi({ description: "Against the version it is based on." }),
  settings: settingsSchema,
}).openapi("ParametersVersion");
export type ParametersVersion = z.infer<typeof versionSchema>;
export const versionListSchema = listOf(versionSchema).extend({ current: z.number().int().openapi({ description: "The version that counts; 0: the product's own." }) }).openapi("ParametersVersions");

const parameterSchema = z.object({
  name: z.string(), means: z.string(), unit: z.string(), whole: z.boolean(),
  standard: z.number(), least: z.number(), most: z.number(), value: z.number().openapi({ description: "At this site now." }),
}).openapi("TestParameter");

export const testSchema = z.object({
  id: z.string(),
  name: z.string(),
  kinds: z.array(kindSchema),
  on: z.boolean(),
  switchable: z.boolean().openapi({ description: "False of what stands for several tests together." }),
  parameters: z.array(parameterSchema),
  lastRun: z.object({ state: z.enum(["ran", "skipped", "capped", "off"]), why: z.string() }).nullable(),
}).openapi("Test");
export type TestItem = z.infer<typeof testSchema>;
export const testListSchema = z.object({
  version: z.number().int(),
  settings: settingsSchema,
  items: z.array(testSchema),
  kinds: z.array(z.object({ kind: kindSchema, standard: z.number(), least: z.number(), most: z.number(), value: z.number() })),
}).openapi("Tests");
export type TestList = z.infer<typeof testListSchema>;
export const testPageSchema = testSchema.extend({
  sections: z.array(z.object({ heading: z.string(), text: z.string() })).openapi({ description: "From the test's own documentation." }),
}).openapi("TestPage");
