import { createRoute, z } from "@hono/zod-openapi";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { connect as tlsConnect, type TLSSocket } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAuthority } from "../../main/certificates.ts";
import { Refusal, type RefusalKind } from "../../base/errors.ts";
import { openEdge } from "../edge/edge.ts";
import { companyKeys } from "../../../test/world/company-keys.ts";
import { openLog } from "../telemetry/telemetry.ts";
import { createApp, type HttpApp, type HttpsServer, liveEvents, rateLimit, serveFolder, serveHttps, statusOf } from "./http.ts";

const lines: string[] = [];
const log = openLog("control", (line) => void lines.push(line));
const KINDS: readonly RefusalKind[] = ["invalid", "unauthenticated", "forbidden", "not_found", "conflict", "too_large", "too_many", "unavailable"];

function newApp(): HttpApp {
  const app = createApp({ log, allowOrigins: ["https://app.example:8443"], bodyLimitBytes: 1000, uploadPath: "/api/uploads", ready: { good: async () => undefined } });
  app.get("/api/refuse/:kind", (c) => {
    throw new Refusal(c.req.param("kind") as RefusalKind, "the-code", "The message.", [{ at: "file.csv", remedy: "Do this." }]);
  });
  app.get("/api/bug", () => {
    throw new Error("row 5: Canary Ltd");
  });
  app.post("/api/echo", async (c) => c.text(String((await c.req.text()).length)));
  app.post("/api/uploads", async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));
  app.openapi(
    createRoute({ method: "post", path: "/api/typed", request: { body: { required: true, content: { "application/json": { schema: z.object({ count: z.int().max(9) }) } } } }, responses: { 200: { description: "ok" } } }),
    (c) => c.text("ok"),
  );
  return app;
}

describe("errors", () => {
  const app = newApp();
  test("each kind of refusal has its status and one outward form", async () => {
    const table: string[] = [];
    for (const kind of KINDS) {
      const answer = await app.request(`/api/refuse/${kind}`);
      expect(await answer.json()).toEqual({ type: "about:blank", title: "The message.", status: statusOf(kind), code: "the-code", details: [{ at: "file.csv", remedy: "Do this." }] });
      expect([answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual(["application/problem+json", "no-store"]);
      table.push(`${kind} ${answer.status}`);
    }
    expect(table).toEqual(["invalid 422", "unauthenticated 401", "forbidden 403", "not_found 404", "conflict 409", "too_large 413", "too_many 429", "unavailable 503"]);
  });

  test("a bug shows the outside a reference only; the log has the reference and not the message", async () => {
    lines.length = 0;
    const answer = await app.request("/api/bug");
    const problem = (await answer.json()) as { reference: string; status: number };
    expect(problem.status).toBe(500);
    expect(problem.reference).toMatch(/^[0-9a-f]{12}$/);
    expect(lines.join("")).toContain(problem.reference);
    expect(`${JSON.stringify(problem)}${lines.join("")}`).not.toContain("Canary");
  });

  test("input that does not fit its schema, is not JSON or is too large says so", async () => {
    const post = (path: string, body: string) => app.request(path, { method: "POST", body, headers: { "content-type": "application/json" } });
    expect(await (await post("/api/typed", '{"count":10}')).json()).toMatchObject({ status: 422, code: "input-not-valid", details: [{ at: "/count" }] });
    expect(await (await post("/api/typed", "{")).json()).toMatchObject({ status: 422, code: "request-not-readable" });
    expect(await (await post("/api/echo", "x".repeat(2000))).json()).toMatchObject({ status: 413, code: "body-too-large" });
    expect(await (await post("/api/uploads", "x".repeat(2000))).text()).toBe("2000");
    expect(await (await app.request("/api/none")).json()).toMatchObject({ status: 404, code: "not-found" });
  });
});

test("the log line has the route's pattern, never the URL", async () => {
  lines.length = 0;
  await newApp().request("/api/refuse/forbidden?secret=canary");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ msg: "request", method: "GET", route: "/api/refuse/:kind", status: 403 });
  expect(lines.join("")).not.toContain("canary");
});

test("only the named origin may call from a page", async () => {
  const ask = async (origin: string) => (await newApp().request("/healthz", { headers: { origin } })).headers.get("access-control-allow-origin");
  expect(await ask("https://app.example:8443")).toBe("https://app.example:8443");
  for (const origin of ["https://app.example", "https://evil.example", "null", "https://app.example:8443.evil.example"]) expect(await ask(origin)).toBeNull();
});

test("ready only when everything needed is, also when something never answers", async () => {
  const app = createApp({ log, allowOrigins: [], ready: { database: () => Promise.reject(new Error("Canary")), keys: async () => undefined } });
  const answer = await app.request("/readyz");
  expect([answer.status, await answer.json()]).toEqual([503, { state: "not ready", checks: { database: "away", keys: "ready" } }]);
  const hanging = createApp({ log, allowOrigins: [], ready: { database: () => new Promise(() => undefined) } });
  expect((await hanging.request("/readyz")).status).toBe(503);
});

