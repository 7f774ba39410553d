/** An access review from its opening to its proof: by hand and by schedule, overdue, decided, signed, downloaded, proven. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import { reviewRound } from "../../src/control/access-reviews/access-reviews.ts";
import { monthsLater } from "../../src/control/access-reviews/sign-review.ts";
import { addOrganisation, addPerson, asSuperuser, detailsOf, entries, openScene, signInWhole, type Answer, type Browser, type Scene } from "./scene.ts";

const DAY_MS = 24 * 3_600_000;
let scene: Scene;
let organisation: OrganisationId;
let ada: Browser;
let others: Browser[];

beforeAll(async () => {
  scene = await openScene();
  organisation = await addOrganisation(scene, "Northwind Foods");
  ada = await addPerson(scene, organisation, "ada@northwind.example", ["administrator"]);
  others = [await addPerson(scene, organisation, "ben@northwind.example", ["analyst"]), await addPerson(scene, organisation, "cleo@northwind.example", ["auditor"])];
}, 60_000);
afterAll(() => scene.close());

const reviews = async (by = ada) => (await by.get("/api/access-reviews")).body;
const lines = async (id: string) => (await ada.get(`/api/access-reviews/${id}`)).body.items as { personId: string; email: string; access: { role: string }[]; lastSignedInAt: string | null; passkeys: number; decision: string | null }[];
const decide = (id: string, decisions: readonly { personId: string; decision: string; reason?: string }[], by = ada): Promise<Answer> => by.post(`/api/access-reviews/${id}/decisions`, { decisions: decisions.map((one) => ({ reason: "Still works here", ...one })) });
const sign = (id: string, by = ada): Promise<Answer> => by.post(`/api/access-reviews/${id}/signature`);

describe("an access review", () => {
  it("lists everybody with access, last sign-in and strength; nobody leaves before it is signed; then its hash is in the trail and its list proven", async () => {
    const { status, body: { id } } = await ada.post("/api/access-reviews");
    expect(status).toBe(201);
    expect((await ada.post("/api/access-reviews")).body.code).toBe("review-open");
    const list = await lines(id);
    expect(list.map(({ email }) => email)).toEqual(["ada@northwind.example", "ben@northwind.example", "cleo@northwind.example"]);
    expect(list[1]).toMatchObject({ access: [{ role: "analyst", site: null, companyCodes: null }], lastSignedInAt: null, authenticator: false, passkeys: 0, decision: null });
    const [first, second, third] = list.map(({ personId }) => personId) as [string, string, string];
    expect((await sign(id)).body.code).toBe("review-undecided");
    expect((await decide(id, [{ personId: first, decision: "keep" }, { personId: second, decision: "remove", reason: "Left in spring" }])).status).toBe(204);
    expect((await others[0]?.get("/api/session"))?.status).toBe(200);
    // Who left meanwhile needs no decision.
    expect((await ada.send({ method: "DELETE", path: `/api/people/${third}` })).status).toBe(204);
    expect((await sign(id)).status).toBe(204);
    expect((await others[0]?.get("/api/session"))?.status).toBe(401);
    expect((await decide(id, [{ personId: first, decision: "remove" }])).body.code).toBe("review-signed");
    expect((await sign(id)).body.code).toBe("review-signed");

    const { items: [review] } = await reviews();
    expect(review).toMatchObject({ id, signedBy: expect.any(String), counts: { people: 3, kept: 1, removed: 2 }, overdue: false });
    const file = await ada.get(`/api/access-reviews/${id}/list`);
    expect(createHash("sha256").update(file.text).digest("hex")).toBe(review.listSha256);
    expect(file.text.trim().split("\n").slice(1).map((line) => JSON.parse(line)).map(({ email, decision, reason }) => [email, decision, reason])).toEqual([
      ["ada@northwind.example", "keep", "Still works here"], ["ben@northwind.example", "remove", "Left in spring"], ["cleo@northwind.example", "remove", "Had left before"],
    ]);
    const entry = (await entries(scene)).find((one) => one.id === review.auditEntry);
    expect(entry && [entry.act, entry.object_id, detailsOf(entry)]).toMatchObject(["access-reviews.sign", id, { after: { listSha256: review.listSha256, people: 3 } }]);
    await scene.signTrail(organisation);
    expect((await ada.get(`/api/activity/${review.auditEntry}/proof`)).status).toBe(200);
    // The file is the same whenever it is asked for, and another one once somebody touches what was signed.
    expect((await ada.get(`/api/access-reviews/${id}/list`)).text).toBe(file.text);
    await asSuperuser(scene, "update access_review_line set decision = 'keep' where review_id = $1 and person_id = $2", [id, second]);
    expect(createHash("sha256").update((await ada.get(`/api/access-reviews/${id}/list`)).text).digest("hex")).not.toBe(review.listSha256);
  });

  it("takes nobody away whom the reviewer could not remove: themselves, the last administrator; then nothing is signed", async () => {
    const { id } = (await ada.post("/api/access-reviews")).body;
    const dora = await addPerson(scene, organisation, "dora@northwind.example", ["auditor"]);
    const [own] = await lines(id);
    expect((await decide(id, [{ personId: own?.personId ?? "", decision: "remove" }])).status).toBe(204);
    expect((await sign(id)).body.code).toMatch(/^(yourself|last-administrator)$/);
    expect((await reviews()).items[0].signedAt).toBeNull();
    // Not for others, and not another organisation's.
    expect((await decide(id, [{ personId: own?.personId ?? "", decision: "keep" }], dora)).status).toBe(403);
    expect((await sign(id, dora)).status).toBe(403);
    const rival = await addPerson(scene, await addOrganisation(scene, "Rival Foods"), "rival@rival.example", ["administrator"]);
    for (const answer of [rival.get(`/api/access-reviews/${id}`), rival.get(`/api/access-reviews/${id}/list`), sign(id, rival), decide(id, [{ personId: own?.personId ?? "", decision: "keep" }], rival), ada.get(`/api/access-reviews/${newId("rev")}`), decide(id, [{ personId: newId("per"), decision: "keep" }])]) expect((await answer).status).toBe(404);
    for (const bad of [[], [{ personId: own?.personId ?? "", decision: "perhaps" }], [{ personId: own?.personId ?? "", decision: "keep", reason: "  " }], [{ personId: own?.personId ?? "", decision: "keep", reason: "x".repeat(501) }]]) expect((await decide(id, bad)).status).toBe(422);
    expect((await decide(id, [{ personId: own?.personId ?? "", decision: "keep" }])).status).toBe(204);
    expect((await sign(id)).status).toBe(204);
  });

  it("is opened by the schedule, told to administrators, and told of again each week while it is overdue", async () => {
    expect((await ada.send({ method: "PUT", path: "/api/access-review-policy", body: JSON.stringify({ everyMonths: 3 }) })).status).toBe(204);
    const mails = async (): Promise<string[]> => (await asSuperuser<{ template: string }>(scene, "select template from mail where template = 'access-review'")).map(({ template }) => template);
    expect(await reviewRound(scene.control.plane)).toBe(0);
    scene.clock.advance(93 * DAY_MS);
    expect(await reviewRound(scene.control.plane)).toBe(1);
    expect(await reviewRound(scene.control.plane)).toBe(0);
    expect(await mails()).toHaveLength(1);
    scene.clock.advance(31 * DAY_MS);
    expect(await reviewRound(scene.control.plane)).toBe(1);
    expect(await mails()).toHaveLength(2);
    scene.clock.advance(8 * DAY_MS);
    expect(await reviewRound(scene.control.plane)).toBe(1);
    expect(await mails()).toHaveLength(3);
    expect((await signInWhole(scene, ada, "ada@northwind.example")).status).toBe(204);
    // The library that makes sessions has a clock of its own.
    await asSuperuser(scene, "update session set created_at = $1", [scene.clock.now()]);
    const { items: [review], everyMonths } = await reviews();
    expect([everyMonths, review]).toMatchObject([3, { openedBy: null, overdue: true, signedAt: null }]);
    const list = await lines(review.id);
    await decide(review.id, list.map(({ personId }) => ({ personId, decision: "keep" })));
    expect((await sign(review.id)).status).toBe(204);
    const { nextAt } = await reviews();
    expect(new Date(nextAt).getTime()).toBe(monthsLater(new Date((await reviews()).items[0].signedAt), 3).getTime());
    expect(await reviewRound(scene.control.plane)).toBe(0);
  });

  it("months are those of the calendar, the last day of shorter ones included", () => {
    const at = (from: string, months: number): string => monthsLater(new Date(from), months).toISOString();
    expect([at("2026-01-31T10:00:00.000Z", 1), at("2027-11-30T10:00:00.000Z", 3), at("2026-08-31T10:00:00.000Z", 6), at("2026-11-27T10:00:00.000Z", 12)]).toEqual(["2026-02-28T10:00:00.000Z", "2028-02-29T10:00:00.000Z", "2027-02-28T10:00:00.000Z", "2027-11-27T10:00:00.000Z"]);
  });
});
