/** What the activity routes give. */
import { z } from "@hono/zod-openapi";
import { instantSchema, listOf } from "../region.schema.ts";

export const activityEntrySchema = z.object({
  id: z.string(),
  seq: z.number().int().openapi({ description: "Place in the trail; without gaps." }),
  at: instantSchema,
  who: z.object({ kind: z.enum(["person", "job", "staff", "system"]), id: z.string(), name: z.string() }),
  act: z.string().openapi({ description: "Noun and verb: `imports.commit`.", example: "findings.read" }),
  object: z.object({ kind: z.string(), id: z.string() }),
  before: z.unknown().optional(), after: z.unknown().optional(), detail: z.unknown().optional(),
}).openapi("ActivityEntry");
export type ActivityEntry = z.infer<typeof activityEntrySchema>;
export const activityListSchema = listOf(activityEntrySchema).openapi("ActivityList");
