/** The people register and duties over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { DUTIES } from "../../platform/access/access.ts";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import { listStaffMail, mailSchema, readStaffMail } from "../mail/mail.ts";
import { nameField } from "../name-field.ts";
import type { ControlPlane } from "../plane.ts";
import { giveDuty, KEPT_APART, listConflicts, takeDuty } from "./duties.ts";
import { endEmployment } from "./end-employment.ts";
import { addStaff, changeStaff, recordCheck, sendStaffLink } from "./register.ts";
import { titleOfPart } from "./remind-staff.ts";
import { listStaff, showStaff } from "./show-register.ts";
import { checkField, emailField, personFields } from "./staff.schema.ts";
import type { Standing } from "./standing.ts";

const tags = ["staff"];
const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ body: { required: true, ...json(schema) } });
const done = { 204: { description: "Done" }, ...problemResponses };
const params = z.object({ staffId: z.string() });
const duty = z.enum(DUTIES);
const reason = z.string().trim().min(10, "At least ten characters.").max(500);

const part = z.object({ kind: z.string(), title: z.string() });
const facts = {
  id: z.string(), name: z.string(), email: z.string(), team: z.string(), employment: personFields.employment, place: z.string(), hiredOn: z.string(), leftAt: z.string().nullable(),
  standing: z.object({ state: z.enum(["good", "lacking"]), lacking: z.array(part), due: z.array(part.extend({ at: z.string() })) }), you: z.boolean(),
};
const person = z.object({ ...facts, duties: z.array(duty), hasPasskey: z.boolean(), leftInMs: z.number().nullable() }).openapi("StaffPerson");
const detail = z.object({
  ...facts,
  duties: z.array(z.object({ duty, since: z.string() })),
  checks: z.array(z.object({ kind: checkField.shape.kind, passed: z.boolean(), doneOn: z.string(), reference: z.string(), by: z.string() })),
  signatures: z.array(z.object({ title: z.string(), version: z.number(), sha256: z.string(), at: z.string() })),
  trainings: z.array(z.object({ title: z.string(), version: z.number(), score: z.number(), of: z.number(), passed: z.boolean(), at: z.string() })),
  passkeys: z.array(z.object({ name: z.string(), attestedAs: z.string().nullable(), createdAt: z.string(), lastUsedAt: z.string().nullable() })),
  leaving: z.object({ at: z.string(), by: z.string(), tookMs: z.number(), ended: z.record(z.string(), z.number()) }).nullable(),
}).openapi("StaffDetail");
const conflict = z.object({ staff: z.object({ id: z.string(), name: z.string() }), one: duty, other: duty, why: z.string(), accepted: z.object({ by: z.string(), reason: z.string(), at: z.string() }).nullable() });

const routes = {
  list: createRoute({ method: "get", path: "/api/staff/people", operationId: "listStaff", tags, responses: { 200: { description: "The people register", ...json(z.object({ items: z.array(person) })) }, ...problemResponses } }),
  add: createRoute({ method: "post", path: "/api/staff/people", operationId: "addStaff", tags, request: body(z.strictObject({ name: nameField, email: emailField, ...personFields })), responses: { 201: { description: "Added; their link is on its way by mail", ...json(z.object({ id: z.string() })) }, ...problemResponses } }),
  show: createRoute({ method: "get", path: "/api/staff/people/{staffId}", operationId: "showStaff", tags, request: { params }, responses: { 200: { description: "One person with all that is recorded", ...json(detail) }, ...problemResponses } }),
  change: createRoute({ method: "post", path: "/api/staff/people/{staffId}", operationId: "changeStaff", tags, request: { params, ...body(z.strictObject({ name: nameField, ...personFields })) }, responses: done }),
  check: createRoute({ method: "post", path: "/api/staff/people/{staffId}/checks", operationId: "recordStaffCheck", tags, request: { params, ...body(checkField.extend({ passed: z.boolean() })) }, responses: done }),
  link: createRoute({ method: "post", path: "/api/staff/people/{staffId}/link", operationId: "sendStaffLink", tags, request: { params }, responses: done }),
  give: createRoute({ method: "post", path: "/api/staff/people/{staffId}/duties", operationId: "giveStaffDuty", tags, request: { params, ...body(z.strictObject({ duty, reason: reason.optional() })) }, responses: done }),
  take: createRoute({ method: "delete", path: "/api/staff/people/{staffId}/duties/{duty}", operationId: "takeStaffDuty", tags, request: { params: params.extend({ duty }) }, responses: done }),
  leave: createRoute({
    method: "post", path: "/api/staff/people/{staffId}/leave", operationId: "endEmployment", tags, request: { params },
    responses: { 200: { description: "All of it has ended", ...json(z.object({ tookMs: z.number(), ended: z.record(z.string(), z.number()) })) }, ...problemResponses },
  }),
  conflicts: createRoute({
    method: "get", path: "/api/staff/conflicts", operationId: "listDutyConflicts", tags,
    responses: { 200: { description: "Who holds duties that should be apart, and the table of them", ...json(z.object({ items: z.array(conflict), table: z.array(z.object({ one: duty, other: duty, answer: z.enum(["refused", "recorded"]), why: z.string() })) })) }, ...problemResponses },
  }),
  mail: createRoute({ method: "get", path: "/api/staff/mail", operationId: "listStaffMail", tags, responses: { 200: { description: "Newest mail to staff", ...json(z.object({ leaves: z.enum(["smtp", "kept", "off"]), items: z.array(mailSchema) })) }, ...problemResponses } }),
  readMail: createRoute({ method: "get", path: "/api/staff/mail/{mailId}", operationId: "readStaffMail", tags, request: { params: z.object({ mailId: z.string() }) }, responses: { 200: { description: "What would have been sent", ...json(z.object({ subject: z.string(), text: z.string() })) }, ...problemResponses } }),
};

const standingShown = ({ state, lacking, due }: Standing) => ({
  state,
  lacking: lacking.map((one) => ({ kind: one.kind, title: "what" in one ? titleOfPart(one) : "Has left" })),
  due: due.map((one) => ({ kind: one.kind, title: titleOfPart(one), at: one.at.toISOString() })),
});
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function staffRoutes(router: ControlRouter, plane: ControlPlane): void {
  const { app, operator } = router;
  app.openapi(routes.list, async (c) => {
    const items = await listStaff(plane, (await operator(c)).actor);
    return c.json({ items: items.map(({ hired_on: hiredOn, left_at: leftAt, took_ms: leftInMs, standing, ...one }) => ({ ...one, hiredOn, leftAt: iso(leftAt), leftInMs, standing: standingShown(standing) })) }, 200);
  });
  app.openapi(routes.add, async (c) => c.json({ id: await addStaff(plane, (await operator(c)).actor, c.req.valid("json")) }, 201));
  app.openapi(routes.show, async (c) => c.json(shownDetail(await showStaff(plane, (await operator(c)).actor, c.req.valid("param").staffId)), 200));
  app.openapi(routes.change, async (c) => {
    await changeStaff(plane, (await operator(c)).actor, c.req.valid("param").staffId, c.req.valid("json"));
    return c.body(null, 204);
  });
  app.openapi(routes.check, async (c) => {
    await recordCheck(plane, (await operator(c)).actor, c.req.valid("param").staffId, c.req.valid("json"));
    return c.body(null, 204);
  });
  app.openapi(routes.link, async (c) => {
    await sendStaffLink(plane, (await operator(c)).actor, c.req.valid("param").staffId);
    return c.body(null, 204);
  });
  dutyRoutes(router, plane);
}

function dutyRoutes({ app, operator }: ControlRouter, plane: ControlPlane): void {
  app.openapi(routes.give, async (c) => {
    const given = c.req.valid("json");
    await giveDuty(plane, (await operator(c)).actor, c.req.valid("param").staffId, given.duty, given.reason);
    return c.body(null, 204);
  });
  app.openapi(routes.take, async (c) => {
    const { staffId, duty: taken } = c.req.valid("param");
    await takeDuty(plane, (await operator(c)).actor, staffId, taken);
    return c.body(null, 204);
  });
  app.openapi(routes.leave, async (c) => c.json(await endEmployment(plane, (await operator(c)).actor, c.req.valid("param").staffId), 200));
  app.openapi(routes.conflicts, async (c) => {
    const items = await listConflicts(plane, (await operator(c)).actor);
    return c.json({ items: items.map((one) => ({ ...one, accepted: one.accepted && { ...one.accepted, at: one.accepted.at.toISOString() } })), table: KEPT_APART.map((one) => ({ ...one })) }, 200);
  });
  app.openapi(routes.mail, async (c) => {
    const items = await listStaffMail(plane, (await operator(c)).actor);
    return c.json({ leaves: plane.mail.out.kind, items: items.map((mail) => ({ ...mail, createdAt: mail.createdAt.toISOString(), finishedAt: iso(mail.finishedAt) })) }, 200);
  });
  app.openapi(routes.readMail, async (c) => c.json(await readStaffMail(plane, (await operator(c)).actor, c.req.valid("param").mailId), 200));
}

function shownDetail(found: Awaited<ReturnType<typeof showStaff>>) {
  const { id, name, email, team, employment, place, you } = found;
  return {
    id, name, email, team, employment, place, hiredOn: found.hired_on, leftAt: iso(found.left_at), you, standing: standingShown(found.standing),
    duties: found.duties.map((one) => ({ duty: one.duty, since: one.given_at.toISOString() })),
    checks: found.checks.map((one) => ({ kind: one.kind, passed: one.passed, doneOn: one.done_on, reference: one.reference, by: one.by_name ?? one.recorded_by })),
    signatures: found.signatures.map((one) => ({ title: titleOfPart({ kind: "agreement", what: one.agreement }), version: one.version, sha256: one.sha256, at: one.signed_at.toISOString() })),
    trainings: found.trainings.map((one) => ({ title: titleOfPart({ kind: "training", what: one.course }), version: one.version, score: one.score ?? 0, of: one.questions.length, passed: one.passed === true, at: iso(one.answered_at) ?? "" })),
    passkeys: found.passkeys.map((one) => ({ name: one.name, attestedAs: one.attested_as, createdAt: one.created_at.toISOString(), lastUsedAt: iso(one.last_used_at) })),
    leaving: found.leaving ? { at: found.leaving.asked_at.toISOString(), by: found.leaving.by_name ?? "", tookMs: found.leaving.took_ms, ended: found.leaving.ended as Record<string, number> } : null,
  };
}
