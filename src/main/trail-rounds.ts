/**
 * The rounds that keep a plane's trails: each second what is new is taken into the trees and signed, each minute days that are over are
 * closed and witnesses that were away are asked again, each hour what is past its retention is deleted, and once a day everything that
 * is stored is read again and compared with what was signed.
 */
import type { Clock } from "../base/clock.ts";
import { Refusal } from "../base/errors.ts";
import { isId } from "../base/ids.ts";
import { pruneAlerts } from "../platform/alerts/alerts.ts";
import { advanceDueTrails, type AnyTrail, askWitness, checkDaily, closeDays, noteDamage, openTrailSigner, pruneTrails, type Witness } from "../platform/audit/audit.ts";
import type { Database } from "../platform/postgres/postgres.ts";
import { type Log, NO_TELEMETRY, type Telemetry } from "../platform/telemetry/telemetry.ts";
import { readVerifier } from "../platform/tlog/tlog.ts";
import { observeSigning } from "./figures.ts";
import type { OperatorAlerts } from "./operator-alerts-rounds.ts";
import type { TrailSettings } from "./settings.ts";
import { postTo } from "./witness-post.ts";

const ADVANCE_EVERY_MS = 1_000;
const CLOSE_EVERY_MS = 60_000;
const PRUNE_EVERY_MS = 3_600_000;
/** How often it is asked whether a day has passed since the last check. */
const CHECK_EVERY_MS = 3_600_000;
/** The same trouble is told again only after so long. */
const SAME_TROUBLE_MS = 300_000;
const TELL_EVERY_MS = 5_000;
/** What a customer is told of too: its trail is not, or is not seen by everybody as, what was written. */
const DAMAGE: ReadonlySet<string> = new Set(["trail-entry-altered", "trail-gap", "trail-behind-signed", "trail-forked", "witness-refused", "witness-ahead"]);
const isTrail = (text: string): text is AnyTrail => isId("sit", text) || isId("org", text);

export type TrailRounds = { readonly stop: () => Promise<void> };

export type TrailRoundParts = {
  /** `uk`, `eu`, `us` or `control`: part of the names of its logs. */
  readonly plane: string;
  readonly db: Database<any>;
  readonly clock: Clock;
  readonly log: Log;
  readonly alerts: OperatorAlerts;
  readonly telemetry?: Telemetry | undefined;
  readonly onAdvanced?: (trails: readonly AnyTrail[]) => Promise<void>;
};

