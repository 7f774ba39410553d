/** The people register from outside (promises A7, H1, H2, H4, V1): who may not do what to whom, what is refused, and what ends. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AGREEMENTS } from "../../src/control/agreements/agreements.ts";
import { needShown } from "../../src/control/agreements/sign-agreement.ts";
import { remindStaff, standingOf } from "../../src/control/staff/staff.ts";
import { countStandingAccess } from "../../src/control/standing-access/standing-access.ts";
import { COURSES, courseOf } from "../../src/control/training/training.ts";
import { orderOf, TRIES_A_DAY } from "../../src/control/training/take-quiz.ts";
import { addOrganisation, addPerson, asSuperuser, type Answer } from "./scene.ts";
import { openStaffScene, register, signInAs, staffPerson, type StaffPerson, type StaffScene } from "./staff-scene.ts";
import { shownOf } from "./staff-samples.ts";

let scene: StaffScene;
let security: StaffPerson;
let people: StaffPerson;
beforeAll(async () => {
  scene = await openStaffScene();
  security = await staffPerson(scene, ["security"]);
  people = await staffPerson(scene, ["people_team"]);
});
afterAll(async () => { await scene.close(); });

const give = (id: string, duty: string, reason?: string, by = security): Promise<Answer> => by.browser.post(`/api/staff/people/${id}/duties`, { duty, ...(reason && { reason }) });
const lacking = async (person: StaffPerson): Promise<string[]> => (await person.browser.get("/api/staff/own")).body.standing.lacking.map((one: { kind: string; what: string }) => `${one.kind} ${one.what}`);

describe("duties (V1)", () => {
  it("that must be apart cannot be given; that may be together only for a reason, by somebody else, and stand on the page", async () => {
    const { id } = await register(scene, ["engineer"]);
    expect(await give(id, "infrastructure")).toMatchObject({ status: 409, body: { code: "duties-kept-apart" } });
    expect(await give(id, "release_manager")).toMatchObject({ status: 409, body: { code: "duties-kept-apart" } });
    expect(await give(id, "security")).toMatchObject({ status: 422, body: { code: "reason-missing" } });
    expect((await give(id, "security", "Covers for a colleague until March.")).status).toBe(204);
    const { items } = (await security.browser.get("/api/staff/conflicts")).body;
    expect(items).toMatchObject([{ staff: { id }, one: "security", other: "engineer", accepted: { reason: "Covers for a colleague until March." } }]);
    // However a pair came into the tables, it is found.
    await asSuperuser(scene, "insert into staff_duty values ($1, 'infrastructure', 'nobody', now())", [id]);
    const found = (await security.browser.get("/api/staff/conflicts")).body.items;
    expect(found.filter((one: { accepted: unknown }) => one.accepted === null).map(({ one, other }: { one: string; other: string }) => `${one} ${other}`)).toEqual(["engineer infrastructure", "security infrastructure"]);
    expect((await security.browser.send({ method: "DELETE", path: `/api/staff/people/${id}/duties/security` })).status).toBe(204);
  });

  it("are not given to oneself, nor is one's own check recorded or one's own leaving", async () => {
    expect(await give(security.id, "support", "It is me, so it is fine.")).toMatchObject({ status: 409, body: { code: "own-entry" } });
    expect(await people.browser.post(`/api/staff/people/${people.id}/checks`, { kind: "identity", passed: true, doneOn: "2026-01-05", reference: "HR-7" })).toMatchObject({ status: 409, body: { code: "own-entry" } });
    expect(await people.browser.post(`/api/staff/people/${people.id}/leave`)).toMatchObject({ status: 409, body: { code: "own-entry" } });
    await expect(asSuperuser(scene, "insert into staff_background_check values ('bgc_1', $1, 'identity', true, now(), 'x', $1, now())", [people.id])).rejects.toThrow(/check constraint/);
  });

  it("of the last one who could mend things stay", async () => {
    expect(await people.browser.post(`/api/staff/people/${security.id}/leave`)).toMatchObject({ status: 409, body: { code: "last-with-duty" } });
    expect(await security.browser.send({ method: "DELETE", path: `/api/staff/people/${people.id}/duties/people_team` })).toMatchObject({ status: 409, body: { code: "last-with-duty" } });
  });

  it("reach far, so the passkey is asked for again after a quarter of an hour", async () => {
    const { id } = await register(scene, []);
    scene.clock.advance(10 * 60_000);
    await security.browser.get("/api/staff/own");
    scene.clock.advance(6 * 60_000);
    expect(await give(id, "support")).toMatchObject({ status: 403, body: { code: "step-up-needed" } });
    const options = (await security.browser.get("/api/staff/proof")).body;
    expect((await security.browser.post("/api/staff/proof", { answer: security.passkey.answer(options) })).status).toBe(204);
    expect((await give(id, "support")).status).toBe(204);
    expect((await signInAs(people.browser, people.passkey)).status).toBe(204);
  });
});

describe("standing (H1, H2, H4)", () => {
  it("is lost in the middle of a session when training runs out or a check fails, and duties with it until mended", async () => {
    const person = await staffPerson(scene, ["support", "people_team"]);
    expect((await person.browser.get("/api/staff/people")).status).toBe(200);
    await asSuperuser(scene, "update staff_training set answered_at = now() - interval '366 days' where staff_id = $1 and course = 'privacy'", [person.id]);
    expect(await lacking(person)).toEqual(["training privacy"]);
    expect(await person.browser.get("/api/staff/people")).toMatchObject({ status: 403, body: { code: "standing-missing" } });
    await passCourse(person, "privacy");
    expect((await person.browser.get("/api/staff/people")).status).toBe(200);
    expect((await people.browser.post(`/api/staff/people/${person.id}/checks`, { kind: "references", passed: false, doneOn: "2026-01-05", reference: "HR-9" })).status).toBe(204);
    expect(await lacking(person)).toEqual(["background-check references"]);
    expect((await standingOf(scene.world.db.kysely, person.id, scene.clock.now())).state).toBe("lacking");
  });

  it("asks for a mail a month ahead, once a week", async () => {
    const person = await staffPerson(scene, ["support"]);
    await asSuperuser(scene, "update staff_training set answered_at = now() - interval '345 days' where staff_id = $1 and course = 'privacy'", [person.id]);
    const before = await remindStaff(scene.control.plane);
    expect(before).toBeGreaterThan(0);
    expect(await remindStaff(scene.control.plane)).toBe(0);
    const { items } = (await people.browser.get("/api/staff/mail")).body;
    const mail = items.find((one: { to: string; template: string }) => one.to === person.email && one.template === "staff-reminder");
    expect((await people.browser.get(`/api/staff/mail/${mail.id}`)).body.text).toMatch(/Runs out:\n- Privacy and personal data: \d+ \w+ \d{4}/);
  });
});

/** Answers rightly, as somebody who read the course would; the order of options follows from the quiz's id. */
async function passCourse(person: StaffPerson, id: string, wrong = 0): Promise<Answer> {
  const quiz = (await person.browser.post(`/api/staff/training/${id}/quizzes`)).body;
  const course = courseOf(id) as (typeof COURSES)[number];
  const answers = quiz.questions.map((shown: { ask: string; options: string[] }, n: number) => {
    const at = course.questions.findIndex(({ ask }) => ask === shown.ask);
    const right = orderOf(quiz.id, at, shown.options.length).indexOf(course.questions[at]?.right as number);
    return n < wrong ? (right + 1) % shown.options.length : right;
  });
  return person.browser.post(`/api/staff/training/${id}/quizzes/${quiz.id}`, { answers });
}

