/** What the routes of sanctions lists take and give. */
import { z } from "@hono/zod-openapi";
import { daySchema, instantSchema, issuerSchema, listOf, personSchema, progressSchema, refusalSchema } from "../region.schema.ts";

const sha256 = z.string().openapi({ description: "Of the file's bytes, unpacked; of several files over their hashes in order." });
const publishedOn = daySchema.nullable().openapi({ description: "As the list says itself; null where it does not." });

/** A list as a run or a check used it. */
export const screenedSchema = z.object({
  versionId: z.string(), list: issuerSchema, name: z.string(), publishedOn, readOn: daySchema, names: z.number().int(), sha256,
  ageDays: z.number().int().openapi({ description: "When it was used: since its publication, or since it was read where it gives no date." }),
  old: z.boolean().openapi({ description: "Older than lists should be: names listed since are not seen." }),
  hits: z.number().int().nullable().openapi({ description: "Findings of the run with a name on it; null for a check of payments." }),
}).openapi("ScreenedList");
export type Screened = z.infer<typeof screenedSchema>;

export const sanctionsVersionSchema = z.object({
  id: z.string(), list: issuerSchema, name: z.string(), state: z.enum(["current", "past"]).openapi({ description: "current: screened against from now on." }),
  publishedOn, readAt: instantSchema, by: personSchema, files: z.string(), subjects: z.number().int(), names: z.number().int(),
  nameless: z.number().int().openapi({ description: "Entries that give no name: nobody is found by them." }),
  sha256, ageDays: z.number().int(), old: z.boolean(),
  hits: z.number().int().nullable().openapi({ description: "Findings of the newest run with a name on it; null: that run did not use it." }),
  decisions: z.number().int().openapi({ description: "Decisions that rest on it." }),
}).openapi("SanctionsVersion");
export type SanctionsVersion = z.infer<typeof sanctionsVersionSchema>;

export const readingSchema = z.object({
  id: z.string(), list: issuerSchema, state: z.enum(["queued", "reading", "done", "refused", "failed"]), progress: progressSchema.nullable(),
  files: z.array(z.string()), by: personSchema, askedAt: instantSchema, finishedAt: instantSchema.nullable(),
  versionId: z.string().nullable(), known: z.boolean().openapi({ description: "The same bytes were read before: no new version was made." }),
  newest: z.boolean().openapi({ description: "The version is screened against since; false: a newer one was there already." }),
  refusal: refusalSchema.optional(),
}).openapi("SanctionsReading");
export type Reading = z.infer<typeof readingSchema>;
export const readingListSchema = z.object({ items: z.array(readingSchema) }).openapi("SanctionsReadingList");

/** No list comes in more files than this; three lists may be asked for at once. */
const MOST_FILES = 20;
export const askReadingSchema = z.strictObject({ uploadIds: z.array(z.string().max(60)).min(1).max(MOST_FILES) }).openapi("AskSanctionsReading");
export type AskReading = z.infer<typeof askReadingSchema>;

export const waitingSchema = z.object({
  uploadId: z.string(), fileName: z.string(), sentAt: instantSchema, state: z.enum(["inspecting", "ready", "refused"]),
  list: issuerSchema.nullable(), part: z.string().nullable(), refusal: refusalSchema.optional(),
}).openapi("WaitingListFile");
export type Waiting = z.infer<typeof waitingSchema>;

export const versionListSchema = listOf(sanctionsVersionSchema).extend({
  waiting: z.array(waitingSchema).openapi({ description: "Files of lists that no version was read from yet, newest first." }),
  readings: z.array(readingSchema).openapi({ description: "The newest readings." }),
  oldAfterDays: z.number().int(),
  examining: z.boolean().openapi({ description: "The ledger is being examined now, or waits to be." }),
  lastRun: z.object({ id: z.string(), finishedAt: instantSchema.nullable(), screened: z.boolean() }).nullable().openapi({ description: "The newest run that is done; whether it had lists to screen against." }),
}).openapi("SanctionsVersionList");
export type VersionList = z.infer<typeof versionListSchema>;
