/**
 * Writes down, in the caller's transaction, that something has ended.
 *
 * A session and a grant are over for good. A person or an API client is at the next generation from here on: tokens that were
 * made before, with the rights of before, are refused; the next token says the new number. Where the organisation has no
 * site there is no region to tell.
 */
import { sql } from "kysely";
import { invariant } from "../../base/errors.ts";
import type { ClientId, OrganisationId, PersonId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { holderSubject, type Revocation } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";

type Tx = TrailTransaction<ControlTables>;
export type Ended =
  /** Ids of sessions that are over. */
  | { readonly sessions: readonly string[] }
  /** Left, or has other rights than before. Nothing is signed out by this: the next token has the new rights. */
  | { readonly person: PersonId }
  | { readonly client: ClientId }
  /** Staff access that ended before its time. */
  | { readonly grant: string };

/** @param tx of the trail of that organisation. Call it before the entry that the caller writes. */
export async function revoke(plane: Pick<ControlPlane, "clock">, tx: Tx, organisation: OrganisationId, ended: Ended): Promise<void> {
  const items = await itemsOf(tx, organisation, ended);
  if (items.length === 0) return;
  const found = await tx.selectFrom("organisation").where("id", "=", organisation)
    .select((eb) => ["organisation.id", sql<Region[]>`array(${eb.selectFrom("site").select("region").distinct().where("site.organisation_id", "=", organisation)})`.as("regions")]).executeTakeFirst();
  invariant(found, "what ends belongs to the organisation whose trail this is");
  const now = plane.clock.now();
  const rows = found.regions.flatMap((region) => items.map((item) => ({ region, organisation_id: organisation, ...item, revoked_at: now, due_at: now })));
  // A statement holds at most 65,535 values.
  for (let from = 0; from < rows.length; from += 5_000) await tx.insertInto("revocation").values(rows.slice(from, from + 5_000)).execute();
}

async function itemsOf(tx: Tx, organisation: OrganisationId, ended: Ended): Promise<Revocation[]> {
  if ("sessions" in ended) return ended.sessions.map((subject) => ({ subject, below: null }));
  if ("grant" in ended) return [{ subject: ended.grant, below: null }];
  const holder = "person" in ended ? ended.person : ended.client;
  const next = await tx.insertInto("token_generation").values({ organisation_id: organisation, holder, generation: 1 })
    .onConflict((known) => known.columns(["organisation_id", "holder"]).doUpdateSet({ generation: sql`token_generation.generation + 1` }))
    .returning("generation").executeTakeFirstOrThrow();
  return [{ subject: holderSubject(organisation, holder), below: next.generation }];
}
