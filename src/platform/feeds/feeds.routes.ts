/** Routes of feeds, the same under a region's site and under control's organisation: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { parseId } from "../../base/ids.ts";
import type { LentTrail } from "../audit/audit.ts";
import { type HttpApp, type HttpEnv, problemResponses } from "../http/http.ts";
import { addFeed, type FeedVerbs } from "./add-feed.ts";
import { changeFeed, pauseFeed, removeFeed, resumeFeed, rotateFeedSecret } from "./change-feed.ts";
import { feedInputSchema, feedListSchema, feedSchema, feedWithSecretSchema, newFeedSchema, triedSchema } from "./feeds.schema.ts";
import { listFeeds } from "./list-feeds.ts";
import { testFeed } from "./test-feed.ts";

/** Checks the right and lends the trail that the request is about. */
export type LendFeeds = <T>(c: Context<HttpEnv>, action: "read" | "change", work: (lent: LentTrail) => Promise<T>) => Promise<T>;

const answer = <S extends z.ZodType>(description: string, schema: S) => ({ 200: { description, content: { "application/json": { schema } } }, ...problemResponses });
const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: { "application/json": { schema } } });

/** @param base `/api/sites/{siteId}`, with the schema of its parameters. */
export function feedRoutes(app: HttpApp, verbs: FeedVerbs, base: { readonly path: string; readonly params: z.ZodObject<Record<string, z.ZodString>> }, lend: LendFeeds): void {
  const feedId = z.string().openapi({ param: { name: "feedId", in: "path" } });
  const one = base.params.extend({ feedId });
  const tags = ["feeds"];
  const idOf = (c: Context<HttpEnv>) => parseId("fed", c.req.param("feedId"));
  app.openapi(createRoute({ method: "get", path: `${base.path}/feeds`, operationId: "listFeeds", tags, request: { params: base.params }, responses: answer("Where entries go, and how far each has come", feedListSchema) }),
    async (c) => c.json(await lend(c, "read", (lent) => listFeeds(lent, verbs.clock.now())), 200));
  app.openapi(createRoute({ method: "post", path: `${base.path}/feeds`, operationId: "addFeed", tags, request: { params: base.params, body: body(newFeedSchema) }, responses: answer("The feed, and a webhook's secret, this once", feedWithSecretSchema) }),
    async (c) => {
      const { feed, from } = c.req.valid("json");
      return c.json(await lend(c, "change", (lent) => addFeed(verbs, lent, feed, from)), 200);
    });
  app.openapi(createRoute({ method: "post", path: `${base.path}/feeds/{feedId}`, operationId: "changeFeed", tags, request: { params: one, body: body(z.strictObject({ feed: feedInputSchema })) }, responses: answer("The feed as it is now", feedSchema) }),
    async (c) => {
      const { feed } = c.req.valid("json");
      return c.json(await lend(c, "change", (lent) => changeFeed(verbs, lent, idOf(c), feed)), 200);
    });
  app.openapi(createRoute({ method: "delete", path: `${base.path}/feeds/{feedId}`, operationId: "removeFeed", tags, request: { params: one }, responses: { 204: { description: "It is gone" }, ...problemResponses } }),
    async (c) => {
      await lend(c, "change", (lent) => removeFeed(lent, idOf(c)));
      return c.body(null, 204);
    });
  app.openapi(createRoute({ method: "post", path: `${base.path}/feeds/{feedId}/pause`, operationId: "pauseFeed", tags, request: { params: one }, responses: answer("The feed, paused", feedSchema) }),
    async (c) => c.json(await lend(c, "change", (lent) => pauseFeed(verbs, lent, idOf(c))), 200));
  app.openapi(createRoute({ method: "post", path: `${base.path}/feeds/{feedId}/resume`, operationId: "resumeFeed", tags, request: { params: one }, responses: answer("The feed, going on where it was", feedSchema) }),
    async (c) => c.json(await lend(c, "change", (lent) => resumeFeed(verbs, lent, idOf(c))), 200));
  app.openapi(createRoute({ method: "post", path: `${base.path}/feeds/{feedId}/secret`, operationId: "rotateFeedSecret", tags, request: { params: one }, responses: answer("The new secret, this once; the one before is used as well for a day", feedWithSecretSchema) }),
    async (c) => c.json(await lend(c, "change", (lent) => rotateFeedSecret(verbs, lent, idOf(c))), 200));
  app.openapi(createRoute({ method: "post", path: `${base.path}/feeds/{feedId}/test`, operationId: "testFeed", tags, request: { params: one }, responses: answer("Whether one entry arrived", triedSchema) }),
    async (c) => c.json(await lend(c, "change", (lent) => testFeed(verbs, lent, idOf(c))), 200));
}