describe("training (H2)", () => {
  it("is passed with four of five, tells why an answer was wrong, and never which is right", async () => {
    const person = await staffPerson(scene, ["support"], { training: true });
    const begun = await person.browser.post("/api/staff/training/security/quizzes");
    expect(Object.keys(begun.body).sort()).toEqual(["id", "needed", "questions"]);
    for (const question of begun.body.questions) expect(Object.keys(question).sort()).toEqual(["ask", "options"]);
    expect((await passCourse(person, "security", 2)).body).toMatchObject({ score: 3, of: 5, passed: false, wrong: [{ why: expect.any(String) }, { why: expect.any(String) }] });
    expect((await passCourse(person, "security", 1)).body).toMatchObject({ score: 4, passed: true });
    expect(await lacking(person)).not.toContain("training security");
  });

  it("takes no answers that are forged: another's quiz, twice, too few, out of range, too late, too often", async () => {
    const [person, other] = [await staffPerson(scene, ["support"], { training: true }), await staffPerson(scene, ["support"])];
    const quiz = (await other.browser.post("/api/staff/training/phishing/quizzes")).body;
    const answer = (by: StaffPerson, answers: unknown, course = "phishing", id = quiz.id) => by.browser.post(`/api/staff/training/${course}/quizzes/${id}`, { answers });
    expect((await answer(person, [0, 0, 0, 0, 0])).status).toBe(404);
    expect((await answer(other, [0, 0, 0, 0, 0], "security")).status, "another course").toBe(404);
    expect((await answer(other, [0, 0])).body.code).toBe("answers-not-valid");
    expect((await answer(other, [9, 0, 0, 0, 0])).body.code).toBe("answers-not-valid");
    expect((await other.browser.post(`/api/staff/training/phishing/quizzes/${quiz.id}`, { answers: [0, 0, 0, 0, 0], score: 5, passed: true })).status).toBe(422);
    expect((await answer(other, [0, 0, 0, 0, 0])).status).toBe(200);
    expect((await answer(other, [0, 0, 0, 0, 0])).body.code).toBe("quiz-over");
    for (let n = 1; n < TRIES_A_DAY; n++) await other.browser.post("/api/staff/training/phishing/quizzes");
    expect(await other.browser.post("/api/staff/training/phishing/quizzes")).toMatchObject({ status: 429, body: { code: "too-many-tries" } });
  });
});

