/** Shapes that every noun's answers share. JSON is camelCase; instants are ISO 8601 in UTC, days ISO 8601, money minor units with a currency. */
import { z } from "@hono/zod-openapi";

export const moneySchema = z.object({
  minor: z.number().int().openapi({ description: "Minor units (pence, cents); negative for credits." }),
  currency: z.string().openapi({ description: "ISO 4217; XXX when the ledger does not say.", example: "GBP" }),
}).openapi("Money");

export const instantSchema = z.iso.datetime().openapi({ example: "2026-11-23T08:15:00.000Z" });
export const daySchema = z.string().openapi({ example: "2026-11-23" });

export const detailSchema = z.object({
  at: z.string().optional(), expected: z.string().optional(), remedy: z.string().optional(),
}).openapi("Detail");

export const issuerSchema = z.enum(["uk", "un", "ofac"]).openapi("Issuer", { description: "Whose sanctions list: the United Kingdom's, the United Nations', or that of the US Treasury (OFAC)." });

/** Why something was not done, for the person who asked. */
export const refusalSchema = z.object({ code: z.string(), message: z.string(), details: z.array(detailSchema) }).openapi("RefusalNote");
export type RefusalNote = z.infer<typeof refusalSchema>;

export const personSchema = z.object({ id: z.string(), name: z.string() }).openapi("PersonName");

export const progressSchema = z.object({
  stage: z.string().openapi({ description: "What is being done, in words." }),
  done: z.number(), total: z.number(), unit: z.string(),
}).openapi("Progress");
export type Progress = z.infer<typeof progressSchema>;

export const siteParams = z.object({ siteId: z.string().openapi({ param: { name: "siteId", in: "path" }, example: "sit_0198f6f0-0000-7000-8000-000000000000" }) });

/** A page of a list: at most 200 at a time. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(100).optional().openapi({ description: "`nextCursor` of the page before." }),
});
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() });

/** The cursor of a list in a fixed order is the number of items already given. Anything else counts as the beginning. */
export const offsetOf = (cursor: string | undefined): number => (cursor !== undefined && /^\d{1,9}$/.test(cursor) ? Number(cursor) : 0);

export function pageOf<T>(all: readonly T[], { limit, cursor }: { limit: number; cursor?: string | undefined }): { items: T[]; nextCursor: string | null; total: number } {
  const offset = offsetOf(cursor);
  const end = offset + limit;
  return { items: all.slice(offset, end), nextCursor: end < all.length ? String(end) : null, total: all.length };
}
