/**
 * Every endpoint of the staff area against everybody who might call it, as text, and what each writes to the operator's trail. An endpoint
 * without a sample here fails the test.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { announceSites } from "../../src/control/sites/sites.ts";
import { DUTIES, type Duty } from "../../src/platform/access/access.ts";
import { actsLine } from "../golden/acts-line.ts";
import { softPasskey } from "../world/soft-passkey.ts";
import { addOrganisation, addPerson, entries, ORIGIN, type Answer, type Browser } from "./scene.ts";
import { OFFICE, openStaffScene, register, staffPerson, type StaffPerson, type StaffScene } from "./staff-scene.ts";
import { STAFF_SAMPLES } from "./staff-samples.ts";

let scene: StaffScene;
let customer: Browser;
beforeAll(async () => {
  scene = await openStaffScene();
  customer = await addPerson(scene, await addOrganisation(scene, "Northwind Foods"), "a@northwind.example", ["administrator"]);
  await customer.post("/api/sites", { name: "Head office", region: "uk" });
  await announceSites(scene.control.plane, async () => 201, () => {});
});
afterAll(async () => { await scene.close(); });

const endpoints = (): string[] => {
  const document = scene.control.app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "control", version: "0" } });
  return Object.entries(document.paths ?? {}).filter(([path]) => path.startsWith("/api/staff/")).flatMap(([path, item]) => Object.keys(item ?? {}).map((method) => `${method} ${path}`)).sort();
};

const people = new Map<string, StaffPerson>();
const nobody = (): StaffPerson => ({ id: "stf_none" as never, email: "", browser: scene.browser(OFFICE), passkey: softPasskey(ORIGIN, scene.attestation) });

/** The same person for each endpoint, anew when a call ended their session. */
async function caller(name: string, make: () => Promise<StaffPerson>): Promise<StaffPerson> {
  const known = people.get(name);
  if (known !== undefined && (await known.browser.get("/api/staff/own")).status === 200) return known;
  const person = await make();
  people.set(name, person);
  return person;
}

const call = async (endpoint: string, by: StaffPerson): Promise<Answer> => (STAFF_SAMPLES[endpoint] as NonNullable<(typeof STAFF_SAMPLES)[string]>)(by, { scene, another: () => register(scene, ["engineer"]) });
const shown = (answer: Answer): string => `${answer.status}${answer.body?.code === undefined ? "" : ` ${answer.body.code}`}`;

it("has a sample for every endpoint, and an endpoint for every sample", () => {
  expect(endpoints()).toEqual(Object.keys(STAFF_SAMPLES).sort());
  const routed = scene.control.app.routes.filter((route) => route.path.startsWith("/api/staff/") && route.method !== "ALL");
  expect([...new Set(routed.map((route) => `${route.method.toLowerCase()} ${route.path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}")}`))].sort()).toEqual(endpoints());
});

it("answers every duty at every endpoint as written down", async () => {
  const lines = ["# What each caller is answered at each endpoint of the staff area. Written by test/control/staff-endpoints.test.ts."];
  for (const endpoint of endpoints()) {
    lines.push("", endpoint);
    const line = async (name: string, by: StaffPerson) => lines.push(`  ${name.padEnd(34)}${shown(await call(endpoint, by))}`);
    await line("nobody", nobody());
    await line("administrator of a customer", { ...nobody(), browser: customer });
    await line("all duties, not in good standing", await caller("lacking", () => staffPerson(scene, ["security", "people_team", "support"], { training: true })));
    for (const duty of DUTIES) await line(duty, await caller(duty, () => staffPerson(scene, [duty])));
  }
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../golden/staff-matrix.txt");
}, 120_000);

it("audits every act as written down", async () => {
  const lines = ["# What each endpoint of the staff area writes to the operator's trail when it succeeds. Written by test/control/staff-endpoints.test.ts.", ""];
  const all: readonly Duty[] = ["security", "people_team", "support", "engineer"];
  for (const endpoint of endpoints()) {
    const by = await caller("all", () => staffPerson(scene, all));
    const before = (await entries(scene)).length;
    const answer = await call(endpoint, by);
    expect(answer.status, `${endpoint}: ${answer.text}`).toBeLessThan(300);
    lines.push(actsLine(endpoint, (await entries(scene)).slice(before).map(({ act }) => act), NO_ENTRY[endpoint]));
  }
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../golden/staff-endpoints.txt");
}, 120_000);

const NO_ENTRY: Readonly<Record<string, string>> = {
  "get /api/staff/agreements": "public texts, and one's own signatures",
  "get /api/staff/phishing": "totals; results of named persons have entries",
  "get /api/staff/campaigns": "counts; reading what persons did has an entry",
  "get /api/staff/campaign-templates": "texts of our own; writing one has an entry",
  "get /api/staff/conflicts": "the register's duties; who gave them has an entry",
  "get /api/staff/mail": "which messages went to whom, without their text; reading one has an entry",
  "get /api/staff/people": "names and states; reading one person has an entry",
  "get /api/staff/standing-access": "a count, made anew",
  "get /api/staff/training": "one's own courses",
  "get /api/staff/training/{course}": "a text for everybody here",
  "post /api/staff/agreements/{agreement}/challenge": "a challenge to one's own passkey; its answer has an entry",
  "post /api/staff/training/{course}/quizzes": "questions; the answers have an entry",
  "get /api/staff/grants": "grants, which are the operator's own; using one has an entry",
  "get /api/staff/grants/{grantId}": "a grant, which is the operator's own; using it has an entry",
  "get /api/staff/own": "who one is oneself",
  "get /api/staff/proof": "a challenge to one's own passkey; its answer has an entry",
  "get /api/staff/sign-in": "a challenge to whoever is at the door; its answer has an entry",
  "get /api/staff/sign-ins": "counts, and entries of the trail again",
  "post /api/staff/enrolment/open": "a challenge to whoever holds the link; its answer has an entry",
  "post /api/staff/passkeys/options": "a challenge to one's own authenticator; its answer has an entry",
};