describe("agreements (H4)", () => {
  const [nda, use] = AGREEMENTS as [(typeof AGREEMENTS)[number], (typeof AGREEMENTS)[number]];

  it("are signed with the passkey over the exact text, which anybody can verify from what is kept", async () => {
    const person = await staffPerson(scene, ["support"], { agreements: true });
    const options = (await person.browser.post(`/api/staff/agreements/${nda.id}/challenge`, shownOf(nda))).body;
    const answer = person.passkey.answer(options);
    expect((await person.browser.post(`/api/staff/agreements/${use.id}`, { ...shownOf(use), answer })).body.code, "another text").toBe("passkey-refused");
    // A page that has the passkey sign another hash behind a challenge of ours.
    const bent = Buffer.concat([Buffer.from(options.challenge, "base64url").subarray(0, -32), Buffer.alloc(32, 7)]).toString("base64url");
    expect((await person.browser.post(`/api/staff/agreements/${nda.id}`, { ...shownOf(nda), answer: person.passkey.answer({ ...options, challenge: bent }) })).body.code).toBe("passkey-refused");
    expect((await person.browser.post(`/api/staff/agreements/${nda.id}`, { ...shownOf(nda), answer })).status).toBe(204);
    expect(await lacking(person)).toEqual([`agreement ${use.id}`]);
    const [kept] = await asSuperuser<{ answer: Record<string, string>; sha256: string; public_key: Buffer }>(scene, "select answer, sha256, public_key from staff_signature where staff_id = $1", [person.id]);
    const bytes = (name: string): Buffer => Buffer.from(kept?.answer[name] ?? "", "base64url");
    const client = JSON.parse(bytes("clientDataJSON").toString());
    expect(Buffer.from(client.challenge, "base64url").subarray(-32)).toEqual(createHash("sha256").update(nda.text).digest());
    // COSE key of P-256: the coordinates stand after their heads.
    const [x, y] = [kept?.public_key.subarray(-67, -35), kept?.public_key.subarray(-32)].map((part) => part?.toString("base64url") ?? "");
    const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x: x as string, y: y as string }, format: "jwk" });
    expect(verify("sha256", Buffer.concat([bytes("authenticatorData"), createHash("sha256").update(bytes("clientDataJSON")).digest()]), key, bytes("signature"))).toBe(true);
  });

  it("that changed between being shown and being signed are not signed", async () => {
    const person = await staffPerson(scene, ["support"], { agreements: true });
    expect(await person.browser.post(`/api/staff/agreements/${nda.id}/challenge`, { version: nda.version, sha256: "0".repeat(64) })).toMatchObject({ status: 409, body: { code: "agreement-changed" } });
    const options = (await person.browser.post(`/api/staff/agreements/${nda.id}/challenge`, shownOf(nda))).body;
    expect(await person.browser.post(`/api/staff/agreements/${nda.id}`, { version: nda.version + 1, sha256: nda.sha256, answer: person.passkey.answer(options) })).toMatchObject({ status: 409 });
    expect(() => needShown(nda.id, shownOf(nda), { ...nda, version: 2, sha256: "1".repeat(64) })).toThrow("changed since");
  });

  it("keep the text that was released: a change needs a new version", async () => {
    await expect(`${AGREEMENTS.map(({ id, version, sha256 }) => `${id} ${version} ${sha256}`).join("\n")}\n`).toMatchFileSnapshot("../golden/agreements.txt");
  });
});

