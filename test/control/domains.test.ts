/** Domains are proven in DNS, by a resolver that really asks; and a domain is one organisation's. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { domainNameOf, domainOfAddress, isOwnAddress, organisationOfDomain } from "../../src/control/domains/domains.ts";
import type { OrganisationId } from "../../src/base/ids.ts";
import { openDnsServer, type DnsServer } from "../world/dns-server.ts";
import { addOrganisation, addPerson, asSuperuser, entries, openScene, type Browser, type Scene } from "./scene.ts";

let dns: DnsServer;
let scene: Scene;
let ours: OrganisationId;
let theirs: OrganisationId;
let mara: Browser;
let rival: Browser;
beforeAll(async () => {
  dns = await openDnsServer();
  scene = await openScene({ dnsServer: dns.address });
  ours = await addOrganisation(scene, "Northwind Foods");
  theirs = await addOrganisation(scene, "Rival Foods");
  mara = await addPerson(scene, ours, "mara@northwind.example", ["administrator"]);
  rival = await addPerson(scene, theirs, "rhys@rival.example", ["administrator"]);
});
afterAll(async () => {
  await scene.close();
  dns.close();
});

describe("a domain", () => {
  it("is verified when its record says what we asked for, among whatever else is there", async () => {
    const added = await mara.post("/api/domains", { name: " Northwind.Example. " });
    expect(added).toMatchObject({ status: 201, body: { name: "northwind.example", verifiedAt: null, recordName: "_spendward.northwind.example", recordText: /^spendward-domain=[\w-]{27}$/ } });
    const check = async () => (await mara.post("/api/domains/northwind.example/check")).body;
    expect(await check()).toMatchObject({ verifiedAt: null, problem: "none" });
    dns.records.set("_spendward.northwind.example", ["v=spf1 -all", "spendward-domain=something-else"]);
    expect(await check()).toMatchObject({ verifiedAt: null, problem: "other-text" });
    dns.records.set("_spendward.northwind.example", null);
    expect(await check()).toMatchObject({ verifiedAt: null, problem: "no-answer" });
    dns.records.set("_spendward.northwind.example", ["x".repeat(300), added.body.recordText]);
    expect(await check()).toMatchObject({ verifiedAt: expect.any(String), problem: null });
    expect(dns.asked).toContain("_spendward.northwind.example");
    // Later the record goes: said, but the domain stays, or a slip in DNS would lock a company out.
    dns.records.delete("_spendward.northwind.example");
    expect(await check()).toMatchObject({ verifiedAt: expect.any(String), problem: "none" });
    expect((await entries(scene)).map((entry) => entry.act)).toEqual(expect.arrayContaining(["domains.add", "domains.check", "domains.verify"]));
  });

  it("is one organisation's, however many claim it and prove it", async () => {
    const added = await rival.post("/api/domains", { name: "northwind.example" });
    expect(added.status).toBe(201); // a claim tells nothing
    expect((await rival.post("/api/domains/northwind.example/check")).body).toMatchObject({ verifiedAt: null, problem: "none" });
    dns.records.set("_spendward.northwind.example", [added.body.recordText]);
    expect(await rival.post("/api/domains/northwind.example/check")).toMatchObject({ status: 409, body: { code: "domain-taken" } });
    expect(await organisationOfDomain(scene.world.db, "anybody@northwind.example")).toBe(ours);
    expect(await inTrail(scene.world.db, theirs, (tx) => isOwnAddress(tx, theirs, "x@northwind.example"))).toBe(false);
    expect(await inTrail(scene.world.db, ours, (tx) => isOwnAddress(tx, ours, "x@NORTHWIND.example"))).toBe(true);
    expect(await inTrail(scene.world.db, ours, (tx) => isOwnAddress(tx, ours, "x@sub.northwind.example"))).toBe(false);
  });

  it("is not found by whoever does not have it, like one that nobody has", async () => {
    await rival.post("/api/domains", { name: "rival.example" });
    for (const name of ["rival.example", "nobody.example", "%00", "a'b"]) {
      expect(await mara.post(`/api/domains/${encodeURIComponent(name)}/check`), name).toMatchObject({ status: 404, body: { title: "There is no such domain." } });
      expect((await mara.send({ method: "DELETE", path: `/api/domains/${encodeURIComponent(name)}` })).status, name).toBe(404);
    }
    expect((await mara.get("/api/domains")).body.items.map((item: { name: string }) => item.name)).toEqual(["northwind.example"]);
  });

  it("is listed once, and at most a hundred are", async () => {
    expect(await mara.post("/api/domains", { name: "northwind.example" })).toMatchObject({ status: 409, body: { code: "domain-listed" } });
    await asSuperuser(scene, "insert into domain (organisation_id, name, proof, created_at) select $1, 'd' || n || '.example', 'x', now() from generate_series(1, 99) n", [ours]);
    expect(await mara.post("/api/domains", { name: "one-more.example" })).toMatchObject({ status: 429, body: { code: "too-many-domains" } });
  });

  it.each(["gmail.com", "localhost", "northwind", "-x.example", "x..example", "a b.example", "https://northwind.example", "mara@northwind.example", "192.168.1.1", "*.example", "", "x'.example"])("cannot be %s", async (name) => {
    expect(await mara.post("/api/domains", { name })).toMatchObject({ status: 422, body: { code: "domain-not-valid" } });
  });

  it("has one form", () => {
    expect(domainNameOf("Büro.Example")).toBe("xn--bro-hoa.example");
    expect(domainOfAddress("x@Büro.example")).toBe("xn--bro-hoa.example");
    for (const address of ["x@a@northwind.example", "@northwind.example", "x", "x@northwind.example\u0000", "x@northwind.example, y@evil.example"]) expect(domainOfAddress(address), address).toBeUndefined();
  });
});
