/**
 * The pages behind a campaign's link, and the two things they tell. Open to the internet, like the link.
 *
 * Fetching a page says nothing: what names the person stands after the `#`, which is not sent. The pages are files without a word of ours from
 * the app; they tell `seen` at the first touch and `entered` when the form is sent off, and of what was typed nothing: no field has a
 * name, the script reads none, and these routes take a token and nothing else.
 */
import { readFileSync } from "node:fs";
import { z } from "@hono/zod-openapi";
import { notFound, Refusal } from "../../base/errors.ts";
import { rateLimit, type HttpApp } from "../../platform/http/http.ts";
import { LANDING_PAGES } from "../campaign-tables.ts";
import { neverStored, sameOriginOnly } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { noteOutcome } from "./note-outcome.ts";

const file = (name: string): string => readFileSync(new URL(`./landing/${name}`, import.meta.url), "utf8");
const FILES: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  ...Object.fromEntries(LANDING_PAGES.map((page) => [page, { type: "text/html; charset=utf-8", text: file("page.html").replace("<!-- the form -->", file(`${page}.html`)) }])),
  "notice.js": { type: "text/javascript; charset=utf-8", text: file("notice.js") },
  "notice.css": { type: "text/css; charset=utf-8", text: file("notice.css") },
};
const told = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
/** Everybody of an office comes from one address, and gets the mail in the same minute. */
const PER_MINUTE = 1_200;
const PREFIX = "/notice/";

/** Call before other routes: under the origin of the links there is nothing else, so that it is no second door to the app. */
export function landingRoutes(app: HttpApp, plane: ControlPlane): void {
  app.use(async (c, next) => {
    const apart = plane.lureOrigin !== plane.origin && !c.req.path.startsWith(PREFIX);
    if (apart && c.req.header("host") === new URL(plane.lureOrigin).host) throw notFound("page");
    await next();
  });
  app.use(`${PREFIX}*`, neverStored, (c, next) => sameOriginOnly(c.req.header("origin") === plane.lureOrigin ? plane.lureOrigin : plane.origin)(c, next));
  for (const [name, { type, text }] of Object.entries(FILES)) app.get(`${PREFIX}${name}`, (c) => c.body(text, 200, { "content-type": type }));
  const limit = rateLimit({ points: PER_MINUTE, seconds: 60 });
  app.post(`${PREFIX}seen`, limit, async (c) => {
    await noteOutcome(plane, tokenIn(await c.req.json().catch(() => undefined)), "clicked");
    return c.body(null, 204);
  });
  app.post(`${PREFIX}entered`, limit, async (c) => c.json(await noteOutcome(plane, tokenIn(await c.req.json().catch(() => undefined)), "entered"), 200));
}

/** A request that holds anything besides is refused whole: what was typed has no way in, whoever changes the page. */
function tokenIn(body: unknown): string {
  const parsed = told.safeParse(body);
  if (parsed.success) return parsed.data.token;
  throw new Refusal("invalid", "input-not-valid", "The message is not one that is known here.");
}
