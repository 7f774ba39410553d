/** Made-up activity: a site's and an organisation's, with staff, a clock that was set back, and closed days. */
import type { ActivityEntry, TrailState } from "../../../web/src/api/shapes.ts";

const SITE = "sit_01980000-0000-7000-8000-000000000001";
const agnes = { kind: "person", id: "per_1", name: "Agnes Whitfield" } as const;
const tunde = { kind: "person", id: "per_2", name: "Tunde Okafor" } as const;
const staff = { kind: "staff", id: "per_9 under grt_0198f6f0", name: "Ruth Lindqvist" } as const;
const service = { kind: "job", id: "job_1", name: "" } as const;
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

type Given = Pick<ActivityEntry, "who" | "act" | "object"> & Partial<ActivityEntry>;
const numbered = (list: readonly Given[]): ActivityEntry[] => list.map((entry, n) => ({ id: `aud_0198f6f0-0000-7000-8000-00000000000${n}`, seq: 1204 - n, at: ago(n * 0.7), ...entry }));

const site = { kind: "site", id: SITE };
export const siteActivity = numbered([
  { who: agnes, act: "activity.list", object: site, detail: { rows: 100 } },
  { who: agnes, act: "findings.read", object: { kind: "finding", id: "f_00000012" }, detail: { rows: 1 } },
  { who: staff, act: "findings.read", object: { kind: "finding", id: "f_00000012" }, detail: { rows: 1 } },
  { who: { kind: "person", id: "per_0198f6f000a7", name: "" }, act: "keys.open", object: { kind: "session", id: "ses_0198f6f0-4411" }, clockBehind: true },
  { who: tunde, act: "findings.export", object: site, detail: { rows: 734 } },
  { who: service, act: "runs.finish", object: { kind: "run", id: "run_1" }, after: { findings: 734, engine: "0.1.0" } },
  { who: service, act: "imports.commit", object: { kind: "import", id: "imp_1" }, after: { rows: 100_387, replaces: null } },
  { who: tunde, act: "uploads.receive", object: { kind: "upload", id: "upl_0198f6f0-7000" }, after: { fileName: "AP open and cleared items 2024-2026.csv", sha256: "9f2c…" } },
  { who: { kind: "system", id: "trail", name: "" }, act: "trail.close-day", object: { kind: "day", id: "2026-11-25" } },
]);

export const organisationActivity = numbered([
  { who: agnes, act: "sites.issue-token", object: { ...site, name: "Main ledger" } },
  { who: agnes, act: "sessions.sign-in", object: { kind: "session", id: "ses_0198f6f0-4411" }, detail: { address: "203.0.113.7" } },
  { who: { kind: "system", id: "sign-in", name: "" }, act: "sessions.sign-in-refused", object: { kind: "person", id: "per_2", name: "Tunde Okafor" }, detail: { address: "198.51.100.20" } },
  { who: agnes, act: "sites.create", object: { ...site, name: "Main ledger" }, after: { name: "Main ledger", region: "uk" } },
  { who: { kind: "system", id: "first-administrator-link", name: "" }, act: "first-administrator.create", object: { kind: "person", id: "per_1", name: "Agnes Whitfield" }, before: { name: "Demo Ltd" }, after: { name: "Agnes Whitfield", email: "agnes.whitfield@example.com", roles: ["administrator"] } },
]);

const log = `spendward.example/uk/${SITE}`;
const checkpoint = `${log}\n1203\n${Buffer.alloc(32, 7).toString("base64")}\n\n— ${log} ${Buffer.alloc(68, 9).toString("base64")}\n`;
export const trailState: TrailState = {
  log, key: `${log}+1f8dc5d0+${Buffer.alloc(33, 1).toString("base64")}`, size: 1203, checkpoint, signedAt: ago(0.01), witnesses: ["witness.harrowgate.example/w1"],
  days: [["2026-11-25", 1196], ["2026-11-24", 1101], ["2026-11-23", 1100], ["2026-11-22", 1098]].map(([day, closingSeq]) => ({ day: String(day), closingSeq: Number(closingSeq), checkpoint })),
  kept: { days: 400, oldest: { seq: 301, at: "2025-10-23T04:12:00.000Z" }, deleted: { upTo: 300, at: "2026-11-26T03:00:00.000Z", provenBy: { day: "2025-10-22", checkpoint } } },
};
