/** What the population's routes take and give. */
import { z } from "@hono/zod-openapi";
import { LENS_NAMES } from "../../engine/run/run.ts";
import { moneySchema } from "../region.schema.ts";

export const SETS = ["all positive amounts", "amounts of 10 and more"] as const;
export const setNameSchema = z.enum(SETS).openapi("PopulationSet");

const digitRowSchema = z.object({ digits: z.number().int(), count: z.number().int(), expected: z.number(), difference: z.number(), z: z.number() });
const conformitySchema = z.enum(["close", "acceptable", "marginal", "nonconforming"]);
const digitTestSchema = z.object({
  count: z.number().int(), mad: z.number(), chiSquared: z.number(), digits: z.array(digitRowSchema),
  conformity: conformitySchema.nullable().openapi({ description: "Null where no bounds are published." }),
  withRows: z.array(z.number().int()).openapi({ description: "Digits that stand out and whose documents can be asked for." }),
}).openapi("DigitLens");
const supplierSchema = z.object({ id: z.string(), name: z.string().nullable() });

/** Lenses that have documents behind their rows. */
export const LENSES_WITH_ROWS = ["lastTwoDigits", "summation", "relativeSize", "roundSuppliers", "growth", "busyDays", "underLimits", "weekendUsers"] as const satisfies readonly (typeof LENS_NAMES)[number][];
export type LensWithRows = (typeof LENSES_WITH_ROWS)[number];

/** Lists hold those that stand out most, fifteen at the most. */
export const lensesSchema = z.object({
  lacking: z.partialRecord(z.enum(LENS_NAMES as [string, ...string[]]), z.array(z.string())).openapi({ description: "Lenses that could not be computed, with the columns that the ledger lacks." }),
  firstDigit: digitTestSchema, secondDigit: digitTestSchema, lastTwoDigits: digitTestSchema, secondOrder: digitTestSchema,
  summation: z.array(z.object({ digits: z.number().int(), sum: moneySchema, share: z.number() })),
  relativeSize: z.array(z.object({ supplier: supplierSchema, documents: z.number().int(), largest: moneySchema, second: moneySchema, times: z.number(), largestId: z.string(), secondId: z.string() })),
  roundSuppliers: z.array(z.object({ supplier: supplierSchema, documents: z.number().int(), hundreds: z.number().int(), thousands: z.number().int(), repeated: z.number().int(), z: z.number() })),
  growth: z.array(z.object({ supplier: supplierSchema, before: moneySchema, last: moneySchema })),
  busyDays: z.array(z.object({ day: z.string(), documents: z.number().int(), total: moneySchema, timesUsual: z.number() })),
  underLimits: z.array(z.object({ limit: moneySchema, under: z.number().int(), beside: z.number(), z: z.number() })),
  weekendUsers: z.array(z.object({ user: z.string(), documents: z.number().int(), weekend: z.number().int(), z: z.number() })),
}).openapi("PopulationLenses");
export type LensesAnswer = z.infer<typeof lensesSchema>;

export const populationSchema = z.object({
  runId: z.string().nullable(),
  rows: z.number().int().openapi({ description: "Documents with a positive amount." }),
  sets: z.array(z.object({
    name: setNameSchema,
    count: z.number().int(),
    firstTwoDigits: z.array(digitRowSchema),
    mad: z.number().openapi({ description: "Mean absolute deviation of the proportions (Nigrini 2012)." }),
    chiSquared: z.number(),
    conformity: conformitySchema,
    repeatedAmounts: z.array(z.object({ amount: moneySchema, count: z.number().int(), suppliers: z.number().int() })),
  })),
  lenses: lensesSchema.nullable().openapi({ description: "Null when the run was made before they were kept: have the ledger examined again." }),
}).openapi("Population");
export type PopulationAnswer = z.infer<typeof populationSchema>;

export const populationRowsQuery = z.object({
  set: setNameSchema.default("all positive amounts"),
  digits: z.coerce.number().int().min(10).max(99).optional(),
  amountMinor: z.coerce.number().int().optional(),
  currency: z.string().regex(/^[A-Z]{3}$/).optional(),
  lens: z.enum(LENSES_WITH_ROWS).optional().openapi({ description: "With `row`: documents behind a row of a lens." }),
  row: z.coerce.number().int().min(0).max(99).optional().openapi({ description: "The two digits for `lastTwoDigits`, the place in the list from 0 on for the others." }),
});
export type PopulationRowsQuery = z.infer<typeof populationRowsQuery>;

export const populationRowsSchema = z.object({
  rows: z.array(z.object({
    docId: z.string(), supplierId: z.string(), supplierName: z.string().nullable(), invoiceNo: z.string().nullable(), invoiceDate: z.string().nullable(), amount: moneySchema,
  })),
  total: z.number().int(),
  capped: z.boolean().openapi({ description: "There are more; only the first 200 are kept, in posting order, for a lens the largest first." }),
}).openapi("PopulationRows");
export type PopulationRows = z.infer<typeof populationRowsSchema>;
