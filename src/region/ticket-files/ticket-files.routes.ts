/** Files of tickets over HTTP: with the access token, and the pass for the ticket in a header of its own. Sending one is an upload with that header. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Refusal } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { type HttpApp, type HttpEnv, problemResponses } from "../../platform/http/http.ts";
import { type PublicKeys, TICKET_PASS_HEADER, type TicketPass } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { passIn } from "../uploads/uploads.ts";
import { listTicketFiles, openTicketFile } from "./list-ticket-files.ts";
import { ticketFileSchema } from "./ticket-files.schema.ts";

const headers = z.object({ [TICKET_PASS_HEADER]: z.string().max(4000).optional().openapi({ description: "From control: POST /api/tickets/{ticketId}/pass" }) });
const fileParams = siteParams.extend({ uploadId: z.string().openapi({ param: { name: "uploadId", in: "path" } }) });

const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/ticket-files", operationId: "listTicketFiles", tags: ["ticket-files"], request: { params: siteParams, headers },
  responses: { 200: { description: "Files of the ticket that the pass names", content: { "application/json": { schema: z.object({ items: z.array(ticketFileSchema) }) } } }, ...problemResponses },
});
const open = createRoute({
  method: "get", path: "/api/sites/{siteId}/ticket-files/{uploadId}", operationId: "openTicketFile", tags: ["ticket-files"], request: { params: fileParams, headers },
  responses: { 200: { description: "Its bytes, to be saved and never shown as a page", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});

export function ticketFileRoutes(app: HttpApp, deps: RegionDeps, controlKeys: PublicKeys): void {
  const needPass = async (c: Context<HttpEnv>, siteId: SiteId): Promise<TicketPass> => {
    const pass = await passIn(c, deps, controlKeys, siteId);
    if (pass === undefined) throw new Refusal("forbidden", "ticket-pass-not-valid", "The files of a ticket are reached through the ticket.", [{ remedy: "Open the ticket again." }]);
    return pass;
  };
  app.openapi(list, async (c) => {
    const siteId = parseId("sit", c.req.valid("param").siteId);
    return c.json({ items: await listTicketFiles(deps, c.var.actor, siteId, await needPass(c, siteId)) }, 200);
  });
  app.openapi(open, async (c) => {
    const { siteId: text, uploadId } = c.req.valid("param");
    const siteId = parseId("sit", text);
    const { bytes, fileName } = await openTicketFile(deps, c.var.actor, siteId, await needPass(c, siteId), uploadId);
    // Never a page of ours, whatever is in it.
    return c.body(Buffer.from(bytes), 200, { "Content-Type": "application/octet-stream", "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`, "Content-Security-Policy": "sandbox" });
  });
}
