/**
 * The courses, as files of the project: text, questions, right answers. Checked when the plane starts, so that a course with an answer
 * that does not exist cannot be released. Right answers stay here; what is shown to whoever takes the quiz is drawn in `take-quiz.ts`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { DUTIES, type Duty } from "../../platform/access/access.ts";

const question = z.strictObject({ ask: z.string().min(10), options: z.array(z.string().min(1)).min(3).max(6), right: z.int().min(0), why: z.string().min(10) })
  .refine(({ options, right }) => right < options.length, "the right answer is one of the options");
const course = z.strictObject({
  id: z.string().regex(/^[a-z-]{3,40}$/),
  /** Goes up with each change of substance; who passed an earlier one keeps it until the year is over. */
  version: z.int().min(1),
  title: z.string(),
  minutes: z.int().min(1).max(120),
  for: z.union([z.literal("everybody"), z.array(z.enum(DUTIES)).min(1)]),
  sections: z.array(z.strictObject({ heading: z.string(), text: z.string().min(50) })).min(2),
  questions: z.array(question).min(5).max(40),
});
export type Course = z.infer<typeof course>;

const FOLDER = new URL("./courses/", import.meta.url);

export const COURSES: readonly Course[] = readdirSync(FOLDER).filter((name) => name.endsWith(".json")).sort().map((name) => course.parse(JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"))));

export const courseOf = (id: string): Course | undefined => COURSES.find((one) => one.id === id);

/** On hire, and yearly (promise H2). */
export const TRAINING_DAYS = 365;

/** @param extra assigned to this person besides */
export const coursesFor = (duties: readonly Duty[], extra: readonly string[] = []): readonly Course[] =>
  COURSES.filter((one) => one.for === "everybody" || one.for.some((duty) => duties.includes(duty)) || extra.includes(one.id));
