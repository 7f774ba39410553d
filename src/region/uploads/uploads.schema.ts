/** What the uploads' routes take and give. */
import { z } from "@hono/zod-openapi";
import { tableNameSchema } from "../mappings/mappings.ts";
import { LAYOUTS } from "../../engine/screening/screening.ts";
import { detailSchema, instantSchema, issuerSchema, listOf, personSchema, refusalSchema } from "../region.schema.ts";

export const columnSchema = z.object({
  name: z.string(),
  field: z.string().nullable().openapi({ description: "The canonical field it was taken for; null: not used." }),
  why: z.string(),
  confidence: z.enum(["certain", "likely", "unsure"]),
  samples: z.array(z.string()).openapi({ description: "A few of its values, as sent." }),
}).openapi("InspectedColumn");

export const tableSchema = z.object({
  table: tableNameSchema.nullable().openapi({ description: "What the rows are; null: not recognised." }),
  sheet: z.string().optional(),
  why: z.string(),
  columns: z.array(columnSchema),
  decimalMark: z.string().nullable(),
  dateOrder: z.string().nullable(),
  remembered: z.boolean().openapi({ description: "As a person of this site confirmed it for a file with the same headings." }),
  uncertain: z.array(z.string()).openapi({ description: "What a person should decide before the file is read." }),
}).openapi("InspectedTable");
export type InspectedTable = z.infer<typeof tableSchema>;

export const inspectionSchema = z.object({
  format: z.string(), encoding: z.string(), delimiter: z.string().optional(), sheet: z.string().optional(),
  rowsSampled: z.number().int(),
  tables: z.array(tableSchema),
  notes: z.array(detailSchema),
  sanctionsList: z.object({
    list: issuerSchema, part: z.string().openapi({ description: "What of the list the file holds, in words." }), layout: z.enum(LAYOUTS),
  }).optional().openapi({ description: "The file is one of a sanctions list: it has no tables, needs no mapping and is never imported into the ledger." }),
}).openapi("Inspection");
export type Inspected = z.infer<typeof inspectionSchema>;

export const uploadSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  sizeBytes: z.number().int(),
  receivedBytes: z.number().int(),
  sha256: z.string().nullable(),
  sender: personSchema,
  receivedAt: instantSchema.nullable(),
  createdAt: instantSchema,
  state: z.enum(["receiving", "inspecting", "ready", "refused", "imported"]),
  refusal: refusalSchema.optional(),
  malwareScan: z.enum(["not configured", "clean", "refused", "too large"]),
  inspection: inspectionSchema.optional(),
}).openapi("Upload");
export type Upload = z.infer<typeof uploadSchema>;

export const uploadListSchema = listOf(uploadSchema).openapi("UploadList");
