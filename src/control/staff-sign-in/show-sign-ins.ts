/** Evidence of promise A9: of the sessions of a month, how many passed every check; who was refused and why. Ids and reasons only. */
import { sql } from "kysely";
import { needDuty, type OperatorActor } from "../../platform/access/access.ts";
import type { ControlPlane } from "../plane.ts";

const MONTHS = 12;
const NEWEST = 50;

export async function showStaffSignIns(plane: ControlPlane, actor: OperatorActor) {
  needDuty(actor, "staff-sign-ins", "read");
  const db = plane.database.kysely;
  const months = await sql<{ month: string; passed: number; letIn: number; refused: number }>`
    select to_char(at at time zone 'UTC', 'YYYY-MM') as month, count(*) filter (where outcome = 'passed')::int as passed,
      count(*) filter (where outcome = 'let-in')::int as "letIn", count(*) filter (where outcome = 'refused')::int as refused
    from staff_sign_in group by 1 order by 1 desc limit ${MONTHS}`.execute(db);
  const reasons = await sql<{ reason: string; count: number }>`
    select reason, count(*)::int as count from staff_sign_in where outcome = 'refused' and at > ${new Date(plane.clock.now().getTime() - 30 * 86_400_000)} group by 1 order by 2 desc, 1`.execute(db);
  const newest = await db.selectFrom("staff_sign_in").leftJoin("staff", "staff.id", "staff_sign_in.staff_id").select(["at", "reason", "staff.name"]).where("outcome", "=", "refused").orderBy("staff_sign_in.id", "desc").limit(NEWEST).execute();
  return {
    rules: { device: plane.staffRules.device, networks: [...plane.staffRules.networks], authenticators: plane.staffRules.authenticators.map(({ name }) => name), certificates: plane.staffRules.certificates !== undefined },
    months: months.rows.map((row) => ({ ...row, share: row.passed + row.letIn === 0 ? null : row.passed / (row.passed + row.letIn) })),
    reasons: reasons.rows,
    refusals: newest.map(({ at, reason, name }) => ({ at: at.toISOString(), reason: reason ?? "", name: name ?? null })),
  };
}
