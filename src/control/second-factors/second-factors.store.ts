/** What a person has besides the password. Every query names the person; nothing here is asked by organisation. */
import type { PasskeyId, PersonId } from "../../base/ids.ts";
import { notFound } from "../../base/errors.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;
export type PasskeyView = { readonly id: PasskeyId; readonly name: string; readonly synchronised: boolean; readonly createdAt: Date; readonly lastUsedAt: Date | null };
export type Factors = { readonly authenticatorSince: Date | null; readonly passkeys: readonly PasskeyView[]; readonly recoveryCodes: number };

export const MOST_PASSKEYS = 20;

/** Changes to one person's factors happen one after the other. */
export async function lockPerson(tx: Tx, person: PersonId): Promise<void> {
  await tx.selectFrom("person").select("id").where("id", "=", person).forUpdate().executeTakeFirstOrThrow();
}

export async function factorsOf(tx: Tx, person: PersonId): Promise<Factors> {
  const authenticator = await tx.selectFrom("authenticator").select("created_at").where("person_id", "=", person).where("state", "=", "active").executeTakeFirst();
  const passkeys = await tx.selectFrom("passkey").select(["id", "name", "synchronised", "created_at", "last_used_at"]).where("person_id", "=", person).orderBy("created_at").limit(MOST_PASSKEYS).execute();
  const codes = await tx.selectFrom("recovery_code").select((eb) => eb.fn.countAll<string>().as("count")).where("person_id", "=", person).executeTakeFirstOrThrow();
  return {
    authenticatorSince: authenticator?.created_at ?? null,
    passkeys: passkeys.map((row) => ({ id: row.id, name: row.name, synchronised: row.synchronised, createdAt: row.created_at, lastUsedAt: row.last_used_at })),
    recoveryCodes: Number(codes.count),
  };
}

export const hasAny = (factors: Factors): boolean => factors.authenticatorSince !== null || factors.passkeys.length > 0;

export async function passkeysOf(tx: Tx, person: PersonId): Promise<readonly { credential_id: string; transports: string[] }[]> {
  return tx.selectFrom("passkey").select(["credential_id", "transports"]).where("person_id", "=", person).limit(MOST_PASSKEYS).execute();
}

/** @throws Refusal not_found also for somebody else's. */
export async function removePasskeyRow(tx: Tx, person: PersonId, id: PasskeyId): Promise<{ readonly name: string }> {
  const removed = await tx.deleteFrom("passkey").where("person_id", "=", person).where("id", "=", id).returning("name").executeTakeFirst();
  if (!removed) throw notFound("passkey");
  return removed;
}
