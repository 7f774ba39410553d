/** What `up` tells its planes of their audit trails, and what it does not start with. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAuthority } from "./certificates.ts";
import type { PlaneSettings } from "./settings.ts";
import { planUp } from "./up-plan.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "plan "))));
afterAll(() => rm(folder, { recursive: true }));

async function planned(place: string, text: string): Promise<readonly PlaneSettings[]> {
  await mkdir(join(folder, place), { recursive: true });
  await writeFile(join(folder, place, "trail.json"), text);
  return plannedNow();
}

async function plannedNow(): Promise<PlaneSettings[]> {
  const urls = { control: "postgres://a@b/c", uk: "postgres://a@b/uk", eu: "postgres://a@b/eu", us: "postgres://a@b/us" };
  const plan = await planUp({ port: 8443, host: "localhost", demo: false, webFolder: folder, dataFolder: folder, authority: await openAuthority(folder), databaseUrls: urls });
  return plan.children.map(({ settings }) => settings());
}

test("each plane keeps its trail as long as its file says, 90 days without one, and never less", async () => {
  const settings = await planned("region-uk", `{ "retentionDays": 400 }`);
  expect(settings.map(({ plane, trail, ...more }) => [plane, "region" in more ? more.region : "", trail.retentionDays].join(" ").replace("  ", " "))).toEqual(
    ["control 90", "region uk 400", "region eu 90", "region us 90", "worker uk 400", "worker eu 90", "worker us 90"]);
  for (const [text, expected] of [[`{ "retentionDays": 89 }`, "at least 90 days"], [`{ "retentionDays": 1e9 }`, "at most a hundred years"], [`{ "retentionDays": "90" }`, "a whole number of days"]] as const) {
    await expect(planned("region-eu", text), text).rejects.toMatchObject({ code: "settings-not-valid", details: [{ at: `${join(folder, "region-eu", "trail.json")}: retentionDays`, expected }] });
  }
  for (const text of ["nonsense", "[]", "null"]) await expect(planned("region-eu", text), text).rejects.toMatchObject({ code: "settings-not-json" });
  await expect(planned("region-eu", `{ "days": 100 }`)).rejects.toMatchObject({ code: "settings-not-valid" });
  await planned("region-eu", "{}");
  await expect(planned("control", `{ "retentionDays": 30 }`)).rejects.toMatchObject({ code: "settings-not-valid" });
});

test("logs are kept as long as control's file says, 90 days without one, and never less", async () => {
  const file = join(folder, "control", "logs.json");
  await mkdir(join(folder, "control"), { recursive: true });
  await writeFile(join(folder, "control", "trail.json"), "{}");
  const daysOf = async (text: string): Promise<unknown[]> => {
    await writeFile(file, text);
    return (await plannedNow()).map(({ logs }) => [logs.spoolMegabytes, "retentionDays" in logs ? logs.retentionDays : undefined]);
  };
  expect((await daysOf("{}"))[0]).toEqual([1024, 90]);
  expect((await daysOf(`{ "retentionDays": 400, "spoolMegabytes": 2048 }`)).slice(0, 2)).toEqual([[2048, 400], [2048, undefined]]);
  for (const text of [`{ "retentionDays": 89 }`, `{ "retentionDays": 1e9 }`, `{ "days": 100 }`, `{ "spoolMegabytes": 1 }`]) await expect(daysOf(text), text).rejects.toMatchObject({ code: "settings-not-valid" });
  await expect(daysOf("[]")).rejects.toMatchObject({ code: "settings-not-json" });
  await rm(file);
});

test("one file sends traces and figures of every process to the operator's collector; without it nothing is measured", async () => {
  const file = join(folder, "telemetry.json");
  expect((await plannedNow()).map(({ telemetry }) => telemetry)).toEqual(Array(7).fill(undefined));
  await writeFile(join(folder, "otlp-headers"), "authorization=Bearer%20abc", { mode: 0o600 });
  await writeFile(file, `{ "endpoint": "https://collector.example:4318", "headers": { "file": "otlp-headers" }, "everySeconds": 15 }`);
  expect((await plannedNow()).map(({ telemetry }) => telemetry)).toEqual(Array.from({ length: 7 }, () => ({ endpoint: "https://collector.example:4318", headers: "authorization=Bearer%20abc", everySeconds: 15, sample: 1 })));
  await writeFile(file, `{ "endpoint": "http://collector.example:4318" }`);
  await expect(plannedNow()).rejects.toMatchObject({ code: "settings-not-valid", details: [{ at: `${file}: endpoint` }] });
  await rm(file);
});

test("a witness with an authority of its own is told of by that authority's file", async () => {
  const { ca } = await openAuthority(folder);
  await writeFile(join(folder, "region-uk", "w1-ca.pem"), ca);
  const witness = { url: "https://witness.example:8480/", key: "witness.example/w1+x" };
  const uk = (await planned("region-uk", JSON.stringify({ witnesses: [{ ...witness, ca: { file: "w1-ca.pem" } }] }))).find((settings) => settings.plane === "worker" && settings.region === "uk");
  expect(uk?.trail.witnesses).toEqual([{ ...witness, ca: ca.trim() }]);
  await expect(planned("region-uk", JSON.stringify({ witnesses: [{ ...witness, ca: { file: "none.pem" } }] }))).rejects.toMatchObject({ code: "secret-file-missing" });
  await expect(planned("region-uk", JSON.stringify({ witnesses: [{ ...witness, ca: "none" }] }))).rejects.toMatchObject({ code: "settings-not-valid" });
  await planned("region-uk", "{}");
});
