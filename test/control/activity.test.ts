/** The organisation's own trail, as its administrator reads it and takes it away. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import type { ActivityList, TrailState } from "../../src/platform/activity/activity.ts";
import { verifyPack, verifyProof } from "../../src/platform/audit/audit.ts";
import { readVerifier } from "../../src/platform/tlog/tlog.ts";
import { addOrganisation, addPerson, openScene, PASSWORD, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let organisation: OrganisationId;
let administrator: Browser;
let auditor: Browser;
let manager: Browser;
let rival: Browser;
beforeAll(async () => {
  scene = await openScene();
  organisation = await addOrganisation(scene, "Northwind Foods");
  const other = await addOrganisation(scene, "Rival Foods");
  administrator = await addPerson(scene, organisation, "admin@northwind.example", ["administrator"]);
  auditor = await addPerson(scene, organisation, "auditor@northwind.example", ["auditor"]);
  manager = await addPerson(scene, organisation, "manager@northwind.example", ["ap_manager"]);
  rival = await addPerson(scene, other, "admin@rival.example", ["administrator"]);
  await scene.browser().post("/api/sign-in", { email: "admin@northwind.example", password: `${PASSWORD} not` });
  await administrator.post("/api/sites", { name: "Head office", region: "uk" });
  await scene.signTrail(organisation);
  await scene.signTrail(other);
});
afterAll(() => scene.close());

const list = async (query = "", browser = administrator): Promise<ActivityList> => (await browser.get(`/api/activity${query}`)).body as ActivityList;
const state = async (): Promise<TrailState> => (await administrator.get("/api/activity/checkpoint")).body as TrailState;

it("shows sign-ins, refused ones and sites with names, and what was done", async () => {
  const { items } = await list("?act=sessions");
  expect(items.map(({ act }) => act)).toEqual(["sessions.sign-in-refused", ...Array.from({ length: 3 }, () => "sessions.password-accepted")]);
  expect(items[0]).toMatchObject({ who: { kind: "system", id: "sign-in" }, object: { kind: "person", name: `Person of ${organisation.slice(-4)}` }, detail: { address: "192.0.2.10" } });
  expect(items[1]?.who.name).toBe(`Person of ${organisation.slice(-4)}`);
  const [site] = (await list("?act=sites.create")).items;
  expect(site).toMatchObject({ object: { kind: "site", name: "Head office" }, after: { name: "Head office", region: "uk" } });
  expect((await list(`?object=${site?.object.id}`)).items.map(({ act }) => act)).toEqual(["sites.create"]);
  expect((await list(`?person=${site?.who.id}&act=sessions.password-accepted`)).total).toBe(1);
  expect((await list("?staff=yes")).items).toEqual([]);
});

it("is for administrators and auditors, of the organisation only; each reading is in it once a minute", async () => {
  expect((await auditor.get("/api/activity")).status).toBe(200);
  for (const path of ["/api/activity", "/api/activity/pack", "/api/activity/checkpoint", "/api/log/checkpoint"]) expect((await manager.get(path)).status, path).toBe(403);
  expect((await scene.browser().get("/api/activity")).status).toBe(401);
  const theirs = (await list("", rival)).items;
  expect(theirs.map(({ act }) => act)).not.toContain("sites.create");
  expect((await administrator.get(`/api/activity/${theirs.at(-1)?.id}/proof`)).status).toBe(404);
  const looks = async (): Promise<number> => (await list("?act=activity.list")).total;
  const before = await looks();
  expect(await looks()).toBe(before);
  scene.clock.advance(61_000);
  await looks();
  expect(await looks()).toBe(before + 1);
});

it("is taken away as OCSF, filtered, after a fresh proof", async () => {
  const events = (await administrator.get("/api/activity/ocsf?act=sessions")).text.trim().split("\n").map((line) => JSON.parse(line) as { class_uid: number; status: string });
  expect(events.map(({ class_uid: uid, status }) => `${uid} ${status}`).slice(0, 4).toSorted()).toEqual(["3002 Failure", "3002 Success", "3002 Success", "3002 Success"]);
  expect((await manager.get("/api/activity/ocsf")).status).toBe(403);
  expect((await list("?act=activity.export-ocsf")).items).toMatchObject([{ detail: { rows: events.length } }]);
});

it("gives packs, proofs and the log's files that verify without the server", async () => {
  await scene.signTrail(organisation);
  const { key, size, log } = await state();
  expect(log).toBe(`spendward.example/control/${organisation}`);
  const pack = (await administrator.get("/api/activity/pack")).text;
  expect(verifyPack(pack, { witnesses: [], key: readVerifier(key) })).toMatchObject({ faults: [], entries: size, firstSeq: 1, lastSeq: size, complete: true });
  expect(pack).toContain("Head office");
  const [entry] = (await list("?act=sites.create")).items;
  const proof = await administrator.get(`/api/activity/${entry?.id}/proof`);
  expect(proof.headers.get("content-disposition")).toBe(`attachment; filename="${entry?.id}.tlog-proof"`);
  expect(verifyProof(proof.text, { witnesses: [], key: readVerifier(key) })).toMatchObject({ faults: [], entries: 1, firstSeq: entry?.seq });
  expect((await administrator.get(`/api/log/tile/0/000.p/${size}`)).status).toBe(200);
  for (const bad of [`/api/log/tile/0/000.p/${size + 1}`, "/api/log/nonsense", `/api/activity/${newId("aud")}/proof`, "/api/activity/x%0d%0ay/proof"]) expect((await administrator.get(bad)).status, bad).toBe(404);
  expect((await administrator.get("/api/activity?from=2026-02-30")).status).toBe(422);
});
