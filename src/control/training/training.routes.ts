/** Training over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { answerQuiz, beginQuiz, ownCourses, readCourse } from "./take-quiz.ts";

const tags = ["staff"];
const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const params = z.object({ course: z.string().max(40) });
const own = z.object({ id: z.string(), title: z.string(), minutes: z.number(), required: z.boolean(), because: z.string().nullable(), passedAt: z.string().nullable(), until: z.string().nullable() }).openapi("StaffCourse");

const list = createRoute({ method: "get", path: "/api/staff/training", operationId: "listStaffTraining", tags, responses: { 200: { description: "One's own courses", ...json(z.object({ items: z.array(own) })) }, ...problemResponses } });
const read = createRoute({
  method: "get", path: "/api/staff/training/{course}", operationId: "readStaffCourse", tags, request: { params },
  responses: { 200: { description: "The text of a course", ...json(z.object({ id: z.string(), title: z.string(), minutes: z.number(), version: z.number(), sections: z.array(z.object({ heading: z.string(), text: z.string() })) }).openapi("StaffCourseText")) }, ...problemResponses },
});
const begin = createRoute({
  method: "post", path: "/api/staff/training/{course}/quizzes", operationId: "beginStaffQuiz", tags, request: { params },
  responses: { 200: { description: "Questions, in the order of this try", ...json(z.object({ id: z.string(), needed: z.number(), questions: z.array(z.object({ ask: z.string(), options: z.array(z.string()) })) }).openapi("StaffQuiz")) }, ...problemResponses },
});
const answer = createRoute({
  method: "post", path: "/api/staff/training/{course}/quizzes/{quizId}", operationId: "answerStaffQuiz", tags,
  request: { params: params.extend({ quizId: z.string() }), body: { required: true, ...json(z.strictObject({ answers: z.array(z.int().min(0).max(9)).max(40) })) } },
  responses: { 200: { description: "How it went", ...json(z.object({ score: z.number(), of: z.number(), passed: z.boolean(), wrong: z.array(z.object({ ask: z.string(), why: z.string() })) }).openapi("StaffQuizResult")) }, ...problemResponses },
});

/** Open to whoever is signed in, also without standing: this is how one gets it. */
export function trainingRoutes({ app, operator }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => {
    const items = await ownCourses(plane, (await operator(c)).actor);
    return c.json({ items: items.map((one) => ({ ...one, passedAt: one.passedAt?.toISOString() ?? null, until: one.until?.toISOString() ?? null })) }, 200);
  });
  app.openapi(read, async (c) => {
    await operator(c);
    const { id, title, minutes, version, sections } = readCourse(c.req.valid("param").course);
    return c.json({ id, title, minutes, version, sections }, 200);
  });
  app.openapi(begin, async (c) => {
    const quiz = await beginQuiz(plane, (await operator(c)).actor, c.req.valid("param").course);
    return c.json({ ...quiz, questions: quiz.questions.map(({ ask, options }) => ({ ask, options: [...options] })) }, 200);
  });
  app.openapi(answer, async (c) => {
    const { course, quizId } = c.req.valid("param");
    const result = await answerQuiz(plane, (await operator(c)).actor, course, quizId, c.req.valid("json").answers);
    return c.json({ ...result, wrong: [...result.wrong] }, 200);
  });
}
