/** What the imports' routes take and give. */
import { z } from "@hono/zod-openapi";
import { tableMappingSchema, tableNameSchema } from "../mappings/mappings.ts";
import { daySchema, instantSchema, listOf, personSchema, progressSchema, refusalSchema } from "../region.schema.ts";

export const askImportSchema = z.object({
  files: z.array(z.object({ uploadId: z.string(), tables: z.array(tableMappingSchema).min(1).max(12) })).min(1).max(100),
  replaces: z.literal("all").optional().openapi({ description: "`all`: the ledger becomes what these files say; otherwise they are added to it." }),
}).openapi("ImportRequest");
export type AskImport = z.infer<typeof askImportSchema>;

export const problemSchema = z.object({
  file: z.string(), row: z.number().int(), column: z.string().nullable(), code: z.string(), value: z.string().nullable(), expected: z.string(), remedy: z.string(),
  taken: z.boolean().openapi({ description: "The row is in the ledger, with a gap or a repair; false: it is not." }),
}).openapi("RowProblem");
export type Problem = z.infer<typeof problemSchema>;

export const importFileSchema = z.object({
  fileName: z.string(), table: tableNameSchema, rowsRead: z.number().int(), rowsTaken: z.number().int(), rowsWithProblems: z.number().int(),
  linesJoined: z.number().int().openapi({ description: "Rows put together with others into one document." }),
  alreadyInLedger: z.boolean(), notes: z.array(z.string()),
}).openapi("ImportFile");
export type ImportFile = z.infer<typeof importFileSchema>;

export const controlTotalSchema = z.object({ currency: z.string(), rows: z.number().int(), minor: z.number().int() }).openapi("ControlTotal");

export const importSchema = z.object({
  id: z.string(),
  state: z.enum(["queued", "reading", "committing", "committed", "refused", "failed"]),
  unchanged: z.boolean().openapi({ description: "Committed without a change: the ledger held these files already." }),
  replaces: z.literal("all").nullable(),
  progress: progressSchema.nullable(),
  files: z.array(importFileSchema),
  totals: z.array(controlTotalSchema).openapi({ description: "Invoices taken by this import, per currency." }),
  firstDay: daySchema.nullable(),
  lastDay: daySchema.nullable(),
  problems: z.object({ count: z.number().int(), sample: z.array(problemSchema) }),
  refusal: refusalSchema.optional(),
  runId: z.string().nullable(),
  askedAt: instantSchema,
  startedAt: instantSchema.nullable(),
  finishedAt: instantSchema.nullable(),
  by: personSchema,
}).openapi("Import");
export type Import = z.infer<typeof importSchema>;
export const importListSchema = listOf(importSchema).openapi("ImportList");
