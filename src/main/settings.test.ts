import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chosenEdge, edgeOf } from "./edge-settings.ts";
import { settingsFromFile } from "./settings-source.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "spendward-settings-"))));
afterAll(() => rm(folder, { recursive: true }));

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----";
const worker = {
  plane: "worker", region: "uk", controlOrigin: "https://control.example", keyFolder: "/k", blobFolder: "/b", cacheFolder: "/c", trail: { folder: "/t" }, logs: { folder: "/l" },
  database: { url: { file: "url" }, ca: CERTIFICATE },
};
async function settingsOf(settings: object, secretMode = 0o600): Promise<unknown> {
  await writeFile(join(folder, "url"), "postgres://role:Canary1@host/region_uk\n");
  await chmod(join(folder, "url"), secretMode);
  const file = join(folder, "settings.json");
  await writeFile(file, JSON.stringify(settings));
  return settingsFromFile(file);
}

test("secrets come from files of their own", async () => {
  expect(await settingsOf(worker)).toMatchObject({ plane: "worker", database: { url: "postgres://role:Canary1@host/region_uk" } });
});

test("a secret written out, or in a file that others can read, is refused without being shown", async () => {
  const written = settingsOf({ ...worker, database: { url: "postgres://role:Canary2@host/x", ca: CERTIFICATE } });
  await expect(written).rejects.toMatchObject({ code: "secret-written-out", details: [{ at: "database.url", remedy: expect.not.stringContaining("Canary2") }] });
  await expect(settingsOf(worker, 0o640)).rejects.toMatchObject({ code: "secret-file-open" });
  await expect(settingsOf({ ...worker, database: { url: { file: "gone" }, ca: CERTIFICATE } })).rejects.toMatchObject({ code: "secret-file-missing" });
});

test("a plane cannot be given what is another's, and what is missing is named", async () => {
  await expect(settingsOf({ ...worker, secret: { file: "url" } })).rejects.toMatchObject({ code: "settings-not-valid" });
  const { controlOrigin: _origin, ...less } = worker;
  await expect(settingsOf(less)).rejects.toMatchObject({ code: "settings-not-valid", details: [{ at: "controlOrigin" }] });
  await expect(settingsOf({ ...worker, controlOrigin: "http://control.example" })).rejects.toMatchObject({ details: [{ at: "controlOrigin" }] });
  await expect(settingsFromFile(undefined, {})).rejects.toMatchObject({ code: "settings-missing" });
});

test("the audit trail is kept for 90 days at least: more may be asked for, less is refused", async () => {
  expect(await settingsOf({ ...worker, trail: { folder: "/t", retentionDays: 400 } })).toMatchObject({ trail: { retentionDays: 400, name: "spendward.example" } });
  expect(await settingsOf(worker)).toMatchObject({ trail: { retentionDays: 90 } });
  for (const retentionDays of [89, 0, -1, 90.5]) {
    await expect(settingsOf({ ...worker, trail: { folder: "/t", retentionDays } })).rejects.toMatchObject({ code: "settings-not-valid", details: [{ at: "trail.retentionDays" }] });
  }
});

test("the spool of logs has room for something", async () => {
  expect(await settingsOf(worker)).toMatchObject({ logs: { spoolMegabytes: 1024 } });
  await expect(settingsOf({ ...worker, logs: { folder: "/l", spoolMegabytes: 1 } })).rejects.toMatchObject({ details: [{ at: "logs.spoolMegabytes", expected: "at least 64" }] });
});

test("logs are kept for 90 days at least: more may be asked for, less is refused", async () => {
  const origins = { uk: "https://uk.example", eu: "https://eu.example", us: "https://us.example" };
  await writeFile(join(folder, "secret"), Buffer.alloc(32, 1).toString("base64"), { mode: 0o600 });
  const control = (logs: object) => ({
    plane: "control", listen: { host: "127.0.0.1", port: 1 }, tls: { cert: CERTIFICATE, key: { file: "secret" } }, origin: "https://control.example", regionOrigins: origins,
    database: worker.database, secret: { file: "secret" }, webFolder: "/w", trail: { folder: "/t" }, logs: { folder: "/l", keyFolder: "/k", ...logs },
  });
  expect(await settingsOf(control({}))).toMatchObject({ logs: { retentionDays: 90, keyService: { kind: "local-file" } } });
  expect(await settingsOf(control({ retentionDays: 400 }))).toMatchObject({ logs: { retentionDays: 400 } });
  for (const retentionDays of [89, 0, -1, 90.5]) {
    await expect(settingsOf(control({ retentionDays }))).rejects.toMatchObject({ code: "settings-not-valid", details: [{ at: "logs.retentionDays" }] });
  }
});

test("the edge: nobody is trusted unless named, a country header needs a trusted proxy, and what cannot be read stops the start", async () => {
  const file = join(folder, "edge.json");
  expect(await chosenEdge(file)).toEqual({ trustedProxies: [], addressHeader: "x-forwarded-for" });
  for (const [bad, at] of [['{"countryHeader": "cf-ipcountry"}', "countryHeader"], ['{"addressHeader": "x-real-ip"}', "addressHeader"], ['{"countryList": "list.csv"}', "countryList"], ['{"proxies": []}', "edge"]] as const) {
    await writeFile(file, bad);
    await expect(chosenEdge(file)).rejects.toMatchObject({ code: "settings-not-valid", details: [{ at: expect.stringContaining(at) }] });
  }
  await writeFile(file, JSON.stringify({ trustedProxies: ["10.0.0.0/8"], countryHeader: "cf-ipcountry", countryList: join(folder, "none.csv") }));
  await expect(edgeOf(await chosenEdge(file))).rejects.toMatchObject({ code: "country-list-missing" });
  await expect(edgeOf({ trustedProxies: ["0.0.0.0/0"], addressHeader: "forwarded" })).rejects.toMatchObject({ code: "everybody-trusted" });
});

test("traces and figures go by HTTPS, or to this machine itself, and what opens the collector is a secret", async () => {
  await writeFile(join(folder, "headers"), "authorization=Bearer%20Canary3\n", { mode: 0o600 });
  const telemetry = (given: object) => settingsOf({ ...worker, telemetry: given });
  expect(await settingsOf(worker)).not.toHaveProperty("telemetry");
  expect(await telemetry({ endpoint: "https://collector.example:4318", headers: { file: "headers" } })).toMatchObject({ telemetry: { headers: "authorization=Bearer%20Canary3", everySeconds: 60, sample: 1 } });
  for (const endpoint of ["http://localhost:4318", "http://127.0.0.1:4318/x", "http://[::1]:4318"]) expect(await telemetry({ endpoint }), endpoint).toMatchObject({ telemetry: { endpoint } });
  for (const endpoint of ["http://collector.example:4318", "http://127.0.0.1.example", "http://localhost.example", "https://a:b@collector.example", "https://collector.example/?token=x", "grpc://localhost:4317", "collector"]) {
    await expect(telemetry({ endpoint }), endpoint).rejects.toMatchObject({ code: "settings-not-valid", details: [{ at: "telemetry.endpoint" }] });
  }
  await expect(telemetry({ endpoint: "https://collector.example", headers: "authorization=Canary3" })).rejects.toMatchObject({ code: "secret-written-out" });
  await writeFile(join(folder, "headers"), "authorization");
  await expect(telemetry({ endpoint: "https://collector.example", headers: { file: "headers" } })).rejects.toMatchObject({ details: [{ at: "telemetry.headers", expected: expect.not.stringContaining("authorization") }] });
});
