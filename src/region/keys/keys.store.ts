/** The site's row and certificate as the verbs of keys see them: without opening anything, since the keys may be gone. */
import { notFound } from "../../base/errors.ts";
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import type { Actor, ActorFace } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { withSite, type SiteTransaction } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { RegionTables } from "../region.store.ts";

export type KeysTransaction = SiteTransaction<RegionTables>;

export type SiteRow = { readonly organisationId: OrganisationId; readonly state: "open" | "closed" };

/** @throws Refusal not-found */
export async function siteRow(tx: KeysTransaction): Promise<SiteRow> {
  const row = await tx.selectFrom("site").select(["organisation_id", "state"]).where("site_id", "=", tx.siteId).executeTakeFirst();
  if (row === undefined) throw notFound("site");
  return { organisationId: row.organisation_id, state: row.state };
}

/** Entries about keys have no details: they are written also when nothing can be sealed any more. */
export const recordAct = (deps: RegionDeps, tx: KeysTransaction, actor: Actor | ActorFace, act: string, object: { kind: string; id: string }) =>
  audit(tx, { actor, act, object }, undefined, deps.clock);

export type Certificate = { readonly id: string; readonly madeAt: Date; readonly text: string };

/** The first one, should destruction have been asked for twice at once. */
export async function certificateOf(tx: KeysTransaction): Promise<Certificate | undefined> {
  const row = await tx.selectFrom("key_certificate").select(["certificate_id", "made_at", "body"]).where("site_id", "=", tx.siteId)
    .orderBy("made_at").limit(1).executeTakeFirst();
  return row && { id: row.certificate_id, madeAt: row.made_at, text: row.body };
}

/** The site is closed and its certificate kept, in the transaction of the entry that names it. */
export async function closeSite(deps: RegionDeps, actor: Actor, siteId: SiteId, certificate: Certificate): Promise<Certificate> {
  return withSite(deps.db, siteId, async (tx: KeysTransaction) => {
    const row = await tx.selectFrom("site").select("state").where("site_id", "=", siteId).forUpdate().executeTakeFirstOrThrow();
    const known = await certificateOf(tx);
    if (row.state === "closed" && known !== undefined) return known;
    await tx.updateTable("site").set((site) => ({ state: "closed" as const, revision: site("revision", "+", 1) })).where("site_id", "=", siteId).execute();
    await tx.insertInto("key_certificate").values({ site_id: siteId, certificate_id: certificate.id, made_at: certificate.madeAt, body: certificate.text }).execute();
    await recordAct(deps, tx, actor, "keys.destroyed", { kind: "certificate", id: certificate.id });
    return certificate;
  });
}
