/**
 * Limits on guessing passwords that nobody can turn against somebody else.
 *
 * Failures are counted per account *and* address: whoever guesses at an account from one place is stopped there, and
 * its owner signs in from another. A second, wider count per address slows spraying one password over many accounts.
 * There is no count per account alone, because that is a lock which anybody could close.
 * Buckets are keyed hashes, so the table tells neither addresses nor accounts. Counted before the attempt, so that
 * parallel attempts cannot slip through together; taken back when it succeeds.
 */
import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import type { Database, TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

export const LIMIT_WINDOW_MS = 15 * 60_000;
export const FAILURES_PER_ACCOUNT_AND_ADDRESS = 10;
export const FAILURES_PER_ADDRESS = 100;

export type Attempt = { readonly pair: Buffer; readonly address: Buffer };
export type Verdict = { readonly refused: false } | { readonly refused: true; readonly first: boolean; readonly retryAt: Date };

/** An IPv6 customer owns a /64, so its addresses count as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

export function attemptOf(key: Uint8Array, account: string, address: string): Attempt {
  const bucket = (...parts: readonly string[]): Buffer => createHmac("sha256", key).update(JSON.stringify(parts)).digest();
  const network = networkOf(address);
  return { pair: bucket("pair", account.toLowerCase(), network), address: bucket("address", network) };
}

async function count(db: Database<ControlTables>, bucket: Buffer, now: Date): Promise<{ failures: number; started_at: Date }> {
  const cutoff = new Date(now.getTime() - LIMIT_WINDOW_MS);
  const { rows } = await sql<{ failures: number; started_at: Date }>`
    insert into sign_in_attempt as known (bucket, failures, started_at) values (${bucket}, 1, ${now})
    on conflict (bucket) do update set
      failures = case when known.started_at <= ${cutoff} then 1 else known.failures + 1 end,
      started_at = case when known.started_at <= ${cutoff} then ${now} else known.started_at end
    returning failures, started_at`.execute(db.kysely);
  return rows[0] as { failures: number; started_at: Date };
}

export async function spendAttempt(db: Database<ControlTables>, attempt: Attempt, clock: Clock): Promise<Verdict> {
  const now = clock.now();
  await sql`delete from sign_in_attempt where bucket in
    (select bucket from sign_in_attempt where started_at <= ${new Date(now.getTime() - LIMIT_WINDOW_MS)} limit 20 for update skip locked)`.execute(db.kysely);
  const limits = [[attempt.pair, FAILURES_PER_ACCOUNT_AND_ADDRESS], [attempt.address, FAILURES_PER_ADDRESS]] as const;
  for (const [bucket, limit] of limits) {
    const { failures, started_at } = await count(db, bucket, now);
    if (failures > limit) return { refused: true, first: failures === limit + 1, retryAt: new Date(started_at.getTime() + LIMIT_WINDOW_MS) };
  }
  return { refused: false };
}

/** A right password was no attempt at guessing. */
export async function forgiveAttempt(tx: TrailTransaction<ControlTables>, attempt: Attempt): Promise<void> {
  await tx.deleteFrom("sign_in_attempt").where("bucket", "=", attempt.pair).execute();
  await tx
    .updateTable("sign_in_attempt")
    .set((eb) => ({ failures: sql<number>`greatest(0, ${eb.ref("failures")} - 1)` }))
    .where("bucket", "=", attempt.address)
    .execute();
}

export function tooManyAttempts(retryAt: Date, now: Date): Refusal {
  const minutes = Math.max(1, Math.ceil((retryAt.getTime() - now.getTime()) / 60_000));
  return new Refusal("too_many", "too-many-attempts", "Too many attempts from here.", [
    { remedy: `Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.` },
  ]);
}
