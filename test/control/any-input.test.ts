/** Whatever is sent to whichever endpoint: never an internal error, always a problem in the one form, nothing half done. */
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OrganisationId } from "../../src/base/ids.ts";
import { addPerson, addOrganisation, openScene, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let organisation: OrganisationId;
let browser: Browser;
let people = 0;
beforeAll(async () => {
  scene = await openScene();
  organisation = await addOrganisation(scene, "Northwind Foods");
});
beforeEach(async () => { browser = await addPerson(scene, organisation, `person${++people}@northwind.example`, ["administrator"]); });
afterAll(async () => { await scene.close(); });

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom("a\u0000b", "\u0000", "\ud800", "' or 1=1 --", "<script>", "\u202egnp.exe", "../../etc/passwd", "%00", "__proto__", "🙂".repeat(150), "x".repeat(5000)),
);
const value = fc.oneof(hostile, fc.jsonValue(), fc.constant("uk"), fc.constant("rust kettle ivory lamb"), fc.constant("person1@northwind.example"));
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "/api/sign-in": ["email", "password"],
  "/api/password": ["current", "next"],
  "/api/second-factor/code": ["code"],
  "/api/second-factor/recovery-code": ["code"],
  "/api/second-factor/passkey": ["answer"],
  "/api/sign-in/passkey": ["answer"],
  "/api/authenticator/confirm": ["code"],
  "/api/passkeys": ["name", "answer"],
  "/api/invitations": ["email", "roles"],
  "/api/invitation/accept": ["link", "name", "password"],
  "/api/password-reset": ["token", "password"],
  "/api/sites": ["name", "region"],
  "/api/first-administrator": ["token", "organisation", "name", "email", "password"],
};

describe("any input", () => {
  it.each(Object.keys(FIELDS))("%s", async (path) => {
    const known = fc.record(Object.fromEntries((FIELDS[path] ?? []).map((field) => [field, value])), { requiredKeys: [] });
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: known.map((body) => JSON.stringify(body)) }, fc.json(), hostile), async (body) => {
        // An address each, so that the limits on guessing do not answer instead; the session stays the same.
        const visitor = scene.browser(`10.${n >> 8}.${n++ & 255}.1`);
        const answer = await visitor.send({ method: "POST", path, body, headers: { cookie: browser.cookieHeader() } });
        expect(answer.status, answer.text).toBeLessThan(500);
        if (!path.startsWith("/api/sign-in")) expect(answer.status).not.toBe(401);
        if (answer.status >= 400) {
          expect(answer.headers.get("content-type")).toBe("application/problem+json");
          expect(Object.keys(answer.body).sort()).toEqual(["code", "details", "status", "title", "type"]);
        }
      }),
      { numRuns: 80 },
    );
  });

  it("in the path", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1, maxLength: 80 }).filter((text) => !/^\.{1,2}$/.test(text)), async (text) => {
        for (const path of [`/api/sites/${encodeURIComponent(text.toWellFormed())}/token`, `/api/sessions/${encodeURIComponent(text.toWellFormed())}`]) {
          const answer = await browser.send({ method: path.endsWith("token") ? "POST" : "DELETE", path });
          expect(answer.status, path).toBe(404);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("names are one line of visible characters, in any script", async () => {
    const create = async (name: string) => (await browser.post("/api/sites", { name, region: "uk" })).status;
    for (const name of ["a\u0000b", "two\nlines", "\u202egnp.exe", "tab\tbed", "half \ud800"]) expect(await create(name), JSON.stringify(name)).toBe(422);
    for (const name of ["Größe & Söhne", "株式会社 東京", "مكتب", "O'Neill — UK/IE (2)", "👩‍👩‍👧 Foods"]) expect(await create(name), name).toBe(201);
  });
});
