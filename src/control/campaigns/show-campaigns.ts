/** Campaigns for those who run them and for the people team: the list, and one of them with what each person did. Reading names is an entry. */
import { sql } from "kysely";
import { notFound } from "../../base/errors.ts";
import { parseId, type CampaignId, type StaffId, type TemplateId } from "../../base/ids.ts";
import { mayAsStaff, needDuty, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";
import type { ControlPlane } from "../plane.ts";
import type { Tx } from "./campaigns.store.ts";
import { FOLLOW_UP_COURSE } from "./note-outcome.ts";
import { countsOf, type Counts } from "./show-results.ts";

const SHOWN = 200;

export type CampaignState = "scheduled" | "sending" | "running" | "ended" | "stopped";
export type CampaignView = {
  readonly id: CampaignId; readonly name: string; readonly template: { readonly id: TemplateId; readonly version: number; readonly name: string; readonly subject: string }; readonly teams: string[] | null;
  readonly state: CampaignState; readonly startsAt: string; readonly endsAt: string; readonly by: string; readonly counts: Counts & { readonly waiting: number; readonly notDelivered: number };
};
type Delivery = ControlTables["campaign_recipient"]["delivery"];
export type OutcomeView = {
  readonly id: StaffId; readonly name: string; readonly team: string; readonly delivery: Delivery;
  readonly clickedAt: string | null; readonly enteredAt: string | null; readonly reportedAt: string | null; readonly reportedBy: "button" | "mail" | null; readonly training: "none" | "due" | "done";
};
export type CampaignDetail = CampaignView & { readonly signs: string[]; readonly teamResults: (Counts & { readonly team: string })[]; readonly outcomes: OutcomeView[]; readonly mayStop: boolean };

type Row = Record<keyof Counts | "waiting" | "notDelivered" | "pending", string> & {
  readonly id: CampaignId; readonly name: string; readonly template: TemplateId; readonly version: number; readonly templateName: string; readonly subject: string; readonly signs: string[]; readonly teams: string[] | null;
  readonly startsAt: Date; readonly begunAt: Date | null; readonly endsAt: Date; readonly stoppedAt: Date | null; readonly by: string;
};

const rowsOf = (tx: Tx, which: ReturnType<typeof sql>): Promise<readonly Row[]> => sql<Row>`
  select c.id, c.name, c.template, c.template_version as version, t.name as "templateName", t.subject, t.signs, c.teams, c.starts_at as "startsAt", c.begun_at as "begunAt", c.ends_at as "endsAt", c.stopped_at as "stoppedAt", s.name as by,
    count(r.staff_id) as people, count(*) filter (where r.delivery = 'delivered') as delivered, count(r.clicked_at) as clicked, count(r.entered_at) as entered, count(r.reported_at) as reported,
    count(*) filter (where r.delivery = 'pending') as pending, count(*) filter (where r.delivery in ('pending', 'waiting')) as waiting, count(*) filter (where r.delivery = 'not-delivered') as "notDelivered"
  from campaign c join campaign_template t on t.id = c.template and t.version = c.template_version join staff s on s.id = c.created_by left join campaign_recipient r on r.campaign = c.id
  where ${which} group by c.id, t.id, t.version, s.id order by c.starts_at desc, c.id limit ${SHOWN}`.execute(tx).then(({ rows }) => rows);

function stateOf({ stoppedAt, begunAt, endsAt, pending }: Row, now: Date): CampaignState {
  if (stoppedAt !== null) return "stopped";
  if (begunAt === null) return "scheduled";
  if (endsAt <= now) return "ended";
  return Number(pending) > 0 ? "sending" : "running";
}

const viewOf = (row: Row, now: Date): CampaignView => ({
  id: row.id, name: row.name, template: { id: row.template, version: row.version, name: row.templateName, subject: row.subject }, teams: row.teams, state: stateOf(row, now),
  startsAt: row.startsAt.toISOString(), endsAt: row.endsAt.toISOString(), by: row.by, counts: { ...countsOf([row]), waiting: Number(row.waiting), notDelivered: Number(row.notDelivered) },
});

/** The newest first. Counts only: who is in one campaign's page, whose reading has an entry. */
export function listCampaigns(plane: ControlPlane, actor: OperatorActor): Promise<{ items: CampaignView[]; teams: { team: string; people: number }[]; mayRun: boolean }> {
  needDuty(actor, "phishing", "read");
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const rows = await rowsOf(tx, sql`true`);
    const teams = await tx.selectFrom("staff").select(["team", (eb) => eb.fn.countAll<string>().as("people")]).where("left_at", "is", null).groupBy("team").orderBy("team").limit(1_000).execute();
    return { items: rows.map((row) => viewOf(row, plane.clock.now())), teams: teams.map(({ team, people }) => ({ team, people: Number(people) })), mayRun: mayAsStaff(actor.duties, "phishing:run") };
  });
}

/** @throws Refusal not_found. */
export function readCampaign(plane: ControlPlane, actor: OperatorActor, idText: string): Promise<CampaignDetail> {
  needDuty(actor, "phishing", "read");
  const id = parseId("cmp", idText);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const [row] = await rowsOf(tx, sql`c.id = ${id}`);
    if (!row) throw notFound("campaign");
    const outcomes = await outcomesOf(tx, id);
    await audit(tx, { actor, act: "campaigns.read", object: { kind: "campaign", id }, detail: { rows: outcomes.length } }, plane.auditSeal, plane.clock);
    const view = viewOf(row, plane.clock.now());
    return { ...view, signs: row.signs, outcomes, teamResults: teamsOf(outcomes), mayStop: mayAsStaff(actor.duties, "phishing:run") && ["scheduled", "sending", "running"].includes(view.state) };
  });
}

async function outcomesOf(tx: Tx, id: CampaignId): Promise<OutcomeView[]> {
  const { rows } = await sql<{ id: StaffId; name: string; team: string; delivery: Delivery; clickedAt: Date | null; enteredAt: Date | null; reportedAt: Date | null; reportedBy: "button" | "mail" | null; trained: boolean }>`
    select s.id, s.name, r.team, r.delivery, r.clicked_at as "clickedAt", r.entered_at as "enteredAt", r.reported_at as "reportedAt", r.reported_by as "reportedBy",
      exists (select from staff_training t where t.staff_id = s.id and t.course = ${FOLLOW_UP_COURSE} and t.passed and t.answered_at >= r.clicked_at) as trained
    from campaign_recipient r join staff s on s.id = r.staff_id where r.campaign = ${id}
    order by r.entered_at is null, r.clicked_at is null, s.name, s.id limit 20000`.execute(tx);
  return rows.map(({ trained, clickedAt, enteredAt, reportedAt, ...one }) => ({
    ...one, clickedAt: clickedAt?.toISOString() ?? null, enteredAt: enteredAt?.toISOString() ?? null, reportedAt: reportedAt?.toISOString() ?? null, training: clickedAt === null ? "none" : trained ? "done" : "due",
  }));
}

function teamsOf(outcomes: readonly OutcomeView[]): (Counts & { team: string })[] {
  const teams = Map.groupBy(outcomes, ({ team }) => team);
  const count = (all: readonly OutcomeView[], is: (one: OutcomeView) => boolean): number => all.filter(is).length;
  return [...teams].map(([team, all]) => ({
    team, people: all.length, delivered: count(all, (one) => one.delivery === "delivered"), clicked: count(all, (one) => one.clickedAt !== null),
    entered: count(all, (one) => one.enteredAt !== null), reported: count(all, (one) => one.reportedAt !== null),
  })).toSorted((a, b) => a.team.localeCompare(b.team, "en"));
}
