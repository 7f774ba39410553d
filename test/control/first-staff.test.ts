/** The first administrator of staff: from the command line alone, and only while there is none. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDemoStaff, createFirstStaff, firstStaff } from "../../src/control/staff/staff.ts";
import { softPasskey } from "../world/soft-passkey.ts";
import { detailsOf, entries, ORIGIN, type Browser } from "./scene.ts";
import { enrolAs, OFFICE, openStaffScene, type StaffScene } from "./staff-scene.ts";

let scene: StaffScene;
let browser: Browser;
beforeAll(async () => {
  scene = await openStaffScene();
  browser = scene.browser(OFFICE);
});
afterAll(async () => { await scene.close(); });

const FIRST = { name: "Ada Reyes", email: "ada@spendward.example", team: "Security", employment: "permanent", place: "Reading", hiredOn: "2026-01-05", checks: [{ kind: "identity", doneOn: "2026-01-02", reference: "HR-1" }] };
const create = () => createFirstStaff(scene.control.plane, firstStaff.parse(FIRST), "root@host");

it("is made once, gets another link while there is no passkey, and nobody after that", async () => {
  const before = await create();
  const link = await create();
  expect((await enrolAs(browser, before.url.split("#")[1] ?? "", softPasskey(ORIGIN, scene.attestation))).body.code, "ended by the newer link").toBe("staff-link-over");
  expect(link.url).toMatch(/^https:\/\/localhost:8443\/staff\/welcome#[\w-]{43}$/);
  expect((await enrolAs(browser, link.url.split("#")[1] ?? "", softPasskey(ORIGIN, scene.attestation))).status).toBe(204);
  await expect(create()).rejects.toMatchObject({ code: "staff-administered" });
  await expect(createDemoStaff(scene.control.plane)).resolves.toBeNull();
  const made = (await entries(scene)).filter(({ act }) => act === "staff.create-first");
  expect(made).toHaveLength(1);
  expect(detailsOf(made[0] as never)).toMatchObject({ after: { email: "ada@spendward.example", duties: ["people_team", "security"] }, detail: { by: "root@host" } });
});

it("may do nothing until checked, signed and trained: being first is no exception", async () => {
  const { body } = await browser.get("/api/staff/own");
  expect(body.standing.state).toBe("lacking");
  expect(body.standing.lacking.map((one: { kind: string; what: string }) => `${one.kind} ${one.what}`)).toEqual([
    "background-check criminal-record", "agreement confidentiality", "agreement acceptable-use", "training customer-access", "training phishing", "training privacy", "training security",
  ]);
  expect(await browser.get("/api/staff/sign-ins")).toMatchObject({ status: 403, body: { code: "standing-missing" } });
  expect(body.conflicts).toMatchObject([{ one: "security", other: "people_team" }]);
});
