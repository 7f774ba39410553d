/** One request for each endpoint of the staff area, which succeeds for whoever has the duty. */
import type { StaffId } from "../../src/base/ids.ts";
import { softPasskey } from "../world/soft-passkey.ts";
import { ORIGIN, type Answer } from "./scene.ts";
import { OFFICE, type StaffPerson, type StaffScene } from "./staff-scene.ts";

export type StaffSample = (by: StaffPerson, about: { readonly scene: StaffScene; readonly another: () => Promise<{ id: StaffId; email: string; token: string }> }) => Promise<Answer>;

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
  "get /api/staff/sign-ins": ({ browser }) => browser.get("/api/staff/sign-ins"),
};
