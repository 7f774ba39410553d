/**
 * Taking a course: its text, then a quiz of five questions, drawn and shuffled by the plane for this person and this try. The answers come
 * back as places in what was shown; which of them are right never leaves the plane, nor does a score that the browser made.
 */
import { createHash, randomInt } from "node:crypto";
import { notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type StaffId, type TrainingId } from "../../base/ids.ts";
import type { OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import { courseOf, coursesFor, TRAINING_DAYS, type Course } from "./courses.ts";

const QUESTIONS = 5;
export const NEEDED = 4;
const OPEN_MS = 2 * 3_600_000;
/** A day: enough for whoever reads, too few to try all answers. */
export const TRIES_A_DAY = 10;
const DAY_MS = 86_400_000;

type Tx = TrailTransaction<ControlTables>;
export type OwnCourse = { readonly id: string; readonly title: string; readonly minutes: number; readonly required: boolean; readonly because: string | null; readonly passedAt: Date | null; readonly until: Date | null };

/** All courses; those that are asked of this person say so. */
export async function ownCourses(plane: ControlPlane, actor: OperatorActor): Promise<readonly OwnCourse[]> {
  const { courses, passed, extra } = await inTrail(plane.database, OPERATOR, async (tx) => {
    const extras = await tx.selectFrom("staff_training_extra").select(["course", "because", "assigned_at"]).where("staff_id", "=", actor.staff).execute();
    const rows = await tx.selectFrom("staff_training").select(["course", (eb) => eb.fn.max("answered_at").as("at")]).where("staff_id", "=", actor.staff).where("passed", "=", true).groupBy("course").execute();
    return { extra: extras, passed: new Map(rows.map(({ course, at }) => [course, at as Date])), courses: coursesFor([...actor.duties], extras.map(({ course }) => course)) };
  });
  return courses.map(({ id, title, minutes }) => {
    const assigned = extra.find(({ course }) => course === id);
    const at = passed.get(id) ?? null;
    const counts = at !== null && (assigned === undefined || at >= assigned.assigned_at);
    return { id, title, minutes, required: true, because: assigned && !counts ? assigned.because : null, passedAt: at, until: counts ? new Date(at.getTime() + TRAINING_DAYS * DAY_MS) : null };
  });
}

const needCourse = (id: string): Course => {
  const found = courseOf(id);
  if (!found) throw notFound("course");
  return found;
};

/** The text. Anybody of the staff may read any course. */
export const readCourse = (id: string): Pick<Course, "id" | "title" | "minutes" | "version" | "sections"> => needCourse(id);

export type Quiz = { readonly id: TrainingId; readonly needed: number; readonly questions: readonly { readonly ask: string; readonly options: readonly string[] }[] };

/** @throws Refusal not_found; too_many too-many-tries. */
export function beginQuiz(plane: ControlPlane, actor: OperatorActor, courseId: string): Promise<Quiz> {
  const course = needCourse(courseId);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const now = plane.clock.now();
    const { count } = await tx.selectFrom("staff_training").select((eb) => eb.fn.countAll<string>().as("count")).where("staff_id", "=", actor.staff).where("course", "=", courseId).where("begun_at", ">", new Date(now.getTime() - DAY_MS)).executeTakeFirstOrThrow();
    if (Number(count) >= TRIES_A_DAY) throw new Refusal("too_many", "too-many-tries", `At most ${TRIES_A_DAY} tries in a day.`, [{ remedy: "Read the course again, and come back tomorrow." }]);
    const id = newId("trn");
    const questions = draw(course.questions.length, QUESTIONS);
    await tx.insertInto("staff_training").values({ id, staff_id: actor.staff, course: courseId, version: course.version, questions, begun_at: now, answered_at: null, score: null, passed: null }).execute();
    return { id, needed: NEEDED, questions: questions.map((n) => ({ ask: questionOf(course, n).ask, options: orderOf(id, n, questionOf(course, n).options.length).map((place) => questionOf(course, n).options[place] as string) })) };
  });
}

export type QuizResult = { readonly score: number; readonly of: number; readonly passed: boolean; readonly wrong: readonly { readonly ask: string; readonly why: string }[] };

/**
 * @param answers per question the place of the chosen option as it was shown
 * @throws Refusal not_found, also for somebody else's quiz; conflict quiz-over; invalid answers-not-valid.
 */
export function answerQuiz(plane: ControlPlane, actor: OperatorActor, courseId: string, idText: string, answers: readonly number[]): Promise<QuizResult> {
  const course = needCourse(courseId);
  const id = parseId("trn", idText);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const row = await takeOpen(plane, tx, actor.staff, courseId, id);
    if (row.version !== course.version) throw quizOver();
    const shown = row.questions.map((n) => ({ question: questionOf(course, n), order: orderOf(id, n, questionOf(course, n).options.length) }));
    if (answers.length !== shown.length || shown.some(({ order }, n) => (answers[n] ?? -1) >= order.length)) throw new Refusal("invalid", "answers-not-valid", "There is one answer for each question.", [{ at: "/answers" }]);
    const wrong = shown.filter(({ question, order }, n) => order[answers[n] as number] !== question.right).map(({ question: { ask, why } }) => ({ ask, why }));
    const score = shown.length - wrong.length;
    const passed = score >= NEEDED;
    await tx.updateTable("staff_training").set({ answered_at: plane.clock.now(), score, passed }).where("id", "=", id).execute();
    await audit(tx, { actor, act: "training.answer", object: { kind: "course", id: courseId }, after: { version: course.version, score, of: shown.length, passed } }, plane.auditSeal, plane.clock);
    return { score, of: shown.length, passed, wrong };
  });
}

async function takeOpen(plane: ControlPlane, tx: Tx, staff: StaffId, course: string, id: TrainingId) {
  const row = await tx.selectFrom("staff_training").select(["questions", "version", "begun_at", "answered_at"]).where("id", "=", id).where("staff_id", "=", staff).where("course", "=", course).forUpdate().executeTakeFirst();
  if (!row) throw notFound("quiz");
  if (row.answered_at !== null || plane.clock.now().getTime() - row.begun_at.getTime() > OPEN_MS) throw quizOver();
  return row;
}

const quizOver = (): Refusal => new Refusal("conflict", "quiz-over", "This quiz was answered already, or was open for too long.", [{ remedy: "Begin it again." }]);

function questionOf(course: Course, n: number): Course["questions"][number] {
  const found = course.questions[n];
  if (!found) throw quizOver(); // the course was changed meanwhile
  return found;
}

function draw(from: number, count: number): number[] {
  const all = Array.from({ length: from }, (_, n) => n);
  return Array.from({ length: Math.min(count, from) }, () => all.splice(randomInt(all.length), 1)[0] as number);
}

/** The order in which options are shown, the same whenever it is asked for: it follows from the quiz's own id. */
export function orderOf(id: string, question: number, length: number): readonly number[] {
  const keyed = Array.from({ length }, (_, place) => ({ place, key: createHash("sha256").update(`${id} ${question} ${place}`).digest("hex") }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ place }) => place);
}
