/**
 * Each second: begins what is due, queues the mails of what has begun, and takes over what became of them.
 *
 * Crash story. Who is to be sent what is written when a campaign begins, in one transaction. Then a few at a time: link and mail of a person are
 * written together, so that killed in between nobody gets two and nobody none. That it left is the mail queue's own story.
 */
import { sql } from "kysely";
import { invariant, Refusal } from "../../base/errors.ts";
import type { CampaignId, StaffId, TemplateId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { newToken, tokenHash } from "../link-token.ts";
import { enqueueMail } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { fillTemplate } from "./fill-template.ts";
import { templateVersion, type Tx } from "./campaigns.store.ts";
import { COUNTED_MS } from "./start-campaign.ts";
import { dayNamed, linkTo, partsOf } from "./write-template.ts";

const ACTOR = { kind: "system", name: "campaigns" } as const;
/** Each round; what is left waits for the next. */
const AT_ONCE = 25;
/** A mail that comes back does so within days (RFC 5321, section 4.5.4.1). */
const SETTLED_AFTER_MS = 10 * 86_400_000;

/** Answers how many mails it queued. */
export async function carryOutCampaigns(plane: ControlPlane): Promise<number> {
  if (plane.mail.out.kind === "off") return 0;
  while (await beginNext(plane));
  const queued = await queueMails(plane);
  await settle(plane);
  return queued;
}

function beginNext(plane: ControlPlane): Promise<boolean> {
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const now = plane.clock.now();
    const due = await tx.selectFrom("campaign").select(["id", "teams"]).where("begun_at", "is", null).where("stopped_at", "is", null).where("starts_at", "<=", now).orderBy("starts_at").limit(1).forUpdate().skipLocked().executeTakeFirst();
    if (!due) return false;
    const everybody = tx.selectFrom("staff").where("left_at", "is", null);
    const chosen = due.teams === null ? everybody : everybody.where("team", "in", due.teams);
    const people = await chosen.select(["id", "team"]).execute();
    // A plane that was away begins late, and counts as long as one that was not.
    await tx.updateTable("campaign").set({ begun_at: now, ends_at: new Date(now.getTime() + COUNTED_MS) }).where("id", "=", due.id).execute();
    const nothing = { mail: null, token_sha256: null, mailed_at: null, delivered_at: null, clicked_at: null, entered_at: null, reported_at: null, reported_by: null };
    for (let at = 0; at < people.length; at += 1_000) {
      await tx.insertInto("campaign_recipient").values(people.slice(at, at + 1_000).map(({ id, team }) => ({ campaign: due.id, staff_id: id, team, delivery: "pending" as const, ...nothing }))).execute();
    }
    await audit(tx, { actor: ACTOR, act: "campaigns.begin", object: { kind: "campaign", id: due.id }, detail: { people: people.length } }, plane.auditSeal, plane.clock);
    return true;
  });
}

function queueMails(plane: ControlPlane): Promise<number> {
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const pending = await tx.selectFrom("campaign_recipient as r").innerJoin("campaign as c", "c.id", "r.campaign").innerJoin("staff as s", "s.id", "r.staff_id")
      .select(["r.campaign", "r.staff_id", "r.team", "s.name", "s.email", "s.left_at", "c.template", "c.template_version", "c.ends_at"])
      .where("r.delivery", "=", "pending").where("c.stopped_at", "is", null).limit(AT_ONCE).forUpdate("r").skipLocked().execute();
    let queued = 0;
    for (const person of pending) {
      if (!(await queueMail(plane, tx, person))) break;
      queued += 1;
    }
    return queued;
  });
}

type Pending = {
  readonly campaign: CampaignId; readonly staff_id: StaffId; readonly team: string; readonly name: string; readonly email: string; readonly left_at: Date | null;
  readonly template: TemplateId; readonly template_version: number; readonly ends_at: Date;
};

/** False: the queue is full, and the next round goes on. */
async function queueMail(plane: ControlPlane, tx: Tx, person: Pending): Promise<boolean> {
  const now = plane.clock.now();
  const row = tx.updateTable("campaign_recipient").where("campaign", "=", person.campaign).where("staff_id", "=", person.staff_id);
  if (person.left_at !== null || person.ends_at <= now) {
    await row.set({ delivery: "not-delivered" }).execute();
    return true;
  }
  const template = await templateVersion(tx, person.template, person.template_version);
  invariant(template !== undefined, "a campaign's template is never deleted");
  const token = newToken();
  const lure = fillTemplate(partsOf(template), { name: person.name, team: person.team, day: dayNamed(now), link: linkTo(plane, template.page, token) });
  try {
    const mail = await enqueueMail(plane, tx, person.email, { kind: "campaign", ...lure }, person.ends_at);
    await row.set({ delivery: "waiting", mail, token_sha256: tokenHash(token), mailed_at: now }).execute();
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === "too_many") return false;
    throw error;
  }
}

/** Where there is no mail server the Mail page is the mailbox, and `kept` is as far as a mail gets. */
function settle(plane: ControlPlane): Promise<void> {
  return inTrail(plane.database, OPERATOR, async (tx) => {
    await sql`update campaign_recipient r set delivery = case when m.state in ('sent', 'kept') then 'delivered' else 'not-delivered' end, delivered_at = case when m.state in ('sent', 'kept') then m.finished_at end
      from mail m where m.organisation_id = ${OPERATOR} and m.id = r.mail and r.mailed_at > ${new Date(plane.clock.now().getTime() - SETTLED_AFTER_MS)}
      and ((r.delivery = 'waiting' and m.state <> 'waiting') or (r.delivery = 'delivered' and m.state = 'bounced'))`.execute(tx);
  });
}
