/** Entries with their proofs, for checking without us: a pack of many (platform/audit's trail-pack), or one as a `.tlog-proof`. */
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { entryById, findEntries, openedEntry, packHead, packLine, proverOf, type StoredEntry } from "../../platform/audit/audit.ts";
import { formatProof } from "../../platform/tlog/tlog.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import type { ActivityFilter } from "./activity.schema.ts";
import { filterOf } from "./list-activity.ts";

/** A pack is made in memory. */
const MOST_ENTRIES = 10_000;

/** Entries that are signed already; the newest second's are in the next pack. @throws Refusal too_large too-many-entries. */
export async function exportActivity(deps: RegionDeps, actor: Actor, siteId: SiteId, asked: ActivityFilter & { readonly since?: number | undefined }): Promise<string> {
  need(actor, siteId, "activity", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const prover = await proverOf(tx);
      const found = await findEntries(tx, filterOf(asked), { upToSeq: prover.tree.treeSize, limit: MOST_ENTRIES + 1 });
      if (found.length > MOST_ENTRIES) throw new Refusal("too_large", "too-many-entries", "These are too many entries for one file.", [{ expected: "at most 10,000", remedy: "Choose fewer days." }]);
      const { since, ...filter } = asked;
      const given = Object.entries(filter).filter(([name, value]) => value !== undefined && !["limit", "cursor"].includes(name)).map(([name, value]) => [name, String(value)]);
      // Days alone leave nothing out between the first entry and the last; anything else may.
      const complete = given.every(([name]) => name === "from" || name === "to");
      const parts = [await packHead(prover, { made: deps.clock.now().toISOString(), asked: Object.fromEntries(given), complete }, since)];
      for (const entry of found.toReversed()) parts.push(await packLine(prover, entry, await clearOf(site, entry)));
      await site.auditRead(tx, "activity.export", { kind: "site", id: siteId }, found.length);
      return parts.join("");
    }));
}

/** @throws Refusal not-found; entry-not-signed-yet within the first second or two. */
export async function proveActivity(deps: RegionDeps, actor: Actor, siteId: SiteId, entryId: string): Promise<string> {
  need(actor, siteId, "activity", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const entry = await entryById(tx, parseId("aud", entryId));
      if (entry === undefined) throw notFound("audit entry");
      const prover = await proverOf(tx);
      if (entry.seq > prover.tree.treeSize) throw new Refusal("conflict", "entry-not-signed-yet", "This entry is so new that it is not signed yet.", [{ remedy: "Try again in a few seconds." }]);
      const proof = await prover.entry(entry.seq);
      await site.auditRead(tx, "activity.prove", { kind: "audit-entry", id: entry.id }, 1);
      return formatProof({ ...proof, extra: Buffer.from(JSON.stringify(openedEntry(entry, await clearOf(site, entry)))) });
    }));
}

const clearOf = async (site: BorrowedSite, { id, sealed }: StoredEntry): Promise<Uint8Array | null> =>
  sealed === null ? null : site.keys.openRow({ kind: "audit_entry.sealed", object: id }, sealed);
