/**
 * Sends what is due.
 *
 * Crash story. The mail is written with the act that causes it. Taking one moves its due time on, and that is committed before
 * anything is sent: a process that dies while sending loses nothing, and the mail goes out again after half an hour, under the
 * same Message-ID. So a mail may arrive twice, never not at all. The outcome and the next step commit together.
 */
import { sql } from "kysely";
import type { MailId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { Delivery, SendMail } from "../../platform/mail/mail.ts";
import { inTrail, OPERATOR, type Trail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { bounceAddress } from "./bounce-address.ts";
import { bucketOf } from "./enqueue-mail.ts";
import { TEXT_AFTER_SENT_MS } from "./forget-mail.ts";
import type { WrittenMail } from "./templates.ts";

const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 30 * 60_000;
/** At once; more wait for the next round. */
const AT_ONCE = 10;
const ACTOR = { kind: "system", name: "mail" } as const;

type Due = { readonly mail: MailId; readonly organisation_id: Trail };

/** @param onLater told of each try that did not succeed but may yet. Answers how many left. */
export async function deliverMail(plane: ControlPlane, onLater: (reply: string, attempt: number) => void): Promise<number> {
  if (plane.mail.out.kind !== "smtp") return 0;
  const { send } = plane.mail.out;
  const due: Due[] = [];
  for (let next = await takeDue(plane); next && due.push(next) < AT_ONCE; ) next = await takeDue(plane);
  const outcomes = await Promise.all(due.map((one) => deliver(plane, send, one, onLater)));
  return outcomes.filter((outcome) => outcome === "delivered").length;
}

function takeDue(plane: ControlPlane): Promise<Due | undefined> {
  const now = plane.clock.now();
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const { rows } = await sql<Due>`
      update mail_due set due_at = ${new Date(now.getTime() + LONGEST_WAIT_MS)}
      where mail = (select mail from mail_due where step = 'send' and due_at <= ${now} order by due_at limit 1 for update skip locked)
      returning mail, organisation_id`.execute(tx);
    return rows[0];
  });
}

async function deliver(plane: ControlPlane, send: SendMail, { mail: id, organisation_id: organisation }: Due, onLater: (reply: string, attempt: number) => void): Promise<string> {
  const mail = await inTrail(plane.database, organisation, (tx) =>
    tx.updateTable("mail").set((eb) => ({ attempts: eb("attempts", "+", 1) })).where("organisation_id", "=", organisation).where("id", "=", id).where("state", "=", "waiting")
      .returning(["template", "sealed_recipient", "sealed_text", "useful_until", "attempts"]).executeTakeFirst());
  if (!mail?.sealed_text) return "gone";
  const to = plane.mail.seal.open({ kind: "mail.sealed_recipient", object: id }, mail.sealed_recipient).toString();
  if (mail.useful_until <= plane.clock.now()) {
    await finish(plane, organisation, id, { state: "given-up", template: mail.template });
    return "given-up";
  }
  const written = JSON.parse(plane.mail.seal.open({ kind: "mail.sealed_text", object: id }, mail.sealed_text).toString()) as WrittenMail;
  const bounceTo = bounceAddress(plane, id);
  const delivery = await send({ id, to, ...written, ...(bounceTo !== undefined && { bounceTo }) });
  if (delivery.outcome === "later") {
    onLater(delivery.reply, mail.attempts);
    await tryAgain(plane, organisation, id, delivery.reply, mail.attempts);
  } else {
    await finish(plane, organisation, id, { state: delivery.outcome === "delivered" ? "sent" : "refused", template: mail.template, to, delivery });
  }
  return delivery.outcome;
}

function tryAgain(plane: ControlPlane, organisation: Trail, id: MailId, reply: string, attempts: number): Promise<void> {
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 16));
  return inTrail(plane.database, organisation, async (tx) => {
    await tx.updateTable("mail").set({ reply: reply.slice(0, 40) }).where("organisation_id", "=", organisation).where("id", "=", id).execute();
    await tx.updateTable("mail_due").set({ due_at: new Date(plane.clock.now().getTime() + waitMs) }).where("mail", "=", id).execute();
  });
}

type Ending = { readonly state: "sent" | "refused" | "given-up"; readonly template: string; readonly to?: string; readonly delivery?: Exclude<Delivery, { outcome: "later" }> };

function finish(plane: ControlPlane, organisation: Trail, id: MailId, { state, template, to, delivery }: Ending): Promise<void> {
  const now = plane.clock.now();
  return inTrail(plane.database, organisation, async (tx) => {
    await tx.updateTable("mail").set({ state, finished_at: now, ...(delivery && { reply: delivery.reply.slice(0, 40) }) }).where("organisation_id", "=", organisation).where("id", "=", id).execute();
    await tx.updateTable("mail_due").set({ step: "forget-text", due_at: new Date(now.getTime() + TEXT_AFTER_SENT_MS) }).where("mail", "=", id).execute();
    if (to !== undefined && delivery?.outcome === "refused" && delivery.deadAddress) {
      await tx.updateTable("mail_recipient").set({ dead_since: now }).where("bucket", "=", bucketOf(plane, organisation, to)).execute();
    }
    await audit(tx, { actor: ACTOR, act: `mail.${state}`, object: { kind: "mail", id }, detail: { template } }, plane.auditSeal, plane.clock);
  });
}
