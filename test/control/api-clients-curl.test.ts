/** The commands of docs/runbooks/api-clients.md, as they stand there, by a shell and curl over real TLS with a real client certificate. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openAuthority } from "../../src/main/certificates.ts";
import { serveHttps, type HttpsServer } from "../../src/platform/http/http.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { databaseNonces, fixedKeys } from "../../src/platform/tokens/tokens.ts";
import { createRegionApp } from "../../src/region/region.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { openTestRegion, type TestRegion, type TestSite } from "../region/region-world.ts";
import { addPerson, openScene, type Scene } from "./scene.ts";

const run = promisify(execFile);
let scene: Scene;
let region: TestRegion;
let site: TestSite;
let servers: HttpsServer[] = [];
let folder: string;
let script: string;
let gate: string;
let worker: RegionWorker;

beforeAll(async () => {
  [scene, region, folder] = await Promise.all([openScene(), openTestRegion(), mkdtemp(join(tmpdir(), "curl "))]);
  const app = createRegionApp(region.deps, { controlKeys: async (kid) => fixedKeys((await scene.control.plane.tokenKeys.published()) as never)(kid), nonces: databaseNonces(region.world.db), allowOrigins: [], ready: {} });
  const authority = await openAuthority(folder);
  const tls = await authority.issue(["localhost"]);
  servers = [await serveHttps(scene.control.app, { host: "127.0.0.1", port: 0, ...tls, clientCertificates: true }), await serveHttps(app, { host: "127.0.0.1", port: 0, ...tls, clientCertificates: true })];
  for (const name of ["client", "other"]) execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}-key.pem`, "-out", `${name}.pem`, "-days", "30", "-subj", `/CN=${name}`], { cwd: folder, stdio: "ignore" });
  site = await region.newSite();
  await inTrail(scene.world.db, site.organisationId, async (tx) => {
    await tx.insertInto("organisation").values({ id: site.organisationId, name: "Northwind Foods", created_at: new Date() }).execute();
    await tx.insertInto("site").values({ organisation_id: site.organisationId, id: site.siteId, name: "Head office", region: "uk", state: "ready", created_at: new Date(), ready_at: new Date() }).execute();
  });
  const mara = await addPerson(scene, site.organisationId, "mara@northwind.example", ["administrator"]);
  const { fingerprint256 } = new X509Certificate(await readFile(join(folder, "client.pem")));
  const { body } = await mara.post("/api/api-clients", {
    name: "ERP", sites: [site.siteId], permissions: ["uploads:read", "uploads:add", "payment-runs:read", "payment-runs:check"], companyCodes: null, networks: ["127.0.0.0/8"], certificate: { kind: "thumbprint", sha256: fingerprint256 }, expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });
  await writeFile(join(folder, "client.curl"), `user = "${body.id}:${body.secret.secret}"\n`);
  await writeFile(join(folder, "invoices.csv"), "Supplier number,Gross amount\r\nS1,12.50\r\n");
  // The names and ports of the settings, though the test's servers are on others; and whom to trust.
  await writeFile(join(folder, ".curlrc"), [`cacert = "${join(folder, "ca.pem")}"`, ...servers.map(({ port }, at) => `connect-to = "localhost:${[8443, 8444][at]}:127.0.0.1:${port}"`)].join("\n"));
  [script = "", gate = ""] = [...(await readFile(new URL("../../docs/runbooks/api-clients.md", import.meta.url), "utf8")).matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);
});
afterAll(async () => {
  worker?.stop();
  for (const server of servers) await server.close(0);
  await scene.close();
  await region.close();
  await rm(folder, { recursive: true });
});

const shell = (text: string) => run("sh", ["-c", text], { cwd: folder, env: { PATH: process.env["PATH"], CURL_HOME: folder, SPENDWARD: "https://localhost:8443", SITE: site.siteId } });

it("sends a file and sees it, as the runbook says", async () => {
  expect(script).toContain("/oauth/token");
  const { stdout } = await shell(script);
  expect(JSON.parse(stdout.slice(stdout.indexOf("{")))).toMatchObject({ items: [{ fileName: "invoices.csv", sizeBytes: 40 }] });
});

it("asks whether a payment is safe and reads the answer, as the runbook says", async () => {
  worker = await createRegionWorker(region.deps);
  expect(gate).toContain("/payment-runs");
  const { stdout } = await shell(`${script}\n${gate}`);
  const answer = JSON.parse(stdout.slice(stdout.lastIndexOf('{"items"')));
  expect(answer).toMatchObject({ total: 1, items: [{ line: 1, verdict: expect.toBeOneOf(["review", "hold"]), amount: { minor: 120_000, currency: "GBP" } }] });
});

it("is nobody with another certificate, and with none, at control and with its token in the region", async () => {
  for (const with_ of ["--cert other.pem --key other-key.pem", ""]) {
    const token = await shell(`curl --silent --output /dev/null --write-out '%{http_code}' ${with_} --config client.curl --data grant_type=client_credentials "$SPENDWARD/oauth/token"`);
    const used = await shell(`curl --silent --output /dev/null --write-out '%{http_code}' ${with_} --config token.curl "https://localhost:8444/api/sites/$SITE/uploads"`);
    expect([token.stdout, used.stdout]).toEqual(["401", "401"]);
  }
});
