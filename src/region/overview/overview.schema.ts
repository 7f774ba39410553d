/** What the overview gives. */
import { z } from "@hono/zod-openapi";
import { importSchema } from "../imports/imports.ts";
import { daySchema, instantSchema, moneySchema } from "../region.schema.ts";
import { runSchema } from "../runs/runs.ts";

export const overviewSchema = z.object({
  companyCodes: z.array(z.string()).nullable().openapi({ description: "The findings are those of these company codes alone; null: of all." }),
  ledger: z.object({
    rows: z.record(z.string(), z.number().int()).openapi({ description: "Records per kind: invoice, supplier, payment, ..." }),
    totals: z.array(moneySchema), firstDay: daySchema.nullable(), lastDay: daySchema.nullable(), committedAt: instantSchema,
    fields: z.array(z.string()).openapi({ description: "Fields that some file filled." }),
  }).nullable(),
  uploadsWaiting: z.number().int().openapi({ description: "Files that were recognised and not imported yet." }),
  lastImport: importSchema.nullable(),
  lastRun: runSchema.nullable().openapi({ description: "The newest run, done or not." }),
  findings: z.object({
    confirmed: z.number().int(), dismissed: z.number().int().openapi({ description: "Set aside, and not in the other figures." }), reopened: z.number().int(),
    count: z.number().int().openapi({ description: "Open ones." }), new: z.number().int(), exposure: z.array(moneySchema), byKind: z.record(z.string(), z.number().int()), byBand: z.record(z.string(), z.number().int()),
    exposureByKind: z.array(z.object({ kind: z.string(), exposure: z.array(moneySchema), count: z.number().int() })),
    exposureByBand: z.array(z.object({ band: z.string(), exposure: z.array(moneySchema), count: z.number().int() })),
  }),
}).openapi("Overview");
export type Overview = z.infer<typeof overviewSchema>;
