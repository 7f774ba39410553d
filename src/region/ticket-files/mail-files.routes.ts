/** Where control hands over the files of a mail. Signed messages only: no person's token opens this. */
import { z } from "@hono/zod-openapi";
import { Refusal } from "../../base/errors.ts";
import { isId, type OrganisationId, type PersonId, type SiteId, type TicketId, type UploadId } from "../../base/ids.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import { MESSAGE_HEADER, unframed, verifyMessage } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { ControlTrust } from "../sites/sites.ts";
import { takeMailFile } from "./take-mail-file.ts";

const said = z.strictObject({
  organisationId: z.custom<OrganisationId>((id) => isId("org", id)),
  siteId: z.custom<SiteId>((id) => isId("sit", id)),
  ticketId: z.custom<TicketId>((id) => isId("tck", id)),
  uploadId: z.custom<UploadId>((id) => isId("upl", id)),
  sender: z.strictObject({ id: z.custom<PersonId>((id) => isId("per", id)), name: z.string().max(200) }),
  fileName: z.string().min(1).max(200),
});

export function mailFileRoutes(app: HttpApp, deps: RegionDeps, trust: ControlTrust): void {
  app.post("/internal/ticket-files", async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(trust.controlKeys, trust.nonces, { from: "control", to: `region:${deps.region}` }, { method: "POST", path: c.req.path, body }, c.req.header(MESSAGE_HEADER), deps.clock.now().getTime());
    const { said: claimed, bytes } = unframed(body);
    const parsed = said.safeParse(claimed);
    if (!parsed.success || bytes.length === 0) throw new Refusal("invalid", "input-not-valid", "The message does not describe a file.");
    await takeMailFile(deps, parsed.data, bytes);
    return c.body(null, 204);
  });
}
