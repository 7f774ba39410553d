/**
 * Lends a site to a verb: its keys, and transactions that see only its rows.
 *
 * Keys are borrowed once per verb and outlive its transactions (a job seals for minutes); a transaction is short. What
 * a verb writes to the audit trail is sealed with the same keys, in the transaction of the change.
 */
import { notFound } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { type Actor, actsOnData } from "../../platform/access/access.ts";
import { actedSince, audit, type AuditEntry } from "../../platform/audit/audit.ts";
import { withSite, type SiteTransaction } from "../../platform/postgres/postgres.ts";
import type { Authority, SiteKeys } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { RegionTables } from "../region.store.ts";
import { nameOf } from "./person-of.ts";

export type RegionTransaction = SiteTransaction<RegionTables>;

export type SiteEntry = Omit<AuditEntry, "actor" | "detail"> & { readonly detail?: Readonly<Record<string, unknown>> };

export type BorrowedSite = {
  readonly siteId: SiteId;
  readonly keys: SiteKeys;
  /** One transaction; the site is open at its beginning. @throws Refusal not-found when this region has no such open site. */
  readonly transact: <T>(work: (tx: RegionTransaction) => Promise<T>) => Promise<T>;
  /** Call it last in the transaction of the change. */
  readonly audit: (tx: RegionTransaction, entry: SiteEntry) => Promise<void>;
  /**
   * A read of customer data that has been completed; `rows` says how much of it. A page that looks again and again
   * (progress) makes one entry a minute; of the operator's people every look has its own, with the ids of what a list showed.
   */
  readonly auditRead: (tx: RegionTransaction, act: string, object: { kind: string; id: string }, rows: number, shown?: readonly string[]) => Promise<void>;
};

/** Staff act on a site only as far as their grant lets them; a system actor never gets here. */
export function authorityOf(actor: Actor, siteId: SiteId): Authority {
  switch (actor.kind) {
    case "person":
      return { by: "session", site: siteId, person: actor.person, session: actor.session, expiresAtMs: actor.expiresAtMs ?? 0, holder: { organisation: actor.organisation, id: actor.person, generation: actor.generation ?? 0 } };
    case "client":
      return { by: "client", site: siteId, client: actor.client, expiresAtMs: actor.expiresAtMs, holder: { organisation: actor.organisation, id: actor.client, generation: actor.generation } };
    case "job":
      return { by: "job", site: siteId, job: actor.job, cause: actor.cause };
    case "staff":
      return {
        by: "grant", site: siteId, grant: actor.grant, person: actor.person, session: actor.session, scope: actsOnData(actor.permissions) ? "act" : "read", expiresAt: new Date(actor.expiresAtMs),
      };
    case "system":
      throw notFound("site");
  }
}

const SAME_READ_MS = 60_000;

/** The right itself is the verb's first line (`need`); this is the second. */
export function borrowSite<T>(deps: RegionDeps, actor: Actor, siteId: SiteId, work: (site: BorrowedSite) => Promise<T>): Promise<T> {
  return deps.vault.withSite(siteId, authorityOf(actor, siteId), (keys) => {
    const seal = (place: { kind: string; object: string }, clear: Uint8Array) => keys.sealRow(place, clear);
    return work({
      siteId,
      keys,
      transact: (change) =>
        withSite(deps.db, siteId, async (tx: RegionTransaction) => {
          const found = await tx.selectFrom("site").select("state").where("site_id", "=", siteId).executeTakeFirst();
          if (found?.state !== "open") throw notFound("site");
          return change(tx);
        }),
      audit: async (tx, entry) => {
        // The name is sealed with the rest: an id alone would tell the site's people nothing.
        const detail = { ...entry.detail, ...(nameOf(actor) !== "" && { name: nameOf(actor) }) };
        await audit(tx, { actor, ...entry, ...(Object.keys(detail).length > 0 && { detail }) }, seal, deps.clock);
      },
      auditRead: async (tx, act, object, rows, shown) => {
        const staff = actor.kind === "staff";
        if (!staff && (await actedSince(tx, { actor, act, object }, new Date(deps.clock.now().getTime() - SAME_READ_MS)))) return;
        const detail = { rows, ...(staff && shown !== undefined && { shown }), ...(nameOf(actor) !== "" && { name: nameOf(actor) }) };
        await audit(tx, { actor, act, object, detail }, seal, deps.clock);
      },
    });
  });
}
