/** One request for each endpoint of the staff area, which succeeds for whoever has the duty. */
import type { StaffId } from "../../src/base/ids.ts";
import { AGREEMENTS } from "../../src/control/agreements/agreements.ts";
import { enqueueMail } from "../../src/control/mail/mail.ts";
import { inTrail, OPERATOR } from "../../src/platform/postgres/postgres.ts";
import { softPasskey } from "../world/soft-passkey.ts";
import { asSuperuser, ORIGIN, type Answer } from "./scene.ts";
import { CAMPAIGN_SAMPLES } from "./campaign-samples.ts";
import { grantPlace, insertGrant, type GrantAt } from "./grant-samples.ts";
import { STAFF_TICKET_SAMPLES } from "./staff-ticket-samples.ts";
import { OFFICE, type StaffPerson, type StaffScene } from "./staff-scene.ts";

export type StaffSample = (by: StaffPerson, about: { readonly scene: StaffScene; readonly another: () => Promise<{ id: StaffId; email: string; token: string }> }) => Promise<Answer>;

let count = 0;
const TERMS = { team: "Support", employment: "permanent", place: "Reading", hiredOn: "2026-01-05" };
const NDA = AGREEMENTS[0] as (typeof AGREEMENTS)[number];
export const shownOf = ({ version, sha256 }: { version: number; sha256: string }) => ({ version, sha256 });
const NOTHING = { challenge: "AAAA", rpId: "localhost", rp: { id: "localhost" } };
const optionsOf = (answer: Answer) => (answer.status === 200 ? (answer.body.options ?? answer.body) : NOTHING);