export async function startTrailRounds(parts: TrailRoundParts, settings: TrailSettings): Promise<TrailRounds> {
  const { db, clock, log } = parts;
  const signing = observeSigning(parts.telemetry, db);
  const deps = { db, clock, signer: await openTrailSigner(settings.folder), origin: `${settings.name}/${parts.plane}`, onTaken: signing.taken };
  const witnesses = settings.witnesses.map(witnessAt);
  const toCosign = new Set<AnyTrail>();
  const { work } = parts.telemetry ?? NO_TELEMETRY;
  // By a clock that is never set: one that is set back must not hold up what is due.
  const due = { close: 0, prune: 0 };
  const told = sparingly(log);
  const tell: Tell = async (event, error, trail, place) => {
    const code = told(event, error, trail);
    if (code === undefined) return;
    await parts.alerts.raise(code, trail, place);
    if (DAMAGE.has(code) && isTrail(trail)) await noteDamage(db, trail, clock);
  };
  const round = async (): Promise<void> => {
    const nowMs = performance.now();
    const unsigned: (readonly [unknown, string])[] = [];
    const advanced = await advanceDueTrails(deps, (error, trail) => void unsigned.push([error, trail]));
    signing.roundDone(advanced);
    for (const [error, trail] of unsigned) {
      signing.notSigned(trail);
      await tell("trail not signed", error, trail);
    }
    if (advanced.length > 0) await parts.onAdvanced?.(advanced).catch((error: unknown) => tell("new entries not told of", error, parts.plane));
    if (witnesses.length > 0) for (const trail of advanced) toCosign.add(trail);
    const minute = nowMs >= due.close;
    await cosign(db, minute ? [...toCosign] : advanced, witnesses, toCosign, tell);
    if (minute) {
      due.close = nowMs + CLOSE_EVERY_MS;
      await closeDays(db, clock);
    }
    if (nowMs >= due.prune) {
      due.prune = nowMs + PRUNE_EVERY_MS;
      await pruneTrails(db, settings.retentionDays, clock);
      await pruneAlerts(db, settings.retentionDays, clock);
    }
  };
  // Beside the round: reading a long trail takes minutes, and signing must not wait for it.
  const check = async (): Promise<void> => {
    const verdicts = await checkDaily({ ...deps, witnesses: witnesses.map(({ key }) => key) }, clock);
    for (const { trail, faults } of verdicts) {
      for (const { at } of faults) log.error("trail is not what was written", { code: codeOfPlace(trail, at) });
      await parts.alerts.raise("trail-damaged", trail, codeOfPlace("", faults[0]?.at) || undefined);
      if (isTrail(trail)) await noteDamage(db, trail, clock);
    }
  };
  const rounds = [
    repeat(ADVANCE_EVERY_MS, () => work("round", "trails", round).catch((error: unknown) => tell("trail round failed", error, parts.plane))),
    repeat(CHECK_EVERY_MS, () => work("round", "check trails", check).catch((error: unknown) => tell("trails not checked", error, parts.plane))),
    repeat(TELL_EVERY_MS, () => parts.alerts.tell().catch((error: unknown) => tell("operator alerts not told", error, parts.plane))),
  ];
  return { stop: async () => void (await Promise.all(rounds.map(({ stop }) => stop()))) };
}

/** In the letters that a log line takes: `sit_… tile 0-1 entries 257 to 512`. What is wrong there, `audit verify --settings` says. */
export const codeOfPlace = (trail: string, at: string | undefined): string => `${trail} ${at ?? ""}`.replaceAll("/", "-").replaceAll(/[^\w .:-]/g, "").trim().slice(0, 200);

async function cosign(db: Database<any>, trails: readonly AnyTrail[], witnesses: readonly Witness[], waiting: Set<AnyTrail>, tell: Tell): Promise<void> {
  for (const trail of trails) {
    const asked = await Promise.allSettled(witnesses.map((witness) => askWitness(db, trail, witness)));
    if (asked.every(({ status }) => status === "fulfilled")) waiting.delete(trail);
    for (const [n, one] of asked.entries()) if (one.status === "rejected") await tell("witness did not cosign", one.reason, trail, codeOfPlace("", witnesses[n]?.key.name));
  }
}

/** One after the other, with that much rest between them. */
function repeat(restMs: number, round: () => Promise<void>): TrailRounds {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const next = (): void => {
    running = round().finally(() => {
      if (!stopped) timer = setTimeout(next, restMs).unref();
    });
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Of each kind and trail now and then: a line of the log, and where it is what must not be, alerts. */
type Tell = (event: string, error: unknown, trail: string, place?: string) => Promise<void>;

/** Gives the code, when the line was written and not held back. */
function sparingly(log: Log): (event: string, error: unknown, trail: string) => string | undefined {
  const toldAtMs = new Map<string, number>();
  return (event, error, trail) => {
    const code = error instanceof Refusal ? error.code : "internal";
    const key = `${event} ${trail} ${code}`;
    if (performance.now() - (toldAtMs.get(key) ?? -Infinity) < SAME_TROUBLE_MS) return undefined;
    if (toldAtMs.size > 10_000) toldAtMs.clear();
    toldAtMs.set(key, performance.now());
    log.error(event, { code: `${code} ${trail}`, error });
    return code;
  };
}

const witnessAt = ({ url, key, ca }: TrailSettings["witnesses"][number]): Witness => ({ key: readVerifier(key), post: postTo(url, ca) });
