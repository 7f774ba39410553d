/** What cannot be written: each use of a site's keys without authority is refused by the compiler, and the right use is not. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const HEAD = `import type { Authority, SealedBytes, SealedRow, SiteKeys, Vault } from ${JSON.stringify(join(import.meta.dirname, "vault.ts"))};
import type { BlobName, Blobs } from ${JSON.stringify(join(ROOT, "src/platform/blobs/blobs.ts"))};
import type { SiteId, PersonId } from ${JSON.stringify(join(ROOT, "src/base/ids.ts"))};
declare const vault: Vault; declare const site: SiteId; declare const person: PersonId; declare const keys: SiteKeys; declare const blobs: Blobs; declare const name: BlobName;
declare const place: { kind: string; object: string };
`;
const RIGHT = `export const right = vault.withSite(site, { by: "session", site, person, session: "ses_1", expiresAtMs: 0 }, (lent) => lent.sealRow(place, new Uint8Array()));`;
/** One per line. */
const WRONG: Readonly<Record<string, string>> = {
  "keys without authority": `void vault.withSite(site, (lent: SiteKeys) => lent.sealRow(place, new Uint8Array()));`,
  "an authority of a kind that there is not": `export const a: Authority = { by: "operator", site };`,
  "a session of nobody": `export const b: Authority = { by: "session", site, session: "ses_1", expiresAtMs: 0 };`,
  "a session without end": `export const i: Authority = { by: "session", site, person, session: "ses_1" };`,
  "a grant without end": `export const c: Authority = { by: "grant", site, grant: "g", person, scope: "read" };`,
  "a job that nothing caused": `export const d: Authority = { by: "job", site, job: "job_1" };`,
  "keys of one's own making": `export const e: SiteKeys = { site, sealRow: keys.sealRow, openRow: keys.openRow, sealJson: keys.sealJson, openJson: keys.openJson, sealBlob: keys.sealBlob, openBlob: keys.openBlob, blindIndex: keys.blindIndex };`,
  "clear bytes as a sealed row": `export const f: SealedRow = new Uint8Array();`,
  "clear bytes as a sealed blob": `export const g: SealedBytes = (async function* () { yield new Uint8Array(); })();`,
  "clear bytes into the store": `void blobs.put(name, (async function* () { yield new Uint8Array(); })());`,
  "a place without object": `void keys.sealRow({ kind: "finding.body" }, new Uint8Array());`,
  "the site key itself": `export const h = vault.siteKey;`,
};

test("a site's keys cannot be had without stating by what authority, nor clear bytes passed off as sealed", async () => {
  const folder = await mkdtemp(join(ROOT, "node_modules", ".types-"));
  try {
    await writeFile(join(folder, "uses.ts"), `${HEAD}${RIGHT}\n${Object.values(WRONG).join("\n")}\n`);
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ extends: join(ROOT, "tsconfig.json"), compilerOptions: { noEmit: true }, files: ["uses.ts"], include: [] }));
    const { stdout } = spawnSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"], { encoding: "utf8", cwd: folder });
    const lines = [...stdout.matchAll(/^uses\.ts\((\d+),/gm)].map(([, line]) => Number(line));
    expect(stdout.split("\n").filter((line) => /error/.test(line) && !line.startsWith("uses.ts("))).toEqual([]);
    const first = `${HEAD}${RIGHT}`.split("\n").length + 1;
    expect(Object.keys(WRONG).filter((_, n) => !lines.includes(first + n))).toEqual([]);
    expect(lines.filter((line) => line < first)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
