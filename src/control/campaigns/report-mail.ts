/**
 * Somebody says that a mail looks wrong: with the button of the staff area, or by forwarding it. Was it a test, that is an outcome, the best one;
 * was it none, it is kept for security, who are told that there is something.
 *
 * A mail is known by its link, or by its subject. By mail anybody may hold somebody's link, and it counts for whom it was made; a subject counts
 * only for whoever is known.
 */
import { newId, type StaffId } from "../../base/ids.ts";
import { needDuty, rightsOf, DUTIES, type ActorFace, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { fillTemplate, plainSubject } from "./fill-template.ts";
import { isOver, receivedBy, receivedByToken, templateVersion, type Received, type Tx } from "./campaigns.store.ts";
import { dayNamed, partsOf } from "./write-template.ts";
import { TOLD_MAX } from "./campaigns.schema.ts";

const DAY_MS = 86_400_000;
/** So far back a mail is known again by its subject. */
const KNOWN_FOR_MS = 30 * DAY_MS;
export const SUSPICIOUS_KEPT_MS = 90 * DAY_MS;
/** From one person in a day; more is a nuisance, and the first ones are with security. */
export const MOST_TOLD_A_DAY = 20;
const SHOWN = 100;
const ACTOR = { kind: "system", name: "inbound-mail" } as const;
/** A subject shorter than this would be found in anything. */
const SUBJECT_LEAST = 8;

export type Told = { readonly test: boolean };

/** Open to whoever is signed in, also without standing: nobody should have to mend something first. */
export function reportByButton(plane: ControlPlane, actor: OperatorActor, what: string): Promise<Told> {
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const found = await receivedByToken(tx, tokensIn([what]));
    const own = found?.staff_id === actor.staff ? found : await bySubject(plane, tx, actor.staff, what);
    if (own) await noteReport(plane, tx, own, "button", actor);
    else await keep(plane, tx, actor.staff, what, { by: "button", proven: true }, actor);
    return { test: own !== undefined };
  });
}

export type ForwardedMail = { readonly from: string; readonly subject: string; readonly text: string; readonly quoted: string; readonly files: readonly { readonly bytes: Uint8Array }[]; readonly proven: boolean };

/** The tokens that a forwarded mail holds, also one that is attached whole. */
export const tokensOfMail = ({ text, quoted, files }: ForwardedMail): readonly string[] => tokensIn([text, quoted, ...files.map(({ bytes }) => Buffer.from(bytes).toString("latin1"))]);

/**
 * @param once written in the same transaction; false: this mail was taken before
 * @returns whether it was a report: a stranger's mail without a link of ours is none
 */
export async function reportByMail(plane: ControlPlane, mail: ForwardedMail, once: (tx: Tx, became: "report" | "unknown-sender") => Promise<boolean>): Promise<boolean> {
  const tokens = tokensOfMail(mail);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const found = await receivedByToken(tx, tokens);
    const sender = mail.from === "" ? undefined : await tx.selectFrom("staff").select("id").where("email", "=", mail.from).where("left_at", "is", null).executeTakeFirst();
    const known = found ?? (sender && (await bySubject(plane, tx, sender.id, mail.subject)));
    if (!(await once(tx, known || sender ? "report" : "unknown-sender"))) return false;
    if (known) await noteReport(plane, tx, known, "mail", ACTOR);
    else if (sender) await keep(plane, tx, sender.id, [mail.subject, mail.text, mail.quoted].filter((part) => part !== "").join("\n\n").slice(0, TOLD_MAX), { by: "mail", proven: mail.proven }, ACTOR);
    return known !== undefined || sender !== undefined;
  });
}