test("limits count the client behind a trusted proxy, IPv6 by /64, and whoever else says to be one by its own address", async () => {
  const app = createApp({ log, allowOrigins: [], ready: {}, edge: openEdge({ trustedProxies: ["10.0.0.0/8"], addressHeader: "x-forwarded-for" }) });
  app.use("/api/limited", rateLimit({ points: 2, seconds: 60 }));
  app.get("/api/limited", (c) => c.text("in"));
  const ask = async (peer: string, client: string): Promise<number> =>
    (await app.request("/api/limited", { headers: { "x-forwarded-for": client } }, { incoming: { socket: { remoteAddress: peer } } } as never)).status;
  const all = async (...asked: readonly (readonly [string, string])[]): Promise<number[]> => Promise.all(asked.map(([peer, client]) => ask(peer, client)));
  expect(await all(["10.0.0.1", "203.0.113.1"], ["10.0.0.1", "203.0.113.1"], ["10.0.0.2", "198.51.100.9, 203.0.113.1"], ["10.0.0.1", "203.0.113.2"])).toEqual([200, 200, 429, 200]);
  expect(await all(["10.0.0.1", "2001:db8::1"], ["10.0.0.1", "2001:db8::2"], ["10.0.0.1", "2001:db8::ffff:1"], ["10.0.0.1", "2001:db8:0:1::1"])).toEqual([200, 200, 429, 200]);
  expect(await all(["203.0.113.66", "192.0.2.1"], ["203.0.113.66", "192.0.2.2"], ["::ffff:203.0.113.66", "192.0.2.3"])).toEqual([200, 200, 429]);
});

describe("served", () => {
  let folder: string;
  let server: HttpsServer;
  let ca: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spendward http "));
    const authority = await openAuthority(folder);
    ca = authority.ca;
    await mkdir(join(folder, "web/assets"), { recursive: true });
    await writeFile(join(folder, "web/index.html"), "<title>page</title>");
    await writeFile(join(folder, "web/assets/a-1234.js"), "code");
    const app = newApp();
    app.use("/api/limited", rateLimit({ points: 2, seconds: 60 }));
    app.get("/api/limited", (c) => c.text("in"));
    let n = 0;
    app.get("/api/live", (c) => liveEvents(c, async () => ({ revision: String(Math.min(++n, 3)), data: { n }, done: n >= 3 })));
    serveFolder(app, join(folder, "web"));
    server = await serveHttps(app, { host: "127.0.0.1", port: 0, ...(await authority.issue(["localhost"])) });
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const get = (path: string): Promise<{ status: number; headers: Record<string, unknown>; body: string }> =>
    new Promise((resolve, reject) => {
      request({ host: "localhost", port: server.port, path, ca, agent: false }, (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString())).on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      }).on("error", reject).end();
    });

  test("the app's files, cached as they should be; every other path is the page, except the API's", async () => {
    expect(await get("/assets/a-1234.js")).toMatchObject({ status: 200, body: "code", headers: { "cache-control": "public, max-age=31536000, immutable" } });
    for (const path of ["/", "/sites/x/findings"]) expect(await get(path)).toMatchObject({ status: 200, body: "<title>page</title>", headers: { "cache-control": "no-cache" } });
    expect((await get("/api/none")).status).toBe(404);
  });

  test("nothing outside the folder can be read", async () => {
    for (const path of ["/../ca-key.pem", "/..%2fca-key.pem", "/%2e%2e/ca-key.pem", "/assets/..%5c..%5cca-key.pem", "//ca-key.pem"]) {
      expect((await get(path)).body).not.toContain("PRIVATE");
    }
  });

  test("too many are told when to come back", async () => {
    const answers = [await get("/api/limited"), await get("/api/limited"), await get("/api/limited")];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(answers[2]?.headers["retry-after"])).toBeGreaterThan(0);
    expect(JSON.parse(answers[2]?.body ?? "")).toMatchObject({ code: "too-many-requests" });
  });

  test("live events tell each change once and end", async () => {
    const { body, headers } = await get("/api/live");
    expect(headers["content-type"]).toContain("text/event-stream");
    expect([...body.matchAll(/^id: (.+)$/gm)].map((match) => match[1])).toEqual(["1", "2", "3"]);
  });

  test("TLS 1.2 and 1.3, nothing older", async () => {
    const speaks = async (version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") => {
      const socket = tlsConnect({ host: "localhost", port: server.port, ca, minVersion: version, maxVersion: version, ciphers: "ALL:@SECLEVEL=0" });
      const event = await once(socket, "secureConnect").then(() => "yes", () => "no");
      socket.destroy();
      return event;
    };
    expect([await speaks("TLSv1.1"), await speaks("TLSv1.2"), await speaks("TLSv1.3")]).toEqual(["no", "yes", "yes"]);
  });

  test("a taken port is a refusal", async () => {
    await expect(serveHttps(newApp(), { host: "127.0.0.1", port: server.port, cert: "", key: "" })).rejects.toMatchObject({ code: "port-taken" });
  });
});

describe("client certificates", () => {
  test("are asked for where issuers are named; a visitor without one is served, and one with it shows exactly that one to the routes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "client certificates "));
    const [{ ca, issue }, company] = [await openAuthority(folder), await companyKeys()];
    const app = newApp();
    app.get("/who", (c) => {
      const { socket } = (c.env as { incoming: { socket: TLSSocket } }).incoming;
      return c.text(socket.getPeerX509Certificate()?.fingerprint256 ?? "none");
    });
    const server = await serveHttps(app, { host: "127.0.0.1", port: 0, ...(await issue(["localhost"])), clientIssuers: [company.root] });
    const ask = async (client: { cert?: string; key?: string }): Promise<string> => {
      const asked = request({ host: "127.0.0.1", port: server.port, path: "/who", servername: "localhost", ca, agent: false, ...client }).end();
      const [answer] = (await once(asked, "response")) as [IncomingMessage];
      return Buffer.concat(await answer.toArray()).toString();
    };
    const device = await company.device();
    expect(await ask({})).toBe("none");
    expect(await ask({ cert: device.pem, key: device.key.export({ format: "pem", type: "pkcs8" }) as string })).toBe(new X509Certificate(device.der).fingerprint256);
    await server.close();
    await rm(folder, { recursive: true });
  });
});
