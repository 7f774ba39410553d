/** The outward form of an error: RFC 9457 problem details. The only place that turns a refusal into a status. */
import { z } from "@hono/zod-openapi";
import { randomBytes } from "node:crypto";
import { Refusal, type RefusalKind } from "../../base/errors.ts";

const STATUS = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
} as const satisfies Record<RefusalKind, number>;

export const statusOf = (kind: RefusalKind): (typeof STATUS)[RefusalKind] => STATUS[kind];

export const PROBLEM_SCHEMA = z
  .object({
    type: z.string().openapi({ example: "about:blank" }),
    title: z.string().openapi({ description: "What to show" }),
    status: z.number().int(),
    code: z.string().openapi({ description: "Stable; what to look up", example: "not-found" }),
    details: z.array(z.object({ at: z.string().optional(), expected: z.string().optional(), remedy: z.string().optional() })),
    reference: z.string().optional().openapi({ description: "Quote this to support; only on internal errors" }),
  })
  .openapi("Problem");

export type Problem = z.infer<typeof PROBLEM_SCHEMA>;

/** For `responses` of a route: `{ 200: ..., ...problemResponses }`. */
export const problemResponses = {
  default: { description: "A problem", content: { "application/problem+json": { schema: PROBLEM_SCHEMA } } },
};

export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    return { type: "about:blank", title: error.message, status: STATUS[error.kind], code: error.code, details: [...error.details] };
  }
  const reference = randomBytes(6).toString("hex");
  const title = "Something went wrong on our side. Nothing was changed. Please try again, and quote the reference if it happens again.";
  return { type: "about:blank", title, status: 500, code: "internal", details: [], reference };
}
