/** The staff door from outside (promise A9): each way in that must not be, and that nothing behind it opens a customer's data. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { createDemoStaff, createFirstStaff, firstStaff } from "../../src/control/staff/staff.ts";
import { need, needOrganisation, type Actor, type OperatorActor } from "../../src/platform/access/access.ts";
import { companyKeys } from "../world/company-keys.ts";
import { softPasskey } from "../world/soft-passkey.ts";
import { addOrganisation, addPerson, asSuperuser, detailsOf, entries, ORIGIN, type Browser } from "./scene.ts";
import { AAGUID, enrolAs, OFFICE, openStaffScene, register, signInAs, staffPerson, type StaffScene } from "./staff-scene.ts";

let scene: StaffScene;
beforeAll(async () => { scene = await openStaffScene(); });
afterAll(async () => { await scene.close(); });

const own = (browser: Browser) => browser.get("/api/staff/own");
const newestRefusal = async (): Promise<string | undefined> => (await asSuperuser<{ reason: string }>(scene, "select reason from staff_sign_in where outcome = 'refused' order by id desc limit 1"))[0]?.reason;

describe("the first administrator of staff", () => {
  const ada = (): Browser => (browserOfAda ??= scene.browser(OFFICE));
  let browserOfAda: Browser | undefined;
  const FIRST = { name: "Ada Reyes", email: "ada@spendward.example", team: "Security", employment: "permanent", place: "Reading", hiredOn: "2026-01-05", checks: [{ kind: "identity", doneOn: "2026-01-02", reference: "HR-1" }] };
  const create = () => createFirstStaff(scene.control.plane, firstStaff.parse(FIRST), "root@host");


  it("is made once, gets another link while there is no passkey, and nobody after that", async () => {
    const before = await create();
    const link = await create();
    expect((await enrolAs(ada(), before.url.split("#")[1] ?? "", softPasskey(ORIGIN, scene.attestation))).body.code, "ended by the newer link").toBe("staff-link-over");
    expect(link.url).toMatch(/^https:\/\/localhost:8443\/staff\/welcome#[\w-]{43}$/);
    expect((await enrolAs(ada(), link.url.split("#")[1] ?? "", softPasskey(ORIGIN, scene.attestation))).status).toBe(204);
    await expect(create()).rejects.toMatchObject({ code: "staff-administered" });
    await expect(createDemoStaff(scene.control.plane)).resolves.toBeNull();
    const made = (await entries(scene)).filter(({ act }) => act === "staff.create-first");
    expect(made).toHaveLength(1);
    expect(detailsOf(made[0] as never)).toMatchObject({ after: { email: "ada@spendward.example", duties: ["people_team", "security"] }, detail: { by: "root@host" } });
  });

  it("may do nothing until checked, signed and trained: being first is no exception", async () => {
    const { body } = await ada().get("/api/staff/own");
    expect(body.standing.state).toBe("lacking");
    expect(body.standing.lacking.map((one: { kind: string; what: string }) => `${one.kind} ${one.what}`)).toEqual([
      "background-check criminal-record", "agreement confidentiality", "agreement acceptable-use", "training customer-access", "training phishing", "training privacy", "training security",
    ]);
    expect(await ada().get("/api/staff/sign-ins")).toMatchObject({ status: 403, body: { code: "standing-missing" } });
    expect(body.conflicts).toMatchObject([{ one: "security", other: "people_team" }]);
  });
});

describe("enrolment", () => {
  it("with the link makes a passkey once and signs in, in a cookie of its own", async () => {
    const { token } = await register(scene, ["support"]);
    const browser = scene.browser(OFFICE);
    const answer = await enrolAs(browser, token, softPasskey(ORIGIN, scene.attestation));
    expect(answer.status, answer.text).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-spendward-staff=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    expect((await own(browser)).body).toMatchObject({ duties: ["support"], standing: { state: "good", lacking: [] }, device: "attested" });
    expect(await browser.post("/api/staff/enrolment/open", { token })).toMatchObject({ status: 404, body: { code: "staff-link-over" } });
  });

  it("refuses each authenticator that nobody trusted has signed for, says why, and leaves the link usable", async () => {
    const stranger = await (await companyKeys("Stranger")).authenticator();
    const late = await scene.company.authenticator([-9, -1]);
    const { token } = await register(scene, ["support"]);
    const browser = scene.browser(OFFICE);
    for (const [attestation, code] of [
      [undefined, "not-attested"],
      [{ aaguid: AAGUID }, "self-attested"],
      [{ ...scene.attestation, aaguid: "00000000-0000-0000-0000-000000000001" }, "model-not-allowed"],
      [{ aaguid: AAGUID, certificates: [stranger.der], key: stranger.key }, "attestation-not-trusted"],
    ] as const) {
      expect(await enrolAs(browser, token, softPasskey(ORIGIN, attestation)), code).toMatchObject({ status: 403, body: { code } });
      expect(await newestRefusal()).toBe(code);
    }
    // Signed by another key than the certificate's, or with one that has run out: the library refuses the statement itself.
    for (const attestation of [{ ...scene.attestation, key: stranger.key }, { aaguid: AAGUID, certificates: [late.der], key: late.key }]) {
      expect(await enrolAs(browser, token, softPasskey(ORIGIN, attestation))).toMatchObject({ status: 422, body: { code: "passkey-refused" } });
    }
    expect(await enrolAs(scene.browser("203.0.113.7"), token, softPasskey(ORIGIN, scene.attestation))).toMatchObject({ status: 403, body: { code: "network-not-allowed" } });
    expect((await enrolAs(browser, token, softPasskey(ORIGIN, scene.attestation))).status).toBe(204);
  });

  it("takes any passkey on a managed device, and then asks for that device's certificate at each request", async () => {
    const [device, other] = [await scene.company.device(), await scene.company.device()];
    const server = await scene.company.device(undefined, "1.3.6.1.5.5.7.3.1");
    const { token } = await register(scene, ["support"]);
    const passkey = softPasskey(ORIGIN);
    expect((await enrolAs(scene.browser(OFFICE, server.der), token, passkey)).status).toBe(403);
    const browser = scene.browser(OFFICE, device.der);
    expect((await enrolAs(browser, token, passkey)).status).toBe(204);
    expect((await own(browser)).body.device).toBe("certificate");
    for (const certificate of [undefined, other.der]) {
      const again = scene.browser(OFFICE, device.der);
      expect((await signInAs(again, passkey)).status).toBe(204);
      const elsewhere = scene.browser(OFFICE, certificate);
      elsewhere.cookies.set(...([...again.cookies][0] as [string, string]));
      expect(await own(elsewhere)).toMatchObject({ status: 403, body: { code: "device-not-proven" } });
      expect((await own(again)).status, "the session is over").toBe(401);
    }
    expect(await signInAs(scene.browser(OFFICE), passkey)).toMatchObject({ status: 403, body: { code: "device-not-proven" } });
  });
});

describe("a staff session", () => {
  it("ends after a quarter of an hour of nothing, after eight hours, and in another network", async () => {
    const { browser, passkey } = await staffPerson(scene, ["support"]);
    scene.clock.advance(14 * 60_000);
    expect((await own(browser)).status).toBe(200);
    scene.clock.advance(15 * 60_000 + 1);
    expect(await own(browser)).toMatchObject({ status: 401, body: { code: "staff-not-signed-in" } });
    expect((await signInAs(browser, passkey)).status).toBe(204);
    for (let n = 0; n < 34; n++) {
      scene.clock.advance(14 * 60_000);
      expect((await own(browser)).status).toBe(200);
    }
    scene.clock.advance(5 * 60_000);
    expect((await own(browser)).status).toBe(401);
    expect((await signInAs(browser, passkey)).status).toBe(204);
    const train = scene.browser("203.0.113.7");
    for (const header of ["x-forwarded-for", "forwarded", "x-real-ip"]) {
      const claimed = await train.send({ method: "GET", path: "/api/staff/sign-in", headers: { [header]: header === "forwarded" ? `for=${OFFICE}` : OFFICE } });
      expect(claimed, `nobody said that a proxy is there: ${header}`).toMatchObject({ status: 403, body: { code: "network-not-allowed" } });
    }
    train.cookies.set(...([...browser.cookies][0] as [string, string]));
    expect(await own(train)).toMatchObject({ status: 403, body: { code: "network-not-allowed" } });
    expect((await own(browser)).status).toBe(401);
  });

  it("is opened by nothing but a passkey of the staff tables, verified, for this challenge, once", async () => {
    const { browser, passkey } = await staffPerson(scene, ["support"]);
    const at = scene.browser(OFFICE);
    expect(await signInAs(at, softPasskey(ORIGIN))).toMatchObject({ status: 401, body: { code: "staff-sign-in-refused" } });
    const options = (await at.get("/api/staff/sign-in")).body;
    expect(options.userVerification).toBe("required");
    const unverified = await at.post("/api/staff/sign-in", { answer: passkey.answer(options, { verified: false }) });
    expect(unverified).toMatchObject({ status: 401, body: { code: "staff-sign-in-refused" } });
    const customers = (await at.get("/api/sign-in/passkey")).body;
    expect((await at.post("/api/staff/sign-in", { answer: passkey.answer(customers) })).status, "a challenge of the other door").toBe(401);
    const answer = passkey.answer(options);
    expect((await at.post("/api/staff/sign-in", { answer })).status).toBe(204);
    expect((await scene.browser(OFFICE).post("/api/staff/sign-in", { answer })).status, "replayed").toBe(401);
    expect((await own(browser)).status).toBe(200);
    for (const path of ["/api/sign-in", "/api/staff/sign-in", "/api/staff/enrolment"]) expect((await scene.browser(OFFICE).post(path, { email: "x@spendward.example", password: "rust kettle ivory lamp" })).status, path).toBeGreaterThanOrEqual(401);
  });

  it("counts each session and each refusal, for security only", async () => {
    const { browser } = await staffPerson(scene, ["security"]);
    const { body } = await browser.get("/api/staff/sign-ins");
    expect(body.months[0]).toMatchObject({ letIn: 0, share: 1 });
    expect(body.reasons.map(({ reason }: { reason: string }) => reason)).toEqual(expect.arrayContaining(["not-attested", "self-attested", "model-not-allowed", "network-not-allowed", "passkey-unknown", "passkey-refused", "device-not-proven"]));
    const support = await staffPerson(scene, ["support"]);
    expect(await support.browser.get("/api/staff/sign-ins")).toMatchObject({ status: 403, body: { code: "duty-missing" } });
    expect((await entries(scene)).filter(({ act, trail }) => act === "staff-sessions.refuse" && trail === "operator").length).toBeGreaterThan(8);
  });
});

describe("the two doors", () => {
  it("a customer's passkey and session are nothing at the staff door, and a staff passkey and session nothing at theirs", async () => {
    const organisation = await addOrganisation(scene, "Northwind Foods");
    const customer = await addPerson(scene, organisation, "a@northwind.example", ["administrator"]);
    const theirs = softPasskey(ORIGIN);
    expect((await customer.post("/api/passkeys", { name: "Laptop", answer: theirs.create((await customer.post("/api/passkeys/options")).body) })).status).toBe(201);
    expect((await signInAs(customer, theirs)).body.code).toBe("staff-sign-in-refused");
    expect(await newestRefusal()).toBe("passkey-unknown");
    expect((await own(customer)).status).toBe(401);

    const { browser, passkey } = await staffPerson(scene, ["security"]);
    const at = scene.browser(OFFICE);
    expect((await at.post("/api/sign-in/passkey", { answer: passkey.answer((await at.get("/api/sign-in/passkey")).body) })).body.code).toBe("sign-in-refused");
    const token = [...browser.cookies][0]?.[1] ?? "";
    for (const name of ["__Host-spendward-staff", "__Host-spendward"]) {
      for (const path of endpointsOf("/api/", "/api/staff/")) {
        const answer = await scene.browser(OFFICE).send({ ...path, headers: { cookie: `${name}=${token}` } });
        const nobody = await scene.browser(OFFICE).send(path);
        expect(`${answer.status} ${answer.body?.code}`, `${path.method} ${path.path} with ${name}`).toBe(`${nobody.status} ${nobody.body?.code}`);
      }
    }
  });

  it("an operator's actor is answered by every right of a customer as not found", () => {
    const operator: OperatorActor = { kind: "operator", staff: newId("stf"), name: "S", duties: new Set(["support", "security", "engineer"]), standing: "good", session: "s", strength: ["mfa"], provedAtMs: Date.now() };
    // The compiler refuses to pass one where an Actor is asked for; this is what happens to somebody who gets round it.
    const forced = operator as unknown as Actor;
    const assignable: OperatorActor extends Actor ? true : false = false;
    expect(assignable).toBe(false);
    expect(() => need(forced, newId("sit"), "findings", "read")).toThrow("There is no such site");
    expect(() => need({ ...forced, site: undefined } as unknown as Actor, undefined as never, "findings", "read")).toThrow();
    expect(() => needOrganisation(forced, newId("org"), "people", "read")).toThrow("There is no such organisation");
  });
});

function endpointsOf(prefix: string, without: string): { method: string; path: string }[] {
  const document = scene.control.app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "control", version: "0" } });
  return Object.entries(document.paths ?? {}).filter(([path]) => path.startsWith(prefix) && !path.startsWith(without))
    .flatMap(([path, item]) => Object.keys(item ?? {}).map((method) => ({ method: method.toUpperCase(), path: path.replace(/\{[^}]+\}/g, "x") })));
}
