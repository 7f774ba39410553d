/**
 * Was everybody tested, each month (promise H3)? Evidence computed when asked and never stored: of everybody who worked here all of a month, how
 * many a test mail reached. A month below nine in ten is a month without a campaign. The operator is told once of each.
 */
import { sql } from "kysely";
import { raiseOperatorAlert, wasRaised } from "../../platform/audit/audit.ts";
import type { ControlPlane } from "../plane.ts";

/** Of those who worked here all of the month; the rest are those whose mailbox did not take it. */
export const SHARE_NEEDED = 0.9;
export const MONTHS_SHOWN = 12;

export type MonthHeld = { /** 2026-11 */ readonly month: string; readonly here: number; readonly reached: number; readonly held: boolean };
export type CampaignControl = {
  readonly at: Date;
  /** `not-due`: nobody worked here all of last month. */
  readonly state: "good" | "failing" | "not-due";
  readonly why: string;
  /** Months that are over and were not held. */
  readonly missed: readonly string[];
  /** The oldest first; the last one is not over. */
  readonly months: readonly MonthHeld[];
};

const monthOf = (at: Date): string => at.toISOString().slice(0, 7);
const monthStart = (now: Date, back: number): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));

export const isHeld = ({ here, reached }: { readonly here: number; readonly reached: number }): boolean => here > 0 && reached >= Math.ceil(here * SHARE_NEEDED);

/** @param months the oldest first, up to and with the one that is not over */
export function judgeMonths(months: readonly MonthHeld[]): Pick<CampaignControl, "state" | "why" | "missed"> {
  const [last, current] = months.slice(-2);
  const missed = months.slice(0, -1).filter(({ here, held }) => here > 0 && !held).map(({ month }) => month);
  if (current?.held) return { state: "good", why: "A test of this month has reached everybody it needs to.", missed };
  if (last === undefined || last.here === 0) return { state: "not-due", why: "Nobody has worked here for a whole month yet.", missed };
  if (last.held) return { state: "good", why: "Last month's test reached everybody it needs to; this month's is due before the month is over.", missed };
  const how = last.reached === 0 ? "nobody was tested" : `a test reached ${last.reached} of ${last.here} people, and ${Math.ceil(last.here * SHARE_NEEDED)} are needed`;
  return { state: "failing", why: `Last month ${how}.`, missed };
}

/** The right is the caller's to ask for: the page does, and so will the evidence of the promise. */
export async function checkCampaigns(plane: ControlPlane): Promise<CampaignControl> {
  const at = plane.clock.now();
  const starts = Array.from({ length: MONTHS_SHOWN }, (_, n) => monthStart(at, MONTHS_SHOWN - 1 - n));
  const ends = starts.map((_, n) => starts[n + 1] ?? monthStart(at, -1));
  const { rows } = await sql<{ from: Date; here: string; reached: string }>`
    select m.starts as "from", count(s.id) as here, count(s.id) filter (where exists (
      select from campaign_recipient r where r.staff_id = s.id and r.delivery = 'delivered' and r.delivered_at >= m.starts and r.delivered_at < m.ends)) as reached
    from unnest(${starts}::timestamptz[], ${ends}::timestamptz[]) as m(starts, ends)
    left join staff s on s.created_at < m.starts and (s.left_at is null or s.left_at >= least(m.ends, ${at}::timestamptz))
    group by m.starts order by m.starts`.execute(plane.database.kysely);
  const months = rows.map(({ from, here, reached }) => {
    const counts = { here: Number(here), reached: Number(reached) };
    return { month: monthOf(from), ...counts, held: isHeld(counts) };
  });
  return { at, months, ...judgeMonths(months) };
}

/** Bears running each hour: once for each month, also when somebody has acknowledged it. Answers whether it told now. */
export async function tellOfMissedMonth(plane: ControlPlane): Promise<boolean> {
  const { state, months } = await checkCampaigns(plane);
  const month = months.at(-2)?.month;
  if (state !== "failing" || month === undefined || (await wasRaised(plane.database, "campaign-missing", month))) return false;
  return raiseOperatorAlert(plane.database, { plane: "control", what: "campaign-missing", subject: month }, plane.clock);
}
