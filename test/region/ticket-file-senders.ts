/** Files of tickets as control and browsers send them, and what lets somebody to them. */
import { vi } from "vitest";
import { newId, type PersonId, type TicketId, type UploadId } from "../../src/base/ids.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import { framed, issueTicketPass, MESSAGE_HEADER, signMessage, TICKET_PASS_HEADER, type TicketPass } from "../../src/platform/tokens/tokens.ts";
import type { RegionApp, TestSite } from "./region-app.ts";

export async function ticketPass(region: RegionApp, { siteId }: TestSite, ticket: TicketId, person: PersonId, more: Partial<TicketPass> = {}): Promise<Record<string, string>> {
  return { [TICKET_PASS_HEADER]: (await issueTicketPass(region.signer, { ticket, person, site: siteId, region: "uk", write: true, ...more })).pass };
}

/** As control hands over the file of a mail. */
export async function handOver(region: RegionApp, said: object, bytes: string): Promise<Response> {
  const body = framed(said, Buffer.from(bytes));
  const path = "/internal/ticket-files";
  const message = await signMessage(region.signer, "control", "region:uk", { method: "POST", path, body });
  return region.app.request(`https://region.test${path}`, { method: "POST", headers: { [MESSAGE_HEADER]: message, "content-type": "application/octet-stream" }, body: Buffer.from(body) });
}

export const saidOf = ({ siteId, organisationId, person }: TestSite, ticketId: TicketId, fileName: string, uploadId: UploadId = newId("upl")) => ({ organisationId, siteId, ticketId, uploadId, sender: { id: person, name: "Ada Example" }, fileName });

/** Handed over and looked into by the worker. */
export async function mailFile(region: RegionApp, site: TestSite, ticket: TicketId, fileName: string, text: string): Promise<UploadId> {
  const said = saidOf(site, ticket, fileName);
  const answer = await handOver(region, said, text);
  if (answer.status !== 204) throw new Error(`handing over: ${answer.status} ${await answer.text()}`);
  await settledFile(region, site, said.uploadId);
  return said.uploadId;
}

export const settledFile = ({ deps }: RegionApp, { siteId }: TestSite, uploadId: UploadId): Promise<string> =>
  vi.waitFor(async () => {
    const row = await withSite(deps.db, siteId, (tx) => tx.selectFrom("upload").select("state").where("site_id", "=", siteId).where("upload_id", "=", uploadId).executeTakeFirstOrThrow());
    if (row.state === "receiving" || row.state === "inspecting") throw new Error(row.state);
    return row.state as string;
  }, { timeout: 30_000, interval: 50 });
