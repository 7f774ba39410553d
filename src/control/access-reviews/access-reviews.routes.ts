/** Access reviews over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { decideLines } from "./decide.ts";
import { openReview } from "./open-review.ts";
import { downloadReview, listReviews, readReview, type ReviewView } from "./read-reviews.ts";
import { changeReviewPolicy } from "./review-policy.ts";
import { signReview } from "./sign-review.ts";

const tags = ["access-reviews"];
const params = z.object({ reviewId: z.string() });
const done = { 204: { description: "Done" }, ...problemResponses };
const instant = z.iso.datetime();
const reviewSchema = z.object({
  id: z.string(), openedAt: instant, openedBy: z.string().nullable().openapi({ description: "null: the schedule" }), dueAt: instant, overdue: z.boolean(), signedAt: instant.nullable(), signedBy: z.string().nullable(),
  listSha256: z.string().nullable(), auditEntry: z.string().nullable().openapi({ description: "The entry of the organisation's trail that holds the same hash" }),
  counts: z.object({ people: z.number().int(), kept: z.number().int(), removed: z.number().int() }),
}).openapi("AccessReview");
const lineSchema = z.object({
  personId: z.string(), name: z.string(), email: z.string(), access: z.array(z.object({ role: z.string(), site: z.string().nullable(), companyCodes: z.array(z.string()).nullable(), source: z.string() })),
  joinedAt: z.string(), lastSignedInAt: z.string().nullable(), authenticator: z.boolean(), passkeys: z.number().int(), decision: z.enum(["keep", "remove"]).nullable(), reason: z.string().nullable(), decidedBy: z.string().nullable(), decidedAt: instant.nullable(),
}).openapi("AccessReviewLine");
const json = <T extends z.ZodType>(schema: T) => ({ content: { "application/json": { schema } } });
const list = createRoute({
  method: "get", path: "/api/access-reviews", operationId: "listAccessReviews", tags,
  responses: { 200: { description: "Reviews, newest first, and how often there is one", ...json(z.object({ everyMonths: z.number().int().nullable(), nextAt: instant.nullable(), items: z.array(reviewSchema) }).openapi("AccessReviews")) }, ...problemResponses },
});
const open = createRoute({ method: "post", path: "/api/access-reviews", operationId: "openAccessReview", tags, responses: { 201: { description: "Opened", ...json(z.object({ id: z.string() })) }, ...problemResponses } });
const policy = createRoute({
  method: "put", path: "/api/access-review-policy", operationId: "changeAccessReviewPolicy", tags,
  request: { body: { required: true, ...json(z.strictObject({ everyMonths: z.number().int().min(1).max(24).nullable() })) } }, responses: done,
});
const read = createRoute({
  method: "get", path: "/api/access-reviews/{reviewId}", operationId: "readAccessReview", tags,
  request: { params, query: z.object({ cursor: z.coerce.number().int().min(0).max(1e9).optional(), limit: z.coerce.number().int().min(1).max(200).default(50), undecided: z.enum(["yes"]).optional() }) },
  responses: { 200: { description: "A page of its list", ...json(z.object({ review: reviewSchema, items: z.array(lineSchema), nextCursor: z.number().int().nullable() })) }, ...problemResponses },
});
const decide = createRoute({
  method: "post", path: "/api/access-reviews/{reviewId}/decisions", operationId: "decideAccessReview", tags,
  request: { params, body: { required: true, ...json(z.strictObject({
    decisions: z.array(z.strictObject({ personId: z.string(), decision: z.enum(["keep", "remove"]), reason: z.string().trim().min(1, "A reason.").max(500, "At most 500 characters.") })).min(1).max(200),
  })) } }, responses: done,
});
const sign = createRoute({ method: "post", path: "/api/access-reviews/{reviewId}/signature", operationId: "signAccessReview", tags, request: { params }, responses: done });
const file = createRoute({
  method: "get", path: "/api/access-reviews/{reviewId}/list", operationId: "downloadAccessReview", tags, request: { params },
  responses: { 200: { description: "The list with its decisions, a line each; signed is the SHA-256 of these bytes", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});

const shown = ({ openedAt, dueAt, signedAt, ...rest }: ReviewView) => ({ ...rest, openedAt: openedAt.toISOString(), dueAt: dueAt.toISOString(), signedAt: signedAt?.toISOString() ?? null });

export function accessReviewRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => {
    const { items, nextAt, everyMonths } = await listReviews(plane, await signedIn(c));
    return c.json({ everyMonths, nextAt: nextAt?.toISOString() ?? null, items: items.map(shown) }, 200);
  });
  app.openapi(open, async (c) => c.json({ id: await openReview(plane, await signedIn(c)) }, 201));
  app.openapi(policy, async (c) => {
    await changeReviewPolicy(plane, await signedIn(c), c.req.valid("json").everyMonths);
    return c.body(null, 204);
  });
  app.openapi(read, async (c) => {
    const { undecided, ...query } = c.req.valid("query");
    const { review, lines, nextCursor } = await readReview(plane, await signedIn(c), c.req.valid("param").reviewId, { ...query, undecided: undecided === "yes" });
    const items = lines.map(({ person, listed, decision, reason, decidedBy, decidedAt }) => ({
      personId: person, ...listed, access: listed.access.map((one) => ({ ...one, companyCodes: one.companyCodes === null ? null : [...one.companyCodes] })), decision, reason, decidedBy, decidedAt: decidedAt?.toISOString() ?? null,
    }));
    return c.json({ review: shown(review), items, nextCursor }, 200);
  });
  app.openapi(decide, async (c) => {
    await decideLines(plane, await signedIn(c), c.req.valid("param").reviewId, c.req.valid("json").decisions);
    return c.body(null, 204);
  });
  app.openapi(sign, async (c) => {
    await signReview(plane, await signedIn(c), c.req.valid("param").reviewId);
    return c.body(null, 204);
  });
  app.openapi(file, async (c) => {
    const text = await downloadReview(plane, await signedIn(c), c.req.valid("param").reviewId);
    return c.body(text.toString("utf8"), 200, { "Content-Type": "text/plain; charset=utf-8", "Content-Disposition": 'attachment; filename="access-review.jsonl"' });
  });
}