/** Behind a `#`, as in our links; quoted-printable breaks lines inside them. */
function tokensIn(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.replace(/=\r?\n/g, "").matchAll(/(?:#|%23)([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/g)].map(([, token = ""]) => token));
  return [...new Set(found)].slice(0, 20);
}

async function bySubject(plane: ControlPlane, tx: Tx, staff: StaffId, what: string): Promise<Received | undefined> {
  const said = plainSubject(what);
  const { name, team } = await tx.selectFrom("staff").select(["name", "team"]).where("id", "=", staff).executeTakeFirstOrThrow();
  for (const one of await receivedBy(tx, staff, new Date(plane.clock.now().getTime() - KNOWN_FOR_MS))) {
    const template = await templateVersion(tx, one.template, one.template_version);
    if (!template || one.mailed_at === null) continue;
    const subject = plainSubject(fillTemplate(partsOf(template), { name, team, day: dayNamed(one.mailed_at), link: "" }).subject);
    if (subject.length >= SUBJECT_LEAST && said.includes(subject)) return one;
  }
  return undefined;
}

async function noteReport(plane: ControlPlane, tx: Tx, found: Received, by: "button" | "mail", actor: ActorFace): Promise<void> {
  const now = plane.clock.now();
  if (found.reported_at !== null || isOver(found, now)) return;
  await tx.updateTable("campaign_recipient").set({ reported_at: now, reported_by: by }).where("campaign", "=", found.campaign).where("staff_id", "=", found.staff_id).execute();
  await audit(tx, { actor, act: "campaigns.report", object: { kind: "campaign", id: found.campaign }, detail: { staff: found.staff_id, by } }, plane.auditSeal, plane.clock);
}

async function keep(plane: ControlPlane, tx: Tx, staff: StaffId, text: string, { by, proven }: { by: "button" | "mail"; proven: boolean }, actor: ActorFace): Promise<void> {
  const now = plane.clock.now();
  const { count } = await tx.selectFrom("suspicious_mail").select((eb) => eb.fn.countAll<string>().as("count")).where("staff_id", "=", staff).where("told_at", ">", new Date(now.getTime() - DAY_MS)).executeTakeFirstOrThrow();
  if (Number(count) >= MOST_TOLD_A_DAY) return;
  const id = newId("rpt");
  await tx.insertInto("suspicious_mail").values({ id, staff_id: staff, told_by: by, proven, sealed_text: plane.mail.seal.seal({ kind: "suspicious_mail.sealed_text", object: id }, Buffer.from(text)), told_at: now }).execute();
  await audit(tx, { actor, act: "suspicious-mails.tell", object: { kind: "suspicious-mail", id }, detail: { staff, by } }, plane.auditSeal, plane.clock);
  for (const { name, email } of await whoLooks(tx)) await notify(plane, tx, email, { kind: "suspicious-mail", name, link: `${plane.origin}/staff/phishing` });
}

const RUNNING = DUTIES.filter((duty) => rightsOf(duty).has("phishing:run"));
const whoLooks = (tx: Tx) =>
  tx.selectFrom("staff").select(["name", "email"]).where("left_at", "is", null).where((eb) => eb.exists(eb.selectFrom("staff_duty").select("staff_duty.duty").whereRef("staff_duty.staff_id", "=", "staff.id").where("staff_duty.duty", "in", RUNNING))).limit(50).execute();

export type SuspiciousMail = { readonly id: string; readonly name: string; readonly told: "button" | "mail"; readonly proven: boolean; readonly at: Date; readonly text: string };

/** The newest first. What is in them may be dangerous: it is text, and its links are not links here. */
export function listSuspicious(plane: ControlPlane, actor: OperatorActor): Promise<readonly SuspiciousMail[]> {
  needDuty(actor, "phishing", "read");
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const rows = await tx.selectFrom("suspicious_mail as m").innerJoin("staff", "staff.id", "m.staff_id").select(["m.id", "staff.name", "m.told_by", "m.proven", "m.told_at", "m.sealed_text"]).orderBy("m.told_at", "desc").orderBy("m.id").limit(SHOWN).execute();
    await audit(tx, { actor, act: "suspicious-mails.list", object: { kind: "suspicious-mail", id: "all" }, detail: { rows: rows.length } }, plane.auditSeal, plane.clock);
    return rows.map(({ id, name, told_by: told, proven, told_at: at, sealed_text: sealed }) => ({ id, name, told, proven, at, text: plane.mail.seal.open({ kind: "suspicious_mail.sealed_text", object: id }, sealed).toString() }));
  });
}

export async function forgetSuspicious(plane: ControlPlane): Promise<void> {
  await plane.database.kysely.deleteFrom("suspicious_mail").where("told_at", "<=", new Date(plane.clock.now().getTime() - SUSPICIOUS_KEPT_MS)).execute();
}
