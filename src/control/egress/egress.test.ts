/** Addresses that a customer enters reach public services only, and only what was entered. */
import { createServer, type Server } from "node:https";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAuthority } from "../../main/certificates.ts";
import { trustAlso } from "../../main/trust.ts";
import { isInside } from "../../platform/egress/egress.ts";
import { openEgress } from "./egress.ts";

let folder: string;
let server: Server;
let origin: string;
const asked: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "egress "));
  const authority = await openAuthority(folder);
  trustAlso(authority.ca);
  server = createServer(await authority.issue(["localhost", "127.0.0.1"]), (request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/same") return void response.writeHead(302, { location: "/right" }).end();
    if (request.url === "/loop") return void response.writeHead(302, { location: "/loop" }).end();
    if (request.url === "/other") return void response.writeHead(302, { location: "https://elsewhere.example/" }).end();
    if (request.url === "/other-port") return void response.writeHead(307, { location: `https://localhost:1/` }).end();
    if (request.url === "/plain") return void response.writeHead(302, { location: origin.replace("https", "http") }).end();
    if (request.url === "/large") return void response.end("x".repeat(1024 * 1024 + 1));
    response.end(`${request.method} right`);
  });
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

describe("internal addresses", () => {
  it.each([
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "168.63.129.16", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "3fff::1", "4000::1", "not an address",
  ])("%s is one", (address) => expect(isInside(address)).toBe(true));
  it.each(["8.8.8.8", "172.32.0.1", "192.167.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"])("%s is none", (address) => expect(isInside(address)).toBe(false));

  const closed = openEgress({ allowInternal: false });
  it.each(["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data"])("are not asked by number: %s", async (url) => {
    await expect(closed.fetch(url)).rejects.toMatchObject({ code: "egress-internal" });
  });
  it("are not asked by a name that leads to one, whichever of its addresses it is", async () => {
    const before = asked.length;
    await expect(closed.fetch(`${origin}/right`)).rejects.toMatchObject({ code: "egress-internal" });
    const mixed = openEgress({ allowInternal: false, lookup: ((_: string, __: object, done: (error: null, found: object[]) => void) => done(null, [{ address: "93.184.216.34", family: 4 }, { address: "10.0.0.1", family: 4 }])) as never });
    await expect(mixed.fetch("https://mixed.example/")).rejects.toMatchObject({ code: "egress-internal" });
    expect(asked.length).toBe(before);
  });
  it("are looked up for the connection itself, so that a name cannot change in between", async () => {
    let looked = 0;
    const rebinding = openEgress({ allowInternal: false, lookup: ((_: string, __: object, done: (error: null, found: object[]) => void) => done(null, [{ address: ++looked === 1 ? "127.0.0.1" : "93.184.216.34", family: 4 }])) as never });
    await expect(rebinding.fetch("https://rebinding.example/")).rejects.toMatchObject({ code: "egress-internal" });
    expect(looked).toBe(1);
  });
});

describe("requests", () => {
  const open = openEgress({ allowInternal: true });
  it.each(["http://localhost/", "ftp://localhost/", "file:///etc/passwd", "https://user:secret@localhost/", "not a url", "javascript:alert(1)"])("go by HTTPS without credentials: %s", async (url) => {
    await expect(open.fetch(url)).rejects.toMatchObject({ code: "egress-address" });
  });
  it("follow redirects within the origin and no other", async () => {
    expect(await (await open.fetch(`${origin}/same`)).text()).toBe("GET right");
    for (const path of ["/other", "/other-port", "/plain", "/loop"]) await expect(open.fetch(`${origin}${path}`), path).rejects.toMatchObject({ code: "egress-redirect" });
    await expect(open.fetch(`${origin}/same`, { method: "POST", body: "secret" })).rejects.toMatchObject({ code: "egress-redirect" });
  });
  it("end at 1 MiB, and say who was away", async () => {
    await expect(open.fetch(`${origin}/large`)).rejects.toMatchObject({ code: "egress-answer-too-large" });
    await expect(open.fetch("https://localhost:1/")).rejects.toMatchObject({ code: "egress-away" });
    await expect(open.fetch("https://nowhere.invalid/")).rejects.toMatchObject({ code: "egress-away" });
  });
  it("carry what they are given", async () => {
    expect(await (await open.fetch(`${origin}/x`, { method: "POST", body: new URLSearchParams({ a: "b" }) })).text()).toBe("POST right");
  });
});
