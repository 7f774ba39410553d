/**
 * Puts a mail into the queue, in the transaction of the act that causes it.
 *
 * Bounded: so many mails to one address in an hour and so many waiting in one organisation. An address that turned out to be
 * dead gets nothing until somebody has the mail sent again on purpose (`reviveAddress`), or a month is over.
 */
import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { Refusal } from "../../base/errors.ts";
import { newId, type MailId } from "../../base/ids.ts";
import type { Trail, TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import { ACCESS_NEWS } from "./access-news.ts";
import { TEXT_KEPT_MS } from "./forget-mail.ts";
import { writtenMail, type Mail } from "./templates.ts";

type Tx = TrailTransaction<ControlTables>;

export const MAILS_PER_ADDRESS_AND_HOUR = 5;
const HOUR_MS = 3_600_000;
export const DEAD_FOR_MS = 30 * 24 * HOUR_MS;
/** Bounded by who causes them, so that mails of other kinds, which anybody may ask for, cannot use up their room. */
const BOUNDED_ELSEWHERE: ReadonlySet<Mail["kind"]> = new Set(["alert", "address-changed", "campaign", ...ACCESS_NEWS]);
const WAITING_PER_ORGANISATION = 1_000;
/** A mail without a link of its own is worth sending for this long. */
const NEWS_MS = 48 * HOUR_MS;

/** @throws Refusal unavailable mail-not-set-up: say so before anything is promised. */
export function needMailWorks(plane: ControlPlane): void {
  if (plane.mail.out.kind !== "off") return;
  throw new Refusal("unavailable", "mail-not-set-up", "This installation cannot send mail.", [{ remedy: "Whoever runs it can name a mail server in its settings." }]);
}

export function bucketOf(plane: ControlPlane, organisation: string, address: string): Buffer {
  return createHmac("sha256", plane.mail.addressKey).update(JSON.stringify([organisation, address.toLowerCase()])).digest();
}

/**
 * @param usefulUntil when the link in it ends; it is not sent after that
 * @throws Refusal too_many mail-too-many: this address was sent several just now; mail-queue-full. unavailable mail-not-set-up.
 */
export async function enqueueMail(plane: ControlPlane, tx: Tx, to: string, mail: Mail, usefulUntil?: Date): Promise<MailId> {
  needMailWorks(plane);
  const organisation = tx.trail;
  const now = plane.clock.now();
  const bucket = bucketOf(plane, organisation, to);
  const dead = BOUNDED_ELSEWHERE.has(mail.kind) ? await isDead(tx, bucket, now) : await countTo(tx, bucket, now);
  const state = dead ? "suppressed" : plane.mail.out.kind === "kept" ? "kept" : "waiting";
  if (state === "waiting") await needRoom(tx, organisation);
  const id = newId("mai");
  const written = writtenMail(mail);
  await tx
    .insertInto("mail")
    .values({
      organisation_id: organisation,
      id,
      template: mail.kind,
      state,
      reply: null,
      sealed_recipient: plane.mail.seal.seal({ kind: "mail.sealed_recipient", object: id }, Buffer.from(to)),
      sealed_text: state === "suppressed" ? null : plane.mail.seal.seal({ kind: "mail.sealed_text", object: id }, Buffer.from(JSON.stringify(written))),
      created_at: now,
      useful_until: usefulUntil ?? new Date(now.getTime() + NEWS_MS),
      finished_at: state === "waiting" ? null : now,
    })
    .execute();
  const next = state === "waiting" ? { step: "send" as const, due_at: now } : { step: "forget-text" as const, due_at: new Date(now.getTime() + TEXT_KEPT_MS) };
  await tx.insertInto("mail_due").values({ mail: id, organisation_id: organisation, ...next }).execute();
  return id;
}

/** News about an account: sent where that is possible, and never what stops the act that it tells of. */
export async function notify(plane: ControlPlane, tx: Tx, to: string, mail: Mail, usefulUntil?: Date): Promise<void> {
  if (plane.mail.out.kind === "off") return;
  await enqueueMail(plane, tx, to, mail, usefulUntil).catch((error: unknown) => {
    if (!(error instanceof Refusal && error.kind === "too_many")) throw error;
  });
}

/** Counts this one. Answers whether the address is dead. */
async function countTo(tx: Tx, bucket: Buffer, now: Date): Promise<boolean> {
  const cutoff = new Date(now.getTime() - HOUR_MS);
  const { rows } = await sql<{ sent: number; dead_since: Date | null }>`
    insert into mail_recipient as known (bucket, sent, started_at) values (${bucket}, 1, ${now})
    on conflict (bucket) do update set
      sent = case when known.started_at <= ${cutoff} then 1 else known.sent + 1 end,
      started_at = case when known.started_at <= ${cutoff} then ${now} else known.started_at end
    returning sent, dead_since`.execute(tx);
  const { sent, dead_since: deadSince } = rows[0] as { sent: number; dead_since: Date | null };
  if (sent > MAILS_PER_ADDRESS_AND_HOUR) {
    throw new Refusal("too_many", "mail-too-many", "This address was sent several mails within the hour.", [{ remedy: "Look for them there, also among junk mail, or try again in an hour." }]);
  }
  return deadAt(deadSince, now);
}

async function isDead(tx: Tx, bucket: Buffer, now: Date): Promise<boolean> {
  const known = await tx.selectFrom("mail_recipient").select("dead_since").where("bucket", "=", bucket).executeTakeFirst();
  return deadAt(known?.dead_since ?? null, now);
}

const deadAt = (deadSince: Date | null, now: Date): boolean => deadSince !== null && now.getTime() - deadSince.getTime() < DEAD_FOR_MS;

async function needRoom(tx: Tx, organisation: Trail): Promise<void> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from
    (select 1 from mail_due where organisation_id = ${organisation} and step = 'send' limit ${WAITING_PER_ORGANISATION}) as waiting`.execute(tx);
  if ((rows[0]?.count ?? 0) < WAITING_PER_ORGANISATION) return;
  throw new Refusal("too_many", "mail-queue-full", "Many mails of your organisation are waiting to be sent.", [{ remedy: "Try again when they have left; the Mail page shows them." }]);
}

/** Somebody has looked at the address and wants mail sent there again. */
export async function reviveAddress(plane: ControlPlane, tx: Tx, address: string): Promise<void> {
  await tx.updateTable("mail_recipient").set({ dead_since: null }).where("bucket", "=", bucketOf(plane, tx.trail, address)).execute();
}
