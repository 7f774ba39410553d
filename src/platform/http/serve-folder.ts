/**
 * The built web app: files with a hash in their name are kept by the browser for a year, the page itself never; any
 * other path answers the page, because the app has its own router. Nothing outside the folder can be named.
 */
import { serveStatic } from "@hono/node-server/serve-static";
import { notFound } from "../../base/errors.ts";
import type { HttpApp } from "./app.ts";

/** Call last: it takes every GET that no route took, except below `/api/`. */
export function serveFolder(app: HttpApp, folder: string): void {
  const files = serveStatic({
    root: folder,
    onFound: (path, c) => c.header("Cache-Control", /\/assets\//.test(path) ? "public, max-age=31536000, immutable" : "no-cache"),
  });
  const page = serveStatic({ root: folder, path: "index.html", onFound: (_path, c) => c.header("Cache-Control", "no-cache") });
  app.get("/*", async (c, next) => (c.req.path.startsWith("/api/") ? Promise.reject(notFound("page")) : files(c, next)));
  app.get("/*", page);
}
