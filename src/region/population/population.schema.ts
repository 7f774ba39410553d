/** What the population's routes take and give. */
import { z } from "@hono/zod-openapi";
import { moneySchema } from "../region.schema.ts";

export const SETS = ["all positive amounts", "amounts of 10 and more"] as const;
export const setNameSchema = z.enum(SETS).openapi("PopulationSet");

export const populationSchema = z.object({
  runId: z.string().nullable(),
  rows: z.number().int().openapi({ description: "Documents with a positive amount." }),
  sets: z.array(z.object({
    name: setNameSchema,
    count: z.number().int(),
    firstTwoDigits: z.array(z.object({ digits: z.number().int(), count: z.number().int(), expected: z.number(), difference: z.number(), z: z.number() })),
    mad: z.number().openapi({ description: "Mean absolute deviation of the proportions (Nigrini 2012)." }),
    chiSquared: z.number(),
    conformity: z.enum(["close", "acceptable", "marginal", "nonconforming"]),
    repeatedAmounts: z.array(z.object({ amount: moneySchema, count: z.number().int(), suppliers: z.number().int() })),
  })),
}).openapi("Population");
export type PopulationAnswer = z.infer<typeof populationSchema>;

export const populationRowsQuery = z.object({
  set: setNameSchema.default("all positive amounts"),
  digits: z.coerce.number().int().min(10).max(99).optional(),
  amountMinor: z.coerce.number().int().optional(),
  currency: z.string().regex(/^[A-Z]{3}$/).optional(),
});
export type PopulationRowsQuery = z.infer<typeof populationRowsQuery>;

export const populationRowsSchema = z.object({
  rows: z.array(z.object({
    docId: z.string(), supplierId: z.string(), supplierName: z.string().nullable(), invoiceNo: z.string().nullable(), invoiceDate: z.string().nullable(), amount: moneySchema,
  })),
  total: z.number().int(),
  capped: z.boolean().openapi({ description: "There are more; only the first 200 in posting order are kept." }),
}).openapi("PopulationRows");
export type PopulationRows = z.infer<typeof populationRowsSchema>;
