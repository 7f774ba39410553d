/** A control plane with rules for its own people, and people of each duty, in good standing or not. */
import { newId, type StaffId } from "../../src/base/ids.ts";
import { AGREEMENTS } from "../../src/control/agreements/agreements.ts";
import { issueEnrolment, type StaffRules } from "../../src/control/staff/staff.ts";
import { coursesFor } from "../../src/control/training/training.ts";
import type { Duty } from "../../src/platform/access/access.ts";
import { inTrail, OPERATOR } from "../../src/platform/postgres/postgres.ts";
import { companyKeys, type CompanyKeys, type Issued } from "../world/company-keys.ts";
import { softPasskey, type SoftAttestation, type SoftPasskey } from "../world/soft-passkey.ts";
import { openScene, ORIGIN, type Answer, type Browser, type Scene } from "./scene.ts";

export const AAGUID = "2fc0579f-8113-47ea-b116-bb5a8db9202a";
/** Where staff may come from. */
export const OFFICE = "192.0.2.10";

export type StaffScene = Scene & { readonly company: CompanyKeys; readonly key: Issued; readonly attestation: SoftAttestation };

export async function openStaffScene(rules: Partial<StaffRules> = {}, more: Parameters<typeof openScene>[0] = {}): Promise<StaffScene> {
  const company = await companyKeys();
  const key = await company.authenticator();
  const scene = await openScene({
    ...more,
    staff: { networks: ["192.0.2.0/24"], device: "required", authenticators: [{ name: "Company key", aaguid: AAGUID, roots: [company.root] }], certificates: { issuers: [company.root], revoked: [] }, ...rules },
  });
  return { ...scene, company, key, attestation: { aaguid: AAGUID, certificates: [key.der], key: key.key } };
}

export type StaffPerson = { readonly id: StaffId; readonly email: string; readonly browser: Browser; readonly passkey: SoftPasskey };
let count = 0;

/** In the register, with everything that standing asks for unless told otherwise. Not signed in. */
export async function register(scene: StaffScene, duties: readonly Duty[], lacking: { readonly check?: true; readonly agreements?: true; readonly training?: true } = {}): Promise<{ id: StaffId; email: string; token: string }> {
  const id = newId("stf");
  const email = `staff${++count}@spendward.example`;
  const now = scene.clock.now();
  const today = now.toISOString().slice(0, 10);
  const link = await inTrail(scene.world.db, OPERATOR, async (tx) => {
    await tx.insertInto("staff").values({ id, name: `Staff ${count}`, email, team: "Team", employment: "permanent", place: "Reading", hired_on: today, created_at: now, left_at: null }).execute();
    const checks = lacking.check ? [] : (["identity", "criminal-record"] as const).map((kind) => ({ id: newId("bgc"), staff_id: id, kind, passed: true, done_on: today, reference: "HR-1", recorded_by: "test", recorded_at: now }));
    const signatures = lacking.agreements ? [] : AGREEMENTS.map(({ id: agreement, version, sha256 }) => ({ staff_id: id, agreement, version, sha256, answer: "{}", passkey_id: newId("spk"), public_key: Buffer.alloc(1), signed_at: now }));
    const trainings = lacking.training ? [] : coursesFor(duties).map(({ id: course, version }) => ({ id: newId("trn"), staff_id: id, course, version, questions: [0], begun_at: now, answered_at: now, score: 1, passed: true }));
    if (duties.length > 0) await tx.insertInto("staff_duty").values(duties.map((duty) => ({ staff_id: id, duty, given_by: "test", given_at: now }))).execute();
    if (checks.length > 0) await tx.insertInto("staff_background_check").values(checks).execute();
    if (signatures.length > 0) await tx.insertInto("staff_signature").values(signatures).execute();
    if (trainings.length > 0) await tx.insertInto("staff_training").values(trainings).execute();
    return issueEnrolment(scene.control.plane, tx, id);
  });
  return { id, email, token: link.url.split("#")[1] ?? "" };
}

export async function enrolAs(browser: Browser, token: string, passkey: SoftPasskey): Promise<Answer> {
  const opened = await browser.post("/api/staff/enrolment/open", { token });
  if (opened.status !== 200) return opened;
  return browser.post("/api/staff/enrolment", { token, name: "Company key", answer: passkey.create(opened.body.options) });
}

export async function signInAs(browser: Browser, passkey: SoftPasskey): Promise<Answer> {
  const options = await browser.get("/api/staff/sign-in");
  if (options.status !== 200) return options;
  return browser.post("/api/staff/sign-in", { answer: passkey.answer(options.body) });
}

/** Registered, enrolled and signed in. */
export async function staffPerson(scene: StaffScene, duties: readonly Duty[], lacking: Parameters<typeof register>[2] = {}): Promise<StaffPerson> {
  const { id, email, token } = await register(scene, duties, lacking);
  const passkey = softPasskey(ORIGIN, scene.attestation);
  const browser = scene.browser(OFFICE);
  const answer = await enrolAs(browser, token, passkey);
  if (answer.status !== 204) throw new Error(`enrolment: ${answer.status} ${answer.text}`);
  return { id, email, browser, passkey };
}
