/**
 * What each plane does by itself, by the clock, and the entry it writes for it: committed text. A timer in a file that is not here, a
 * step of a round that is not here, and a step without an entry or a reason fail.
 */
import { expect, test } from "vitest";
import { actsLine } from "../golden/acts-line.ts";
import { code } from "../tidy/source.ts";

type Step = { readonly acts?: readonly string[]; readonly none?: string };
type Round = {
  readonly file: string;
  readonly planes: readonly ("region" | "control")[];
  /** Functions that a round calls, in its file. */
  readonly steps: Readonly<Record<string, Step>>;
  /** Awaited in that file, and no part of a round. */
  readonly else?: readonly string[];
};

const ROUNDS: readonly Round[] = [
  {
    file: "src/main/trail-rounds.ts", planes: ["region", "control"], else: ["openTrailSigner", "Promise.all", "Promise.allSettled"],
    steps: {
      advanceDueTrails: { none: "each second; signs the entries there are, and the signed checkpoint is what it leaves" },
      cosign: { none: "the witness's own line under the checkpoint is what it leaves" },
      closeDays: { acts: ["trail.close-day"] },
      pruneTrails: { acts: ["trail.prune"] },
      pruneAlerts: { acts: ["alerts.prune"] },
      checkDaily: { acts: ["trails.check", "trails.broken"] },
      "parts.alerts.raise": { acts: ["operator-alerts.raise"] },
      noteDamage: { acts: ["trail.damaged"] },
    },
  },
  {
    file: "src/region/worker.ts", planes: ["region"], else: ["checkMemoryFolder", "sweepMemoryFolders", "deps.jobs.work", "sitesOfRegion", "feeds.stop", "watch.stop", "telling?.stop", "wakeFeeds", "histories.forget", "histories.stop"],
    steps: {
      expireUploads: { acts: ["uploads.expire"] },
      sweepBlobs: { none: "removes sealed pieces that no row names: what was never finished, or is gone with an entry of its own" },
      keysRound: { acts: ["keys.rotate", "keys.rotated"] },
    },
  },
  {
    file: "src/region/keys/forget-with-keys.ts", planes: ["region"],
    steps: { "deps.vault.siteState": { none: "lets go of what is in memory when the keys are; reads nothing of a customer's" } },
  },
  {
    file: "src/platform/feeds/feed-rounds.ts", planes: ["region", "control"], else: ["Promise.all"],
    steps: { takeFeeds: { acts: ["feeds.stop"] } },
  },
  {
    file: "src/platform/alerts/start-watch.ts", planes: ["region", "control"],
    steps: { watchTrails: { acts: ["alerts.fire"] } },
  },
  {
    file: "src/platform/alerts/start-telling.ts", planes: ["region", "control"],
    steps: { tellDueAlerts: { acts: ["alerts.mail"] } },
  },
  {
    file: "src/main/log-store.ts", planes: ["control"],
    else: ["close", "controlSigner", "db.close", "db.kysely.selectFrom", "keyService.close", "mkdir", "openChosenKeyService", "openStoreParts", "planeKeys", "rounds.stop", "thread.terminate"],
    steps: { anchorLogs: { acts: ["logs.anchor"] }, deleteOldLogs: { acts: ["logs.delete"] }, checkLogsDaily: { acts: ["logs.check", "logs.broken"] }, "alerts.raise": { acts: ["operator-alerts.raise"] } },
  },
  {
    file: "src/control/revocations/tell-regions.ts", planes: ["control"], else: ["tell", "send", "signMessage", "takeDue", "Promise.all", "sql", "plane.tokenKeys.signer"],
    steps: { tellRegions: { none: "says to regions what ended; that it ended has an entry, of whoever ended it" } },
  },
  {
    file: "src/region/revocations/ask-control.ts", planes: ["region"], else: ["ask", "revocations.cursor", "revocations.takeInUpTo", "round", "startAskingControl"],
    steps: {
      askControl: { none: "hears what ended, which has its entry in control; ids of no customer's data" },
      "revocations.forget": { none: "what ended so long ago that no token of it can be alive" },
    },
  },
  {
    file: "src/control/control.ts", planes: ["control"], else: ["needStaffSession", "endWithStanding", "plane.tokenKeys.signer", "createDemoOrganisation", "keepHouse", "background.stop"],
    steps: {
      announceSites: { acts: ["sites.ready"] },
      tellRetention: { none: "a message to a region, whose own entry (retention.set) it leaves; what was asked for has one here (retention.change)" },
      deliverMail: { acts: ["mail.sent", "mail.refused", "mail.given-up"] },
      "plane.tokenKeys.renew": { acts: ["token-keys.rotate"] },
      answerResetRequests: { acts: ["passwords.send-reset"] },
      forgetEndedSessions: { none: "rows of sessions that had run out: worth nothing any more, and nobody's act" },
      carryOutCampaigns: { acts: ["campaigns.begin"] },
      forgetSuspicious: { none: "what was reported to security and is past its time; that it was told has an entry" },
      tellOfMissedMonth: { acts: ["operator-alerts.raise"] },
      forgetRevocations: { none: "what ended so long ago that no token of it can be alive; that it ended has an entry" },
      closeQuietTickets: { acts: ["tickets.move"] },
      forgetStaffSignIns: { none: "staff sessions that had ended and counts of sign-ins past their time: the trail has their entries, and nobody's act" },
      strikeGrants: { acts: ["grants.end", "grants.remind"] },
      remindStaff: { none: "mail about what runs out, which has an entry when it leaves; nobody's act" },
      reviewRound: { acts: ["access-reviews.open", "access-reviews.remind"] },
      forgetAlertMails: { acts: ["alerts.prune"] },
      forgetMail: { none: "messages past their time; that they were sent has an entry" },
      forgetReceived: { none: "keyed hashes of mail that nobody sends again; what it became has an entry" },
    },
  },
];

