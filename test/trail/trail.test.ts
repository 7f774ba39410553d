/**
 * A trail as a customer takes it away: checked by our command line, by Go's own libraries, which share nothing with us, and
 * cosigned by a witness over HTTPS.
 */
import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askWitness, logOf, openTrailSigner, withTrail } from "../../src/platform/audit/audit.ts";
import { auditVerify } from "../../src/main/audit-verify.ts";
import { auditVerifyStored } from "../../src/main/audit-verify-stored.ts";
import { postTo } from "../../src/main/witness-post.ts";
import { startWitness } from "../../src/main/witness.ts";
import { checkpointText, readVerifier, signLine, tilePath } from "../../src/platform/tlog/tlog.ts";
import type { ActivityEntry, TrailState } from "../../src/platform/activity/activity.ts";
import { installed } from "../../tools/test-programs.ts";
import { beginTus, callerOf, openTestRegion, type Caller, type TestRegion, type TestSite } from "../region/region-world.ts";

const run = promisify(execFile);
const ACTS = 300;
let region: TestRegion;
let site: TestSite;
let call: Caller;
/** What a customer took away. */
let taken: string;
let old: TrailState;
let now: TrailState;

const get = async (path: string): Promise<Buffer> => {
  const answer = await call("GET", path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
};
const state = async (): Promise<TrailState> => JSON.parse((await get("/activity/checkpoint")).toString()) as TrailState;

beforeAll(async () => {
  region = await openTestRegion();
  site = await region.newSite();
  call = await callerOf(region, site, "ap_manager");
  taken = await mkdtemp(join(tmpdir(), "taken "));
  for (let n = 0; n < ACTS; n += 1) {
    await beginTus(call, `file ${n}.csv`, 10);
    if (n === 99) {
      await region.signTrail(site.siteId);
      old = await state();
    }
  }
  await region.signTrail(site.siteId);
  now = await state();
  await writeFile(join(taken, "key.txt"), `${now.key}\n`);
  await writeFile(join(taken, "checkpoint"), now.checkpoint);
  await writeFile(join(taken, "old-checkpoint"), old.checkpoint);
  await writeFile(join(taken, "pack.jsonl"), await get(`/activity/pack?since=${old.size}`));
  const { items: [entry] } = JSON.parse((await get("/activity?act=uploads.begin&limit=1")).toString()) as { items: ActivityEntry[] };
  await writeFile(join(taken, "one.tlog-proof"), await get(`/activity/${entry?.id}/proof`));
  const full = Math.floor(now.size / 256);
  const tiles = [...Array.from({ length: full }, (_, n) => ({ level: 0, n, width: 256 })), { level: 0, n: full, width: now.size % 256 }, { level: 1, n: 0, width: full }];
  for (const tile of tiles) {
    const file = join(taken, tilePath(tile));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await get(`/log/${tilePath(tile)}`));
  }
}, 120_000);
afterAll(async () => {
  await region.close();
  await rm(taken, { recursive: true, force: true });
});

/** Go without a network and without modules: the libraries are Debian's. */
async function goCheck(folder: string): Promise<{ said: string; failed: boolean }> {
  const go = realpathSync(installed("/usr/bin/go"));
  const library = installed("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog/tlog.go");
  const env = { PATH: process.env["PATH"] ?? "", HOME: taken, GOCACHE: join(tmpdir(), "spendward-go-cache"), GOROOT: dirname(dirname(go)), GOPATH: library.slice(0, library.indexOf("/src/")), GO111MODULE: "off", CGO_ENABLED: "0", GOFLAGS: "", GOTELEMETRY: "off" };
  const program = join(import.meta.dirname, "check.go");
  return run(go, ["run", program, folder], { env, timeout: 240_000 }).then(({ stdout }) => ({ said: stdout, failed: false }), (error: { stderr?: string }) => ({ said: error.stderr ?? String(error), failed: true }));
}

test("Go's sumdb/note and sumdb/tlog accept the checkpoint, every entry, the consistency, the tlog-proof and the tiles", async () => {
  const { said } = await goCheck(taken);
  expect(said).toBe(`go: ${now.size} entries, a tree of ${now.size} continuing one of ${old.size}, one tlog-proof, tiles: all good\n`);
  expect(now.size).toBeGreaterThan(ACTS);
}, 300_000);

