/**
 * The organisation's mail for whoever looks after its people: to whom, what, and what became of it. Where there is no mail
 * server, one mail's text as well: its link is then the only way it can reach anybody, so reading it is audited.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId, type MailId } from "../../base/ids.ts";
import { type ActorFace, needDuty, needOrganisation, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR, type Trail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";

export type MailView = {
  readonly id: MailId;
  readonly to: string;
  readonly template: string;
  readonly state: ControlTables["mail"]["state"];
  readonly attempts: number;
  /** The server's answer in digits, or the kind of failure. */
  readonly reply: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Its text is still there and may be read. */
  readonly readable: boolean;
};

const NEWEST = 200;

export function listMail(plane: ControlPlane, { actor }: SignedIn): Promise<readonly MailView[]> {
  needOrganisation(actor, actor.organisation, "people", "invite");
  return mailIn(plane, actor.organisation);
}

/** The operator's own mail, to its people. */
export function listStaffMail(plane: ControlPlane, actor: OperatorActor): Promise<readonly MailView[]> {
  needDuty(actor, "register", "change");
  return mailIn(plane, OPERATOR);
}

function mailIn(plane: ControlPlane, trail: Trail): Promise<readonly MailView[]> {
  return inTrail(plane.database, trail, async (tx) => {
    const rows = await tx
      .selectFrom("mail")
      .select(["id", "template", "state", "attempts", "reply", "sealed_recipient", "created_at", "finished_at"])
      .select((eb) => eb("sealed_text", "is not", null).as("has_text"))
      .where("organisation_id", "=", trail)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(NEWEST)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      to: plane.mail.seal.open({ kind: "mail.sealed_recipient", object: row.id }, row.sealed_recipient).toString(),
      template: row.template,
      state: row.state,
      attempts: row.attempts,
      reply: row.reply,
      createdAt: row.created_at,
      finishedAt: row.finished_at,
      readable: row.state === "kept" && Boolean(row.has_text),
    }));
  });
}

/** @throws Refusal not_found; conflict mail-not-kept: it went to its recipient, and is nobody else's to read. */
export function readMail(plane: ControlPlane, { actor }: SignedIn, mailIdText: string): Promise<MailText> {
  needOrganisation(actor, actor.organisation, "people", "invite");
  return readIn(plane, actor.organisation, actor, mailIdText);
}

/** @throws as above */
export function readStaffMail(plane: ControlPlane, actor: OperatorActor, mailIdText: string): Promise<MailText> {
  needDuty(actor, "register", "change");
  return readIn(plane, OPERATOR, actor, mailIdText);
}

type MailText = { readonly subject: string; readonly text: string };

function readIn(plane: ControlPlane, trail: Trail, actor: ActorFace, mailIdText: string): Promise<MailText> {
  const id = parseId("mai", mailIdText);
  return inTrail(plane.database, trail, async (tx) => {
    const row = await tx.selectFrom("mail").select(["state", "sealed_text"]).where("organisation_id", "=", trail).where("id", "=", id).executeTakeFirst();
    if (!row) throw notFound("mail");
    if (row.state !== "kept" || !row.sealed_text) throw new Refusal("conflict", "mail-not-kept", "The text of this mail is not kept.", [{ remedy: "Have it sent again." }]);
    const text = plane.mail.seal.open({ kind: "mail.sealed_text", object: id }, row.sealed_text);
    await audit(tx, { actor, act: "mail.read", object: { kind: "mail", id } }, plane.auditSeal, plane.clock);
    return JSON.parse(text.toString()) as { subject: string; text: string };
  });
}
