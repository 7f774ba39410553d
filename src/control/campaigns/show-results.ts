/**
 * How the tests went, by month and by team. Whoever may read named results sees all; everybody else sees totals of campaigns that are over, so
 * that nobody learns that one is under way, and of no group so small that its total is a person's result.
 */
import { sql } from "kysely";
import { mayAsStaff, needStanding, type OperatorActor } from "../../platform/access/access.ts";
import type { ControlPlane } from "../plane.ts";
import { checkCampaigns, MONTHS_SHOWN, SHARE_NEEDED, type CampaignControl } from "./check-campaigns.ts";
import { foldSmall, LEAST_PEOPLE } from "./small-groups.ts";

export type Counts = { readonly people: number; readonly delivered: number; readonly clicked: number; readonly entered: number; readonly reported: number };
export type Results = {
  readonly sees: "all" | "totals";
  readonly control: Omit<CampaignControl, "months"> & { readonly share: number };
  readonly months: readonly { readonly month: string; readonly here: number; readonly reached: number | null; readonly held: boolean | null; readonly campaigns: number; readonly counts: Counts | null }[];
  readonly month: string | null;
  readonly teams: readonly (Counts & { readonly team: string | null })[];
};

type Row = Record<"campaigns" | "persons" | keyof Counts, string> & { readonly month: string; readonly team: string };
const SUMS = sql`count(distinct r.staff_id) as persons, count(distinct c.id) as campaigns, count(*) as people, count(*) filter (where delivery = 'delivered') as delivered, count(clicked_at) as clicked, count(entered_at) as entered, count(reported_at) as reported`;
const MONTH = sql`to_char(c.begun_at at time zone 'UTC', 'YYYY-MM')`;

/** @param month of the teams; absent: the last twelve months */
export async function showResults(plane: ControlPlane, actor: OperatorActor, month?: string): Promise<Results> {
  needStanding(actor);
  const sees = mayAsStaff(actor.duties, "phishing:read") ? "all" : "totals";
  const { months, ...control } = await checkCampaigns(plane);
  const from = `${months[0]?.month ?? month}-01T00:00:00Z`;
  const seen = sees === "all" ? sql`true` : sql`(c.stopped_at is not null or c.ends_at <= ${plane.clock.now()})`;
  const counted = sql`from campaign_recipient r join campaign c on c.id = r.campaign where c.begun_at >= ${from}::timestamptz and ${seen}`;
  const db = plane.database.kysely;
  const byMonth = new Map((await sql<Row>`select ${MONTH} as month, ${SUMS} ${counted} group by 1`.execute(db)).rows.map((row) => [row.month, row]));
  const byTeam = (await sql<Row>`select r.team, ${SUMS} ${counted} and ${month === undefined ? sql`true` : sql`${MONTH} = ${month}`} group by 1 order by 1`.execute(db)).rows;
  return {
    // Which month made it good would tell that one is under way.
    sees, month: month ?? null, control: { ...control, ...(sees === "totals" && control.state === "good" && { why: "Tests reach everybody they need to." }), share: SHARE_NEEDED },
    months: months.slice(-MONTHS_SHOWN).map(({ month: name, here, reached, held }, n) => {
      const row = byMonth.get(name);
      const lasts = sees === "totals" && n === months.length - 1;
      return { month: name, here, reached: lasts ? null : reached, held: lasts ? null : held, campaigns: Number(row?.campaigns ?? 0), counts: row && (sees === "all" || Number(row.persons) >= LEAST_PEOPLE) ? countsOf([row]) : null };
    }),
    teams: sees === "all" ? byTeam.map((row) => ({ team: row.team, ...countsOf([row]) })) : folded(byTeam),
  };
}

function folded(rows: readonly Row[]): Results["teams"] {
  const { named, together } = foldSmall(rows.map(({ team, persons }) => ({ team, persons: Number(persons) })));
  const of = (teams: readonly string[]): readonly Row[] => rows.filter(({ team }) => teams.includes(team));
  return [...rows.filter(({ team }) => named.includes(team)).map((row) => ({ team: row.team, ...countsOf([row]) })), ...(together.length > 0 ? [{ team: null, ...countsOf(of(together)) }] : [])];
}

export function countsOf(rows: readonly Record<keyof Counts, string>[]): Counts {
  const sum = (name: keyof Counts): number => rows.reduce((all, row) => all + Number(row[name]), 0);
  return { people: sum("people"), delivered: sum("delivered"), clicked: sum("clicked"), entered: sum("entered"), reported: sum("reported") };
}