test("Go refuses what was changed", async () => {
  const changed = await mkdtemp(join(tmpdir(), "changed "));
  const pack = await readFile(join(taken, "pack.jsonl"), "utf8");
  for (const [file, text, says] of [
    ["pack.jsonl", pack.replace("uploads.begin", "uploads.remove"), /record aud_/],
    ["checkpoint", now.checkpoint.replace(`\n${now.size}\n`, `\n${now.size + 1}\n`), /checkpoint/],
    [tilePath({ level: 1, n: 0, width: Math.floor(now.size / 256) }), Buffer.alloc(32), /tree hash|tiles/],
  ] as const) {
    await cp(taken, changed, { recursive: true });
    await writeFile(join(changed, file), text);
    const { said, failed } = await goCheck(changed);
    expect([failed, said], file).toEqual([true, expect.stringMatching(says)]);
  }
  await rm(changed, { recursive: true });
}, 300_000);

async function verify(paths: string[], ask: { key?: string; since?: string; witness?: string[] } = {}): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await auditVerify(paths, { witness: [], ...ask }, { say: (line) => void out.push(line), complain: (line) => void err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

test("audit verify: 0 when everything holds, 1 naming the entry, 2 when it cannot be read", async () => {
  const pack = join(taken, "pack.jsonl");
  expect(await verify([taken], { key: join(taken, "key.txt"), since: join(taken, "old-checkpoint") })).toMatchObject({ code: 0, err: "", out: expect.stringContaining(`${now.size} entries hold (1 to ${now.size}, none missing between them)`) });
  expect((await verify([pack])).out).toContain("compare it with the one you kept");
  const text = await readFile(pack, "utf8");
  const bad = join(taken, "..", `bad-${process.pid}.jsonl`);
  await writeFile(bad, text.replace("file 7.csv", "file 8.csv"));
  expect(await verify([bad], { key: now.key })).toMatchObject({ code: 1, err: expect.stringMatching(/entry \d+ \(aud_.*details shown with it are not those/), out: expect.stringContaining("NOT everything holds") });
  await writeFile(bad, "nonsense");
  expect(await verify([bad])).toMatchObject({ code: 2, err: expect.stringContaining("not an exported audit trail") });
  await rm(bad);
  expect(await verify(["nowhere.jsonl"])).toMatchObject({ code: 2 });
  expect(await verify([pack], { key: "nonsense" })).toMatchObject({ code: 2, err: expect.stringContaining("not a verifier key") });
  expect(await verify([join(taken, "one.tlog-proof")])).toMatchObject({ code: 1, err: expect.stringContaining("--key") });
  const { stdout } = await run(join(import.meta.dirname, "../../spendward"), ["audit", "verify", taken, "--key", now.key]);
  expect(stdout).toContain("Everything holds.");
});

test("the operator checks what is stored, with the settings of the plane", async () => {
  const settings = join(taken, "worker.json");
  const place = { keyFolder: taken, blobFolder: taken, cacheFolder: taken, logs: { folder: taken }, controlOrigin: "https://control.example" };
  const database = { url: { file: "url" }, ca: region.world.tls.ca };
  await writeFile(join(taken, "url"), region.world.url, { mode: 0o600 });
  const stored = async (given: object, paths: string[] = []): Promise<{ code: number; said: string }> => {
    await writeFile(settings, JSON.stringify({ plane: "worker", region: "uk", ...place, database, ...given }));
    const lines: string[] = [];
    const code = await auditVerifyStored(settings, paths, { say: (line) => void lines.push(line), complain: (line) => void lines.push(line) });
    return { code, said: lines.join("\n") };
  };
  const trail = { folder: join(region.folder, "trail") };
  expect(await stored({ trail })).toEqual({ code: 0, said: expect.stringMatching(new RegExp(`${site.siteId}: entries 1 to \\d+, \\d+ signed\n[^]*Everything holds\\.`)) });
  const record = join(trail.folder, "signed", site.siteId);
  const kept = await readFile(record, "utf8");
  await writeFile(record, kept.replace(/^\d+/, "9999"));
  expect(await stored({ trail })).toEqual({ code: 1, said: expect.stringMatching(/The end of the trail is missing from here on: 9999 entries were signed\.\n[^]*NOT everything holds/) });
  await writeFile(record, kept);
  expect(await stored({ trail: { folder: taken } })).toMatchObject({ code: 2, said: expect.stringContaining("no signing key") });
  expect(await stored({ trail }, ["pack.jsonl"])).toMatchObject({ code: 2, said: expect.stringContaining("either files or") });
});

test("a witness cosigns over HTTPS, remembers across restarts, refuses a fork and keeps the evidence", async () => {
  const folder = await mkdtemp(join(tmpdir(), "witness "));
  const said: string[] = [];
  const ask = { state: folder, name: "witness.example/w1", log: [now.key], port: "0", host: "localhost" };
  let witness = await startWitness(ask, (line) => void said.push(line));
  const key = readVerifier(said.find((line) => line.startsWith("Its verifier key: "))?.slice("Its verifier key: ".length) ?? "");
  // By its own authority, which nobody else here trusts; without it the witness is not reached.
  const ca = await readFile(join(folder, "ca.pem"), "utf8");
  const post = (body: string) => postTo(`https://localhost:${witness.port}`, ca)(body);
  await expect(postTo(`https://localhost:${witness.port}/`, undefined)("x")).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_/) });
  await askWitness(region.world.db, site.siteId, { key, post });
  const { checkpoint, witnesses } = await state();
  expect(witnesses).toEqual(["witness.example/w1"]);
  await writeFile(join(taken, "pack.jsonl"), await get(`/activity/pack?since=${old.size}`));
  const keyText = said.find((line) => line.startsWith("Its verifier key: "))?.slice(18) ?? "";
  expect((await verify([join(taken, "pack.jsonl")], { key: now.key, witness: [keyText] })).out).toMatch(/cosigned +by witness.example\/w1/);
  expect((await goCheck(taken)).said).toMatch(/all good/); // another's signature on the note does not disturb

  await beginTus(call, "more.csv", 10);
  await region.signTrail(site.siteId);
  await expect(startWitness(ask, () => undefined)).rejects.toMatchObject({ code: "already-running" });
  await witness.stop();
  witness = await startWitness(ask, (line) => void said.push(line));
  const bare = checkpoint.split("\n").slice(0, 5).join("\n") + "\n";
  expect(await post(`old 0\n\n${bare}`)).toEqual({ status: 409, text: `${now.size}\n` });
  await askWitness(region.world.db, site.siteId, { key, post });

  // The same key signs another history: what a vendor who rewrites the past has to do.
  const forged = await region.newSite();
  const { size } = await state();
  const other = await withTrail(region.world.db, site.siteId, logOf);
  const signer = await openTrailSigner(join(region.folder, "trail"));
  const fork = checkpointText(now.log, { size: size + 1, root: Buffer.alloc(32, 7) });
  const signed = `${fork}\n${signLine({ name: now.log, privateKey: signer.privateKey }, fork)}`;
  const cosignedSize = Number(other?.checkpoint?.split("\n")[1]);
  expect((await post(`old ${cosignedSize}\n\n${signed}`)).status).toBe(422);
  expect(said.join("\n")).toContain(`FORK: ${now.log}`);
  const same = checkpointText(now.log, { size: cosignedSize, root: Buffer.alloc(32, 7) });
  expect((await post(`old ${cosignedSize}\n\n${same}\n${signLine({ name: now.log, privateKey: signer.privateKey }, same)}`)).status).toBe(409);
  for (const [body, status] of [["nonsense", 400], [`old 5\n\n${bare.replace(/\n\d+\n/, "\n3\n")}`, 403], [`old ${size + 9}\n\n${bare}`, 400], [`old 0\n\n${bare.replaceAll(site.siteId, forged.siteId)}`, 404]] as const) {
    expect((await post(body)).status, body.slice(0, 40)).toBe(status);
  }
  await witness.stop();
  expect(existsSync(join(folder, "lock.json"))).toBe(false);
  await rm(folder, { recursive: true });
});