describe("leaving", () => {
  it("ends everything in one act, at once, and says how long it took", async () => {
    const person = await staffPerson(scene, ["support", "people_team"]);
    const second = scene.browser();
    expect((await signInAs(second, person.passkey)).status).toBe(204);
    const seen: string[] = [];
    scene.control.plane.whenStaffLeave.push(async (_tx, id) => (seen.push(id), { what: "grants", ended: 2 }));
    const startedMs = performance.now();
    const { body } = await people.browser.post(`/api/staff/people/${person.id}/leave`);
    const refused = await Promise.all([person.browser, second].map((browser) => browser.get("/api/staff/own")));
    expect(refused.map(({ status }) => status)).toEqual([401, 401]);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(body).toMatchObject({ ended: { sessions: 2, passkeys: 1, duties: 2, grants: 2 }, tookMs: expect.any(Number) });
    expect(seen).toEqual([person.id]);
    scene.control.plane.whenStaffLeave.pop();
    expect((await signInAs(scene.browser(), person.passkey)).body.code).toBe("staff-sign-in-refused");
    expect(await give(person.id, "support")).toMatchObject({ status: 404 });
    expect((await people.browser.get(`/api/staff/people/${person.id}`)).body).toMatchObject({ leaving: { ended: { grants: 2 } }, standing: { state: "lacking" } });
  });

  it("undoes nothing halfway: what cannot be ended keeps the rest", async () => {
    const person = await staffPerson(scene, ["support"]);
    scene.control.plane.whenStaffLeave.push(async () => { throw new Error("a grant that hangs"); });
    expect((await people.browser.post(`/api/staff/people/${person.id}/leave`)).status).toBe(500);
    scene.control.plane.whenStaffLeave.pop();
    expect((await person.browser.get("/api/staff/own")).body.standing.state).toBe("good");
  });
});

describe("standing access (A7)", () => {
  const rights = { database: [], keys: [] };
  const count = async (answer: unknown = rights) => countStandingAccess(scene.control.plane, async () => answer);

  it("is none, and rises with each standing right that somebody plants", async () => {
    // The owner of the tables can log in here, which an installation locks after migrating; it is found, and nothing else.
    const before = await count();
    expect(before.sources.flatMap(({ found }) => found.map(({ who }) => who)).filter((who) => !who.endsWith("_owner"))).toEqual([]);
    const base = before.count;
    const role = `planted_${process.pid}`;
    await asSuperuser(scene, `create role ${role} login password 'x'`);
    try {
      const name = new URL(scene.world.url).pathname.slice(1);
      await asSuperuser(scene, `grant connect on database "${name}" to ${role}`);
      expect((await count()).count, "a login without a right").toBe(base);
      await asSuperuser(scene, `grant select (email) on person to ${role}`);
      const found = await count();
      expect(found.count).toBe(base + 1);
      expect(found.sources[0]?.found).toContainEqual({ who: role, what: "may log in and read 1 tables" });
      await asSuperuser(scene, `revoke select (email) on person from ${role}; alter role ${role} bypassrls`);
      expect((await count()).count).toBe(base + 1);
      await asSuperuser(scene, `alter role ${role} nologin`);
      expect((await count()).count).toBe(base);
    } finally {
      await asSuperuser(scene, `drop owned by ${role}; drop role ${role}`);
    }
    expect((await count({ database: [{ who: "dba", what: "x" }], keys: [] })).count, "one in each region").toBe(base + 3);
    expect(await count({ database: [], keys: "unknown" })).toMatchObject({ count: base, unknown: 3 });
    expect(await countStandingAccess(scene.control.plane, async () => { throw new Error("away"); })).toMatchObject({ unknown: 6 });
  });

  it("finds staff who are a customer's person as well, and machines with an open session", async () => {
    const { email } = await register(scene, ["support"]);
    const organisation = await addOrganisation(scene, "Northwind Foods");
    await addPerson(scene, organisation, email, ["analyst"]);
    expect((await count()).sources.find(({ source }) => source === "accounts")?.found).toMatchObject([{ what: "is a member of a customer's organisation" }]);
    await scene.control.createDemoOrganisation();
    expect((await count()).sources.find(({ source }) => source === "machines")?.found).toMatchObject([{ who: "Demo loader" }]);
  });
});
