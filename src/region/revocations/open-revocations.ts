/** Takes in what has ended, and asks whether somebody has. One look-up by primary key at each request. */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import type { OrganisationId } from "../../base/ids.ts";
import type { Database } from "../../platform/postgres/postgres.ts";
import { holderSubject, REVOCATION_KEPT_MS, type Revocation } from "../../platform/tokens/tokens.ts";
import type { RegionTables } from "../region.store.ts";

/** Whoever a token was issued to. */
export type Bearer = {
  /** `per_…` or `cli_…`, whose rights have generations. */
  readonly holder?: { readonly organisation: OrganisationId; readonly id: string; readonly generation: number };
  /** Sessions and grants, which are over for good. */
  readonly things: readonly string[];
};

export type Revocations = {
  /** @throws Refusal unauthenticated token-revoked */
  readonly needStanding: (bearer: Bearer) => Promise<void>;
  /** Heard twice, or out of order, it stays with what refuses more. */
  readonly takeIn: (items: readonly Revocation[]) => Promise<void>;
  /** How far control was asked; null: not yet. */
  readonly cursor: () => Promise<string | null>;
  /** What was heard, and how far that goes, together. */
  readonly takeInUpTo: (items: readonly Revocation[], cursor: string) => Promise<void>;
  readonly forget: () => Promise<number>;
};

/** A statement holds at most 65,535 values. */
const ROWS_AT_ONCE = 5_000;

export function openRevocations(db: Database<RegionTables>, clock: Clock): Revocations {
  const insert = async (tx: Database<RegionTables>["kysely"], items: readonly Revocation[]): Promise<void> => {
    const known_at = clock.now();
    for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
      const rows = distinct(items.slice(from, from + ROWS_AT_ONCE)).map((item) => ({ ...item, known_at }));
      await tx.insertInto("revocation").values(rows)
        .onConflict((known) => known.column("subject").doUpdateSet({
          below: sql`case when revocation.below is null or excluded.below is null then null else greatest(revocation.below, excluded.below) end`,
          known_at: sql`excluded.known_at`,
        })).execute();
    }
  };
  return {
    needStanding: async ({ holder, things }) => {
      const subjects = holder === undefined ? things : [...things, holderSubject(holder.organisation, holder.id)];
      const rows = await db.kysely.selectFrom("revocation").select(["subject", "below"]).where("subject", "in", subjects).execute();
      if (rows.some(({ below }) => below === null || (holder !== undefined && holder.generation < below))) {
        throw new Refusal("unauthenticated", "token-revoked", "Please sign in again.");
      }
    },
    takeIn: (items) => insert(db.kysely, items),
    cursor: async () => (await db.kysely.selectFrom("revocation_cursor").select("cursor").executeTakeFirst())?.cursor ?? null,
    takeInUpTo: (items, cursor) =>
      db.kysely.transaction().execute(async (tx) => {
        await insert(tx, items);
        await tx.insertInto("revocation_cursor").values({ cursor }).onConflict((known) => known.column("the_one").doUpdateSet({ cursor })).execute();
      }),
    forget: async () => {
      const gone = await db.kysely.deleteFrom("revocation").where("known_at", "<=", new Date(clock.now().getTime() - REVOCATION_KEPT_MS)).executeTakeFirst();
      return Number(gone.numDeletedRows);
    },
  };
}

/** One statement may touch a row once. */
function distinct(items: readonly Revocation[]): Revocation[] {
  const bySubject = new Map<string, Revocation>();
  for (const item of items) {
    const known = bySubject.get(item.subject);
    const below = known === undefined ? item.below : known.below === null || item.below === null ? null : Math.max(known.below, item.below);
    bySubject.set(item.subject, { subject: item.subject, below });
  }
  return [...bySubject.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1)); // one order, so that two nodes never wait for each other
}
