import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asSuperuser, entries, firstAdministrator, MARA, openScene, ORIGIN, PASSWORD, prove, type Scene } from "./scene.ts";

let scene: Scene;
beforeEach(async () => { scene = await openScene(); });
afterEach(async () => { await scene.close(); });

const tokenOf = async (): Promise<string> => (await scene.control.issueFirstAdministratorLink())?.url.split("#")[1] ?? "";
const acts = async (): Promise<string[]> => (await entries(scene)).map((entry) => entry.act);

describe("the first administrator", () => {
  it("comes to be through the link, is signed in, and administers their own organisation", async () => {
    const link = await scene.control.issueFirstAdministratorLink();
    expect(link?.url).toMatch(new RegExp(`^${ORIGIN}/welcome#[\\w-]{43}$`));
    const browser = scene.browser();
    const answer = await browser.post("/api/first-administrator", { token: link?.url.split("#")[1], ...MARA });
    expect(answer.status).toBe(204);
    expect(await browser.get("/api/session")).toMatchObject({ status: 403, body: { code: "second-factor-missing" } });
    await prove(scene, browser);
    const session = await browser.get("/api/session");
    expect(session.body).toMatchObject({ person: { name: MARA.name, email: MARA.email }, organisation: { name: MARA.organisation }, strength: "password", sites: [] });
    expect(session.body.permissions).toEqual(expect.arrayContaining(["people:invite", "sites:add", "imports:commit", "findings:decide"]));
    expect(await acts()).toEqual(["token-keys.create", "first-administrator.issue-link", "first-administrator.create", "sessions.password-accepted"]);
  });

  it("stores only a hash of the link's token, and no password", async () => {
    await scene.close();
    scene = await openScene({ realHashing: true });
    const token = await tokenOf();
    await scene.browser().post("/api/first-administrator", { token, ...MARA });
    const second = await openScene(); // a fresh one whose link is unused
    try {
      const unused = (await second.control.issueFirstAdministratorLink())?.url.split("#")[1] ?? "";
      const [stored] = await asSuperuser<{ password: string }>(scene, "select password from credential");
      expect(stored?.password).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$/);
      for (const [where, secret] of [[scene, token], [scene, PASSWORD], [second, unused]] as const) {
        const rows = await asSuperuser<{ row: string }>(where, "select query_to_xml('select * from first_administrator_link', true, false, '')::text || query_to_xml('select * from credential', true, false, '')::text || query_to_xml('select * from audit_entry', true, false, '')::text as row");
        expect(rows[0]?.row).not.toContain(secret);
        expect(rows[0]?.row).not.toContain(Buffer.from(secret).toString("base64"));
        expect(where.logLines.join("\n")).not.toContain(secret);
      }
    } finally {
      await second.close();
    }
  });

  it("has one link: used once, it is gone, and no other is made", async () => {
    const token = await tokenOf();
    expect((await scene.browser().post("/api/first-administrator", { token, ...MARA })).status).toBe(204);
    const again = await scene.browser().post("/api/first-administrator", { token, ...MARA, email: "second@northwind.example" });
    expect(again.status).toBe(404);
    expect(again.body.code).toBe("first-administrator-link-over");
    expect(await scene.control.issueFirstAdministratorLink()).toBeNull();
  });

  it("wins alone when two use the link at once", async () => {
    const token = await tokenOf();
    const uses = await Promise.all(
      Array.from({ length: 4 }, (_, i) => scene.browser(`192.0.2.${i}`).post("/api/first-administrator", { token, ...MARA, email: `person${i}@northwind.example` })),
    );
    expect(uses.map((use) => use.status).sort()).toEqual([204, 404, 404, 404]);
    expect(await asSuperuser(scene, "select id from person")).toHaveLength(1);
    expect(await asSuperuser(scene, "select id from organisation")).toHaveLength(1);
    expect((await acts()).filter((act) => act === "first-administrator.create")).toHaveLength(1);
  });

  it("cannot use a link that a later start replaced, one that has expired, or an invented one", async () => {
    const old = await tokenOf();
    const fresh = await tokenOf();
    expect((await scene.browser().post("/api/first-administrator", { token: old, ...MARA })).status).toBe(404);
    expect((await scene.browser().post("/api/first-administrator", { token: "A".repeat(43), ...MARA })).status).toBe(404);
    scene.clock.advance(24 * 3_600_000 + 1);
    expect((await scene.browser().post("/api/first-administrator", { token: fresh, ...MARA })).status).toBe(404);
    const renewed = await tokenOf();
    expect((await scene.browser().post("/api/first-administrator", { token: renewed, ...MARA })).status).toBe(204);
  });

  it("keeps the link when the password or a field is refused, and hears which rule", async () => {
    const token = await tokenOf();
    const weak = await scene.browser().post("/api/first-administrator", { token, ...MARA, password: "Vance-22" });
    expect(weak.status).toBe(422);
    expect(weak.body).toMatchObject({ code: "password-refused", details: [{ at: "contains-name" }] });
    const noName = await scene.browser().post("/api/first-administrator", { token, ...MARA, name: "  " });
    expect(noName.body).toMatchObject({ status: 422, code: "input-not-valid", details: [{ at: "/name" }] });
    expect((await scene.browser().post("/api/first-administrator", { token, ...MARA, email: "no address" })).status).toBe(422);
    expect((await scene.browser().post("/api/first-administrator", { token, ...MARA, roles: ["auditor"] })).status).toBe(422);
    expect((await scene.browser().post("/api/first-administrator", { token, ...MARA })).status).toBe(204);
  });

  it("leaves nothing behind when the audit entry cannot be written", async () => {
    await asSuperuser(scene, "create function stop_audit() returns trigger language plpgsql as $$ begin raise exception 'stopped'; end $$");
    const token = await tokenOf();
    await asSuperuser(scene, "create trigger stopped before insert on audit_entry for each row when (new.act = 'first-administrator.create') execute function stop_audit()");
    const answer = await scene.browser().post("/api/first-administrator", { token, ...MARA });
    expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(answer.text).not.toContain("stopped");
    expect(await asSuperuser(scene, "select id from person")).toEqual([]);
    await asSuperuser(scene, "drop trigger stopped on audit_entry");
    expect((await scene.browser().post("/api/first-administrator", { token, ...MARA })).status).toBe(204);
  });

  it("takes over the demo organisation, with its site, under the name they give it", async () => {
    const demo = await scene.control.createDemoOrganisation();
    const browser = await firstAdministrator(scene);
    const session = await browser.get("/api/session");
    expect(session.body.organisation).toEqual({ id: demo.organisationId, name: MARA.organisation });
    expect(session.body.sites).toMatchObject([{ id: demo.siteId, region: "uk", regionName: "United Kingdom", origin: "https://localhost:8444" }]);
  });
});
