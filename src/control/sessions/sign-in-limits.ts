/**
 * Limits on guessing that nobody can turn against somebody else.
 *
 * Failures are counted per account *and* address: whoever guesses at an account from one place is stopped there, and its
 * owner signs in from another. A wider count per address slows spraying one password over many accounts. Guessing at one
 * account from many addresses meets a count per account, and while many sign-ins fail everywhere (spraying from many
 * addresses) that count is kept short.
 *
 * The count per account could be closed on its owner by anybody, so it does not hold for a *known device*: a browser that has
 * signed in as this account before has a cookie that says so, and is counted by itself alone. Passkeys are not guessed and have no
 * count. So the owner gets in from a browser they have used, with a passkey from anywhere, and by a reset link.
 *
 * Buckets are keyed hashes, so the table tells neither addresses nor accounts. Counted before the attempt, so that
 * parallel attempts cannot slip through together; taken back when it succeeds.
 */
import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { networkOf } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import type { Database, TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

export const LIMIT_WINDOW_MS = 15 * 60_000;
export const FAILURES_PER_ACCOUNT_AND_ADDRESS = 10;
export const FAILURES_PER_ADDRESS = 100;
export const FAILURES_PER_ACCOUNT = 50;
/** From so many failures anywhere in the window on, it counts as spraying … */
export const FAILURES_EVERYWHERE = 1_000;
/** … and this is what each account may have from devices that it does not know. */
export const FAILURES_PER_ACCOUNT_WHILE_SPRAYED = 5;
/** Codes after the right password: each has a chance of 1 in 333,333. */
export const WRONG_CODES_PER_PLACE = 5;
export const WRONG_CODES_PER_ACCOUNT = 20;

type Counter = { readonly bucket: Buffer; readonly limit: number };
/** In the order in which they are counted; a full one stops the attempt before the next is counted. */
export type Attempt = { readonly counters: readonly Counter[]; readonly account?: Counter; readonly everywhere?: Buffer };
export type Verdict =
  | { readonly refused: false }
  | { readonly refused: true; readonly first: boolean; readonly bucket: Buffer; readonly retryAt: Date };

const bucketWith = (key: Uint8Array) => (...parts: readonly string[]): Buffer => createHmac("sha256", key).update(JSON.stringify(parts)).digest();

/** @param device what the cookie of a known device says, already checked for this account. */
export function attemptOf(key: Uint8Array, account: string, address: string, device?: string): Attempt {
  const bucket = bucketWith(key);
  const name = account.toLowerCase();
  if (device !== undefined) return { counters: [{ bucket: bucket("device", name, device), limit: FAILURES_PER_ACCOUNT_AND_ADDRESS }] };
  const network = networkOf(address);
  return {
    counters: [
      { bucket: bucket("pair", name, network), limit: FAILURES_PER_ACCOUNT_AND_ADDRESS },
      { bucket: bucket("address", network), limit: FAILURES_PER_ADDRESS },
    ],
    account: { bucket: bucket("account", name), limit: FAILURES_PER_ACCOUNT },
    everywhere: bucket("everywhere"),
  };
}

/** Codes of a second factor: the same idea. Whoever fills the count knows the password, and its owner is told. */
export function codeAttemptOf(key: Uint8Array, person: string, address: string, device?: string): Attempt {
  const bucket = bucketWith(key);
  const place = { bucket: bucket("code place", person, device ?? networkOf(address)), limit: WRONG_CODES_PER_PLACE };
  return device === undefined ? { counters: [place, { bucket: bucket("code", person), limit: WRONG_CODES_PER_ACCOUNT }] } : { counters: [place] };
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
  const spraying = attempt.everywhere !== undefined && (await count(db, attempt.everywhere, now)).failures > FAILURES_EVERYWHERE;
  const account = attempt.account && { ...attempt.account, limit: spraying ? FAILURES_PER_ACCOUNT_WHILE_SPRAYED : attempt.account.limit };
  for (const { bucket, limit } of account ? [...attempt.counters, account] : attempt.counters) {
    const { failures, started_at } = await count(db, bucket, now);
    if (failures > limit) return { refused: true, first: failures === limit + 1, bucket, retryAt: new Date(started_at.getTime() + LIMIT_WINDOW_MS) };
  }
  return { refused: false };
}

/** A right password or code was no attempt at guessing: what counts this place alone begins anew, the rest takes it back. */
export async function forgiveAttempt(tx: TrailTransaction<ControlTables>, { counters: [own, ...shared], account, everywhere }: Attempt): Promise<void> {
  if (own) await tx.deleteFrom("sign_in_attempt").where("bucket", "=", own.bucket).execute();
  const others = [...shared.map(({ bucket }) => bucket), ...(account ? [account.bucket] : []), ...(everywhere ? [everywhere] : [])];
  if (others.length === 0) return;
  await tx
    .updateTable("sign_in_attempt")
    .set((eb) => ({ failures: sql<number>`greatest(0, ${eb.ref("failures")} - 1)` }))
    .where("bucket", "in", others)
    .execute();
}

export function tooManyAttempts(retryAt: Date, now: Date): Refusal {
  const minutes = Math.max(1, Math.ceil((retryAt.getTime() - now.getTime()) / 60_000));
  return new Refusal("too_many", "too-many-attempts", "Too many attempts from here.", [
    { remedy: `Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.` },
  ]);
}
