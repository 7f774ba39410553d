/**
 * Keys of the log store: one per month, wrapped by control's root in its key service. A month's key is deleted with the last batch under
 * it, and a root that wraps no key any more is destroyed, so lines whose time is over are gone from copies too. The root is renewed yearly.
 */
import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { invariant } from "../../base/errors.ts";
import { type KeyId, newId } from "../../base/ids.ts";
import type { Database } from "../../platform/postgres/postgres.ts";
import { type KeyService, PLANE_KEY_BYTES, type PlaneSeal, planeSeal } from "../../platform/vault/vault.ts";
import type { ControlTables } from "../tables.ts";

export type LogKeys = {
  /** The key of this month, made at first need. @throws Refusal key-service-*, root-key-*. */
  readonly current: () => Promise<PlaneSeal>;
  /** @throws Refusal wrapped-key-damaged and others of the key service; an error when there is no such key. */
  readonly byId: (id: KeyId) => Promise<PlaneSeal>;
  /** Deletes keys that nothing is sealed under any more, and roots that wrap none. */
  readonly forget: () => Promise<void>;
};

type KeyRow = { readonly id: KeyId; readonly month: number; readonly root: string; readonly wrapped: Buffer };

const ROOT_LIFE_MS = 365 * 86_400_000;

export function openLogKeys(parts: { readonly db: Database<ControlTables>; readonly keyService: KeyService; readonly clock: Clock }): LogKeys {
  const { db, keyService, clock } = parts;
  const opened = new Map<KeyId, PlaneSeal>();
  const contextOf = (month: number) => ({ region: "control", site: "logs", version: month }) as const;
  const columns = ["id", "month", "root", "wrapped"] as const;
  const sealOf = async (row: KeyRow): Promise<PlaneSeal> => {
    const known = opened.get(row.id) ?? planeSeal(row.id, await unwrapped(keyService, row, contextOf(row.month)));
    opened.set(row.id, known);
    return known;
  };
  const ofMonth = (month: number): Promise<KeyRow | undefined> => db.kysely.selectFrom("log_key").select(columns).where("month", "=", month).executeTakeFirst();
  let present: { readonly month: number; readonly seal: PlaneSeal } | undefined;
  const make = async (month: number): Promise<KeyRow> => {
    const roots = await keyService.versions();
    const root = roots.find(({ current }) => current);
    if (root !== undefined && clock.now().getTime() - root.createdAt.getTime() > ROOT_LIFE_MS) await keyService.rotate();
    const wrapped = await keyService.wrap(randomBytes(PLANE_KEY_BYTES), contextOf(month));
    const row = { id: newId("key"), month, root: wrapped.root, wrapped: Buffer.from(wrapped.bytes), created_at: clock.now() };
    // Two nodes that make it at once: one row stays, and both read that one.
    await db.kysely.insertInto("log_key").values(row).onConflict((conflict) => conflict.column("month").doNothing()).execute();
    const stored = await ofMonth(month);
    invariant(stored, "the month's key is there");
    return stored;
  };
  const sealNow = async (): Promise<PlaneSeal> => {
    const now = clock.now();
    const month = now.getUTCFullYear() * 100 + now.getUTCMonth() + 1;
    if (present?.month !== month) present = { month, seal: await sealOf((await ofMonth(month)) ?? (await make(month))) };
    return present.seal;
  };
  return {
    current: sealNow,
    byId: async (id) => {
      const known = opened.get(id);
      if (known !== undefined) return known;
      const row = await db.kysely.selectFrom("log_key").select(columns).where("id", "=", id).executeTakeFirst();
      invariant(row, "the key of a batch is there");
      return sealOf(row);
    },
    forget: async () => {
      const gone = await db.kysely.deleteFrom("log_key").where("id", "!=", (await sealNow()).id)
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom("log_batch").select("key_id").whereRef("key_id", "=", "log_key.id"))))
        .returning("id").execute();
      for (const { id } of gone) opened.delete(id);
      const needed = new Set((await db.kysely.selectFrom("log_key").select("root").execute()).map(({ root }) => root));
      for (const { root, current } of await keyService.versions()) if (!current && !needed.has(root)) await keyService.destroy(root);
    },
  };
}

async function unwrapped(keyService: KeyService, row: KeyRow, context: { region: "control"; site: "logs"; version: number }): Promise<KeyObject> {
  const bytes = await keyService.unwrap({ root: row.root, bytes: row.wrapped }, context);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
