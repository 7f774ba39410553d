/** A campaign is asked for, for now or for later, and may be stopped. Nothing is sent here: the round does that (carry-out-campaigns.ts). */
import { notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type CampaignId } from "../../base/ids.ts";
import { needDuty, needFreshProof, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { needMailWorks } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import type { NewCampaign } from "./campaigns.schema.ts";
import { templateVersion, type Tx } from "./campaigns.store.ts";

const DAY_MS = 86_400_000;
/** What happens within so long after it begins counts. */
export const COUNTED_MS = 14 * DAY_MS;
const AHEAD_MS = 90 * DAY_MS;
/** Scheduled or under way at a time. */
export const MOST_OPEN = 20;

/** @throws Refusal unavailable mail-not-set-up; not_found; invalid start-not-possible, team-unknown; conflict too-many-campaigns, nobody-to-test. */
export async function startCampaign(plane: ControlPlane, actor: OperatorActor, { name, template, version, teams, startsAt: asked }: NewCampaign): Promise<CampaignId> {
  needDuty(actor, "phishing", "run");
  const now = plane.clock.now();
  needFreshProof(actor, now.getTime());
  needMailWorks(plane);
  const startsAt = asked === undefined ? now : new Date(asked);
  if (startsAt < now || startsAt.getTime() - now.getTime() > AHEAD_MS) throw new Refusal("invalid", "start-not-possible", "A campaign begins now or within 90 days.", [{ at: "/startsAt" }]);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    if (!(await templateVersion(tx, template, version))) throw notFound("template");
    const open = await tx.selectFrom("campaign").select("id").where("stopped_at", "is", null).where("ends_at", ">", now).execute();
    if (open.length >= MOST_OPEN) throw new Refusal("conflict", "too-many-campaigns", `There are ${MOST_OPEN} campaigns scheduled or under way.`, [{ remedy: "Stop one of them, or wait until one is over." }]);
    await needSomebody(tx, teams);
    const id = newId("cmp");
    const row = { name, template, template_version: version, teams: teams ?? null, created_by: actor.staff, created_at: now, starts_at: startsAt, ends_at: new Date(startsAt.getTime() + COUNTED_MS) };
    await tx.insertInto("campaign").values({ id, ...row, begun_at: null, stopped_at: null, stopped_by: null }).execute();
    await audit(tx, { actor, act: "campaigns.start", object: { kind: "campaign", id }, after: { name, template, version, teams: teams ?? "everybody", startsAt: startsAt.toISOString() } }, plane.auditSeal, plane.clock);
    return id;
  });
}

async function needSomebody(tx: Tx, teams: readonly string[] | undefined): Promise<void> {
  const there = new Set((await tx.selectFrom("staff").select("team").distinct().where("left_at", "is", null).execute()).map(({ team }) => team));
  const unknown = teams?.findIndex((team) => !there.has(team)) ?? -1;
  if (unknown >= 0) throw new Refusal("invalid", "team-unknown", "Nobody who works here is in this team.", [{ at: `/teams/${unknown}` }]);
  if (there.size === 0) throw new Refusal("conflict", "nobody-to-test", "Nobody works here.");
}

/** Mails that have left stay where they are; what happens with them is not counted from now on. @throws Refusal not_found; conflict campaign-over. */
export function stopCampaign(plane: ControlPlane, actor: OperatorActor, idText: string): Promise<void> {
  needDuty(actor, "phishing", "run");
  const id = parseId("cmp", idText);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const now = plane.clock.now();
    const row = await tx.selectFrom("campaign").select(["stopped_at", "ends_at", "begun_at"]).where("id", "=", id).forUpdate().executeTakeFirst();
    if (!row) throw notFound("campaign");
    if (row.stopped_at !== null || row.ends_at <= now) throw new Refusal("conflict", "campaign-over", "This campaign is over already.");
    await tx.updateTable("campaign").set({ stopped_at: now, stopped_by: actor.staff }).where("id", "=", id).execute();
    await audit(tx, { actor, act: "campaigns.stop", object: { kind: "campaign", id }, detail: { begun: row.begun_at !== null } }, plane.auditSeal, plane.clock);
  });
}
