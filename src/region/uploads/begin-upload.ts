/** A person announces a file: name and size. Nothing of it is here yet. */
import { newId, type SiteId, type UploadId } from "../../base/ids.ts";
import { Refusal } from "../../base/errors.ts";
import type { Actor } from "../../platform/access/access.ts";
import { need } from "../../platform/access/access.ts";
import type { TicketPass } from "../../platform/tokens/tokens.ts";
import { MOST_FILE_BYTES } from "../../engine/payment-run/payment-run.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { UploadPurpose } from "../region.store.ts";
import { borrowSite, personOf } from "../sites/sites.ts";
import { sealFacts } from "./uploads.store.ts";

const FILE_NAME_MAX = 200;

/** Files of a ticket are looked at by people; a ledger is not sent this way. */
export const TICKET_FILE_BYTES = 50 * 1024 ** 2;

/** @param pass for a ticket's file: which ticket. @throws Refusal upload-empty, upload-too-large, upload-name; ticket-not-open. */
export async function beginUpload(deps: RegionDeps, actor: Actor, siteId: SiteId, ask: { fileName: string | undefined; sizeBytes: number; purpose?: UploadPurpose }, pass?: TicketPass): Promise<UploadId> {
  const purpose = ask.purpose ?? "ledger";
  if (pass === undefined && purpose === "payment-run") need(actor, siteId, "payment-runs", "check", deps.clock.now().getTime());
  else if (pass === undefined) need(actor, siteId, "uploads", "add", deps.clock.now().getTime());
  else needAttach(actor, siteId, pass, deps.clock.now().getTime());
  const fileName = plainName(ask.fileName);
  if (!Number.isSafeInteger(ask.sizeBytes) || ask.sizeBytes <= 0) {
    throw new Refusal("invalid", "upload-empty", "The file is empty.", [{ remedy: "Export it again; the export may have failed." }]);
  }
  const mostBytes = pass !== undefined ? TICKET_FILE_BYTES : purpose === "payment-run" ? MOST_FILE_BYTES : deps.limits.uploadBytes;
  if (ask.sizeBytes > mostBytes) {
    const limit = `${Math.floor(mostBytes / 1024 ** 2)} MiB`;
    throw new Refusal("too_large", "upload-too-large", `The file is larger than ${limit}.`, [{ expected: `at most ${limit}`, remedy: pass !== undefined ? "Send an extract." : purpose === "payment-run" ? "Send the run in parts." : "Split it by year or by company." }]);
  }
  const uploadId = newId("upl");
  await borrowSite(deps, actor, siteId, async (site) => {
    const facts = await sealFacts(site.keys, uploadId, { fileName, senderName: personOf(actor).name });
    await site.transact(async (tx) => {
      const now = deps.clock.now();
      await tx.insertInto("upload").values({
        site_id: siteId, upload_id: uploadId, state: "receiving", size_bytes: ask.sizeBytes, sent_by: personOf(actor).id, created_at: now, touched_at: now, sealed_facts: facts, ticket_id: pass?.ticket ?? null, purpose: pass === undefined ? purpose : "ledger",
      }).execute();
      await site.audit(tx, { act: "uploads.begin", object: { kind: "upload", id: uploadId }, after: { fileName, sizeBytes: ask.sizeBytes }, ...(pass && { detail: { ticket: pass.ticket } }) });
    });
  });
  return uploadId;
}

function needAttach(actor: Actor, siteId: SiteId, pass: TicketPass, nowMs: number): void {
  need(actor, siteId, "tickets", "raise", nowMs);
  if (!pass.write) throw new Refusal("forbidden", "ticket-not-open", "This ticket takes no files now.", [{ remedy: "Reopen it first." }]);
}

/** What the sender calls the file, without folders and control characters: it is shown, never used as a path. */
export function plainName(text: string | undefined): string {
  const name = (text ?? "").split(/[/\\]/).at(-1)?.replace(/[\p{Cc}\p{Cf}]/gu, "").trim() ?? "";
  if (name === "" || name.length > FILE_NAME_MAX) {
    throw new Refusal("invalid", "upload-name", "The file needs a name.", [{ at: "filename", expected: `1 to ${FILE_NAME_MAX} characters`, remedy: "Rename the file and send it again." }]);
  }
  return name;
}
