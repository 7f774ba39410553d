/** Domains over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { addDomain, checkDomain, listDomains, recordNameOf, removeDomain } from "./change-domains.ts";
import type { DomainRow } from "./domains.store.ts";

const domainSchema = z
  .object({
    name: z.string(),
    verifiedAt: z.iso.datetime().nullable(),
    checkedAt: z.iso.datetime().nullable(),
    problem: z.enum(["none", "no-answer", "other-text"]).nullable().openapi({ description: "Why the last look did not find the proof" }),
    recordName: z.string(),
    recordText: z.string().openapi({ description: "What the TXT record must say" }),
  })
  .openapi("Domain");

const view = (row: DomainRow): z.infer<typeof domainSchema> => ({
  name: row.name,
  verifiedAt: row.verified_at?.toISOString() ?? null,
  checkedAt: row.checked_at?.toISOString() ?? null,
  problem: row.problem as z.infer<typeof domainSchema>["problem"],
  recordName: recordNameOf(row.name),
  recordText: row.proof,
});

const one = (description: string) => ({ description, content: { "application/json": { schema: domainSchema } } });
const params = z.object({ name: z.string().max(253) });

const list = createRoute({
  method: "get",
  path: "/api/domains",
  operationId: "listDomains",
  tags: ["domains"],
  responses: { 200: { description: "The organisation's domains", content: { "application/json": { schema: z.object({ items: z.array(domainSchema) }) } } }, ...problemResponses },
});
const add = createRoute({
  method: "post",
  path: "/api/domains",
  operationId: "addDomain",
  tags: ["domains"],
  request: { body: { required: true, content: { "application/json": { schema: z.strictObject({ name: z.string().max(300) }).openapi("NewDomain") } } } },
  responses: { 201: one("The domain, with the record that proves it"), ...problemResponses },
});
const check = createRoute({ method: "post", path: "/api/domains/{name}/check", operationId: "checkDomain", tags: ["domains"], request: { params }, responses: { 200: one("The domain, as DNS says now"), ...problemResponses } });
const remove = createRoute({ method: "delete", path: "/api/domains/{name}", operationId: "removeDomain", tags: ["domains"], request: { params }, responses: { 204: { description: "Removed" }, ...problemResponses } });

export function domainRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => c.json({ items: (await listDomains(plane, await signedIn(c))).map(view) }, 200));
  app.openapi(add, async (c) => c.json(view(await addDomain(plane, await signedIn(c), c.req.valid("json").name)), 201));
  app.openapi(check, async (c) => c.json(view(await checkDomain(plane, await signedIn(c), c.req.valid("param").name)), 200));
  app.openapi(remove, async (c) => {
    await removeDomain(plane, await signedIn(c), c.req.valid("param").name);
    return c.body(null, 204);
  });
}