export const STAFF_SAMPLES: Readonly<Record<string, StaffSample>> = {
  "get /api/staff/sign-in": (_, { scene }) => scene.browser(OFFICE).get("/api/staff/sign-in"),
  "post /api/staff/sign-in": async ({ browser, passkey }) => browser.post("/api/staff/sign-in", { answer: passkey.answer(optionsOf(await browser.get("/api/staff/sign-in"))) }),
  "post /api/staff/enrolment/open": async (_, { scene, another }) => scene.browser(OFFICE).post("/api/staff/enrolment/open", { token: (await another()).token }),
  "post /api/staff/enrolment": async (_, { scene, another }) => {
    const [browser, { token }] = [scene.browser(OFFICE), await another()];
    return browser.post("/api/staff/enrolment", { token, name: "Key", answer: softPasskey(ORIGIN, scene.attestation).create(optionsOf(await browser.post("/api/staff/enrolment/open", { token }))) });
  },
  "get /api/staff/own": ({ browser }) => browser.get("/api/staff/own"),
  "post /api/staff/sign-out": ({ browser }) => browser.post("/api/staff/sign-out"),
  "get /api/staff/proof": ({ browser }) => browser.get("/api/staff/proof"),
  "post /api/staff/proof": async ({ browser, passkey }) => browser.post("/api/staff/proof", { answer: passkey.answer(optionsOf(await browser.get("/api/staff/proof"))) }),
  "post /api/staff/passkeys/options": ({ browser }) => browser.post("/api/staff/passkeys/options"),
  "post /api/staff/passkeys": async ({ browser }, { scene }) =>
    browser.post("/api/staff/passkeys", { name: "Spare", answer: softPasskey(ORIGIN, scene.attestation).create(optionsOf(await browser.post("/api/staff/passkeys/options"))) }),
  "get /api/staff/people": ({ browser }) => browser.get("/api/staff/people"),
  "post /api/staff/people": ({ browser }) => browser.post("/api/staff/people", { name: "Ines Okafor", email: `new${++count}@spendward.example`, ...TERMS }),
  "get /api/staff/people/{staffId}": async ({ browser }, { another }) => browser.get(`/api/staff/people/${(await another()).id}`),
  "post /api/staff/people/{staffId}": async ({ browser }, { another }) => browser.post(`/api/staff/people/${(await another()).id}`, { name: "Ines Okafor", ...TERMS }),
  "post /api/staff/people/{staffId}/checks": async ({ browser }, { another }) => browser.post(`/api/staff/people/${(await another()).id}/checks`, { kind: "identity", passed: true, doneOn: "2026-01-05", reference: "HR-7" }),
  "post /api/staff/people/{staffId}/link": async ({ browser }, { another }) => browser.post(`/api/staff/people/${(await another()).id}/link`),
  "post /api/staff/people/{staffId}/duties": async ({ browser }, { another }) => browser.post(`/api/staff/people/${(await another()).id}/duties`, { duty: "support" }),
  "delete /api/staff/people/{staffId}/duties/{duty}": async ({ browser }, { another }) => browser.send({ method: "DELETE", path: `/api/staff/people/${(await another()).id}/duties/engineer` }),
  "post /api/staff/people/{staffId}/leave": async ({ browser }, { another }) => browser.post(`/api/staff/people/${(await another()).id}/leave`),
  "get /api/staff/conflicts": ({ browser }) => browser.get("/api/staff/conflicts"),
  "get /api/staff/mail": ({ browser }) => browser.get("/api/staff/mail"),
  "get /api/staff/mail/{mailId}": async ({ browser }, { scene, another }) => {
    const { email } = await another();
    const id = await inTrail(scene.world.db, OPERATOR, (tx) => enqueueMail(scene.control.plane, tx, email, { kind: "staff-reminder", name: "S", missing: ["X"], due: [], link: ORIGIN }));
    return browser.get(`/api/staff/mail/${id}`);
  },
  "get /api/staff/training": ({ browser }) => browser.get("/api/staff/training"),
  "get /api/staff/training/{course}": ({ browser }) => browser.get("/api/staff/training/security"),
  "post /api/staff/training/{course}/quizzes": ({ browser }) => browser.post("/api/staff/training/security/quizzes"),
  "post /api/staff/training/{course}/quizzes/{quizId}": async ({ browser }) => browser.post(`/api/staff/training/security/quizzes/${(await browser.post("/api/staff/training/security/quizzes")).body.id ?? "trn_none"}`, { answers: [0, 0, 0, 0, 0] }),
  "get /api/staff/agreements": ({ browser }) => browser.get("/api/staff/agreements"),
  "post /api/staff/agreements/{agreement}/challenge": ({ browser }) => browser.post(`/api/staff/agreements/${NDA.id}/challenge`, shownOf(NDA)),
  "post /api/staff/agreements/{agreement}": async ({ browser, id, passkey }, { scene }) => {
    await asSuperuser(scene, "delete from staff_signature where staff_id = $1 and agreement = $2", [id, NDA.id]);
    return browser.post(`/api/staff/agreements/${NDA.id}`, { ...shownOf(NDA), answer: passkey.answer(optionsOf(await browser.post(`/api/staff/agreements/${NDA.id}/challenge`, shownOf(NDA)))) });
  },
  "get /api/staff/standing-access": ({ browser }) => browser.get("/api/staff/standing-access"),
  ...STAFF_TICKET_SAMPLES,
  ...CAMPAIGN_SAMPLES,
  "get /api/staff/sign-ins": ({ browser }) => browser.get("/api/staff/sign-ins"),
  "get /api/staff/grants": ({ browser }) => browser.get("/api/staff/grants"),
  "get /api/staff/grants/{grantId}": async ({ browser }, { scene }) => browser.get(`/api/staff/grants/${await grantAt(scene, { state: "asked" })}`),
  "post /api/staff/grants": async ({ browser }, { scene }) => {
    const [ticket] = await asSuperuser<{ ticket: string }>(scene, "select ticket from access_grant where id = $1", [await grantAt(scene, { state: "asked" })]);
    const duty = (await browser.get("/api/staff/own")).body?.duties?.find((one: string) => ["support", "engineer", "infrastructure"].includes(one)) ?? "support";
    return browser.post("/api/staff/grants", { ticket: ticket?.ticket, duty, permissions: ["findings:read"], minutes: 30, reason: "To see what the ticket is about." });
  },
  "post /api/staff/break-glass": async ({ browser }, { scene }) => {
    await asSuperuser(scene, "update access_grant set state = 'over', ended_at = now(), outcome = 'withdrawn' where kind = 'break_glass' and state <> 'over'");
    await asSuperuser(scene, "update access_grant set accounted_at = now() where kind = 'break_glass'");
    const at = await grantPlace(scene);
    const duty = (await browser.get("/api/staff/own")).body?.duties?.find((one: string) => ["support", "engineer", "infrastructure"].includes(one)) ?? "support";
    return browser.post("/api/staff/break-glass", { ...at, duty, permissions: ["runs:read"], reason: "Every run fails since noon." });
  },
  "post /api/staff/grants/{grantId}/review": async ({ browser, id }, { scene }) => browser.post(`/api/staff/grants/${await grantAt(scene, { state: "asked", ...(await peerDuty(scene, id)) })}/review`, { allow: true }),
  "post /api/staff/grants/{grantId}/authorise": async ({ browser }, { scene }) => browser.post(`/api/staff/grants/${await grantAt(scene, { state: "reviewed" })}/authorise`, { allow: true }),
  "post /api/staff/grants/{grantId}/end": async ({ browser, id }, { scene }) => browser.post(`/api/staff/grants/${await grantAt(scene, { state: "live", ...(await own(scene, id)) })}/end`),
  "post /api/staff/grants/{grantId}/account": async ({ browser }, { scene }) => browser.post(`/api/staff/grants/${await grantAt(scene, { state: "accounting" })}/account`, { account: "Nothing but runs was looked at." }),
  "post /api/staff/grants/{grantId}/token": async ({ browser, id }, { scene }) => browser.post(`/api/staff/grants/${await grantAt(scene, { state: "live", ...(await own(scene, id)) })}/token`),
};

async function grantAt(scene: StaffScene, how: GrantAt): Promise<string> {
  const at = await grantPlace(scene);
  if (at === undefined) throw new Error("there is a site to be granted");
  return insertGrant(scene, at, how);
}

const dutyFor = async (scene: StaffScene, id: string): Promise<"support" | "engineer" | "infrastructure" | undefined> =>
  (await asSuperuser<{ duty: "support" | "engineer" | "infrastructure" }>(scene, "select duty from staff_duty where staff_id = $1 and duty in ('support', 'engineer', 'infrastructure') order by duty desc", [id]))[0]?.duty;
/** Asked for by a peer of whoever calls. */
const peerDuty = async (scene: StaffScene, id: string): Promise<Partial<GrantAt>> => {
  const duty = await dutyFor(scene, id);
  return duty === undefined ? {} : { duty };
};
/** Asked for by whoever calls, if they are in the register. */
const own = async (scene: StaffScene, id: string): Promise<Partial<GrantAt>> => {
  const duty = await dutyFor(scene, id);
  return duty === undefined ? {} : { duty, requester: id };
};