/** Timers that are no rounds: waiting for an answer, for a child, for the next attempt. */
const NO_ROUNDS: Readonly<Record<string, string>> = {
  "src/platform/vault/open-vault.ts": "forgets keys in memory that nobody renewed",
  "src/region/payment-runs/kept-history.ts": "lets go of a history in memory that is idle or without keys; reads nothing of a customer's",
  "src/control/logs/logs.routes.ts": "keeps an answer open while logs are read, which has an entry: logs.read, logs.verify or logs.status",
  "src/main/database-log.ts": "takes the database server's own log to the central store",
  "src/main/process-log.ts": "takes this process's log to the central store",
  "src/platform/spool/folder-spool.ts": "writes and sends log lines that wait",
  "src/main/up.ts": "renews this machine's own certificates",
};

const timerFiles = (): string[] => code.filter(({ path, text }) => /^src\/.*(?<!\.test|\.standin)\.ts$/.test(path) && /\bsetInterval\(|function repeat\(/.test(text)).map(({ path }) => path).sort();

test("every timer is a round that is listed here, or says why it is none", () => {
  expect(timerFiles()).toEqual([...ROUNDS.map(({ file }) => file), ...Object.keys(NO_ROUNDS)].sort());
});

test("every step of a round is listed", () => {
  for (const { file, steps, else: others = [] } of ROUNDS) {
    const text = code.find(({ path }) => path === file)?.text ?? "";
    const awaited = new Set([...text.matchAll(/(?:await|=>) (?!deps\.log|log\.|tell\()([\w.]+)\(/g)].map(([, name = ""]) => name).filter((name) => new RegExp(`await ${name.replaceAll(".", "\\.")}\\(`).test(text) || name in steps));
    expect([...awaited].filter((name) => !(name in steps) && !others.includes(name)), `${file}: a step that is in no list of entries`).toEqual([]);
    for (const name of Object.keys(steps)) expect(text, `${file} does ${name} no more`).toContain(`${name}(`);
  }
});

test.each(["region", "control"] as const)("the rounds of %s and their entries are the committed ones", async (plane) => {
  const known = new Set(code.filter(({ path }) => path.startsWith("src/")).flatMap(({ text }) => [...text.matchAll(/["`]([a-z-]+\.[a-z-]+)["`]/g)].map(([, act]) => act ?? "")));
  const lines = ROUNDS.filter(({ planes }) => planes.includes(plane)).flatMap(({ file, steps }) =>
    Object.entries(steps).map(([name, { acts = [], none }]) => {
      for (const act of acts) expect(known.has(act) || /^(keys|mail)\./.test(act), `nothing writes ${act}`).toBe(true);
      return `${file.padEnd(40)}${actsLine(name, acts, none)}`;
    }));
  const head = `# What ${plane} does by the clock, and the entry it writes. Written by test/trail/rounds.test.ts.`;
  await expect(`${[head, ...lines].join("\n")}\n`).toMatchFileSnapshot(`../golden/${plane}-rounds.txt`);
});
