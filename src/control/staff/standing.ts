/**
 * Whether somebody may work here at the moment (promises H1, H2, H4): checked, signed, trained, still employed. Who lacks any of it holds no
 * grant and sees no staff area but the pages that mend it. `judgeStanding` is pure; what is true of a person is read in `standingOf`.
 */
import { sql } from "kysely";
import type { StaffId } from "../../base/ids.ts";
import type { Duty } from "../../platform/access/access.ts";
import { AGREEMENTS } from "../agreements/agreements.ts";
import { coursesFor, TRAINING_DAYS } from "../training/training.ts";
import type { Queries } from "./staff.store.ts";

/** Asked of everybody; a clean record is asked for anew after three years. */
export const CHECKS_NEEDED: readonly { readonly kind: "identity" | "criminal-record"; readonly days: number }[] = [
  { kind: "identity", days: Infinity },
  { kind: "criminal-record", days: 3 * 365 },
];
export const DAY_MS = 86_400_000;

export type Lack =
  | { readonly kind: "left" }
  | { readonly kind: "background-check"; readonly what: string }
  | { readonly kind: "agreement"; readonly what: string }
  | { readonly kind: "training"; readonly what: string };

/** What runs out next, in order; `at` is when standing would be lost. */
export type Due = { readonly kind: "background-check" | "training"; readonly what: string; readonly at: Date };
export type Standing = { readonly state: "good" | "lacking"; readonly lacking: readonly Lack[]; readonly due: readonly Due[] };

export type StandingFacts = {
  readonly leftAt: Date | null;
  readonly duties: readonly Duty[];
  readonly extraCourses: readonly { readonly course: string; readonly assignedAt: Date }[];
  /** The newest of each kind. */
  readonly checks: readonly { readonly kind: string; readonly passed: boolean; readonly doneOn: string }[];
  readonly signatures: readonly { readonly agreement: string; readonly version: number; readonly sha256: string }[];
  /** When each course was last passed. */
  readonly passed: readonly { readonly course: string; readonly at: Date }[];
};

export function judgeStanding(facts: StandingFacts, now: Date): Standing {
  const lacking: Lack[] = [];
  const due: Due[] = [];
  if (facts.leftAt !== null && facts.leftAt <= now) lacking.push({ kind: "left" });
  for (const { kind, days } of CHECKS_NEEDED) {
    const newest = facts.checks.find((check) => check.kind === kind);
    const until = newest === undefined ? -Infinity : Date.parse(newest.doneOn) + days * DAY_MS;
    if (newest === undefined || !newest.passed || until <= now.getTime()) lacking.push({ kind: "background-check", what: kind });
    else if (Number.isFinite(until)) due.push({ kind: "background-check", what: kind, at: new Date(until) });
  }
  // Any other kind of check that was made and not passed counts as well.
  for (const check of facts.checks) {
    if (!check.passed && !CHECKS_NEEDED.some(({ kind }) => kind === check.kind)) lacking.push({ kind: "background-check", what: check.kind });
  }
  for (const { id, version, sha256 } of AGREEMENTS) {
    if (!facts.signatures.some((one) => one.agreement === id && one.version === version && one.sha256 === sha256)) lacking.push({ kind: "agreement", what: id });
  }
  for (const { id } of coursesFor(facts.duties, facts.extraCourses.map(({ course }) => course))) {
    const assigned = facts.extraCourses.find(({ course }) => course === id)?.assignedAt;
    const at = facts.passed.find(({ course }) => course === id)?.at;
    const until = at === undefined || (assigned !== undefined && at < assigned) ? -Infinity : at.getTime() + TRAINING_DAYS * DAY_MS;
    if (until <= now.getTime()) lacking.push({ kind: "training", what: id });
    else due.push({ kind: "training", what: id, at: new Date(until) });
  }
  return { state: lacking.length === 0 ? "good" : "lacking", lacking, due: due.toSorted((a, b) => a.at.getTime() - b.at.getTime()) };
}

/** Of somebody who is not in the register at all nothing is good. Takes any transaction, or the database itself. */
export async function standingOf(db: Queries, id: StaffId, now: Date): Promise<Standing> {
  return (await standingsOf(db, [id], now)).get(id) ?? { state: "lacking", lacking: [{ kind: "left" }], due: [] };
}

export async function standingsOf(db: Queries, ids: readonly StaffId[], now: Date): Promise<ReadonlyMap<StaffId, Standing>> {
  return new Map((await factsOf(db, ids)).map(({ id, ...facts }) => [id, judgeStanding(facts, now)]));
}

async function factsOf(db: Queries, ids: readonly StaffId[]): Promise<readonly (StandingFacts & { readonly id: StaffId })[]> {
  const { rows } = await sql<StandingFacts & { id: StaffId; leftAt: string | null; extraCourses: { course: string; assignedAt: string }[]; passed: { course: string; at: string }[] }>`
    select staff.id, staff.left_at as "leftAt",
      coalesce((select json_agg(duty) from staff_duty d where d.staff_id = staff.id), '[]') as duties,
      coalesce((select json_agg(json_build_object('course', course, 'assignedAt', assigned_at)) from staff_training_extra x where x.staff_id = staff.id), '[]') as "extraCourses",
      coalesce((select json_agg(json_build_object('kind', kind, 'passed', passed, 'doneOn', done_on)) from
        (select distinct on (kind) kind, passed, done_on from staff_background_check c where c.staff_id = staff.id order by kind, done_on desc, recorded_at desc, id desc) as newest), '[]') as checks,
      coalesce((select json_agg(json_build_object('agreement', agreement, 'version', version, 'sha256', sha256)) from staff_signature s where s.staff_id = staff.id), '[]') as signatures,
      coalesce((select json_agg(json_build_object('course', course, 'at', at)) from
        (select course, max(answered_at) as at from staff_training t where t.staff_id = staff.id and t.passed group by course) as done), '[]') as passed
    from staff where staff.id = any(${[...ids]})`.execute(db);
  return rows.map((found) => ({
    ...found,
    leftAt: found.leftAt === null ? null : new Date(found.leftAt),
    extraCourses: found.extraCourses.map(({ course, assignedAt }) => ({ course, assignedAt: new Date(assignedAt) })),
    passed: found.passed.map(({ course, at }) => ({ course, at: new Date(at) })),
  }));
}
