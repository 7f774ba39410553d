/**
 * Judges the new entries of trails.
 *
 * Crash story: how far judging has come, the alerts that were found and their entries in the trail are one transaction, and the row that
 * says how far is locked from its beginning. Killed, the same entries are judged again and nothing was fired; two at once wait for each
 * other. Keys are asked for only when a rule looks at an entry, so that a quiet trail is not opened for nothing.
 */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import { newId } from "../../base/ids.ts";
import { type AnyTrail, entriesFrom, type LentTrail, type StoredEntry, withTrail } from "../audit/audit.ts";
import { openEntry } from "../feeds/feeds.ts";
import type { AuditedTransaction, Database } from "../postgres/postgres.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { actsSince, entriesBack, insertAlert, isQuiet, lockWatch, moveWatch, setRules, type SetRule } from "./alerts.store.ts";
import { newsIn, type Places, placesOf } from "./place-of.ts";
import type { TrailPlane } from "./rules.ts";

export type WatchDeps = {
  readonly db: Database<any>;
  readonly clock: Clock;
  readonly plane: TrailPlane;
  /** @throws Refusal when the keys cannot be had now; the trail is judged when they can. */
  readonly lend: <T>(trail: AnyTrail, work: (lent: LentTrail) => Promise<T>) => Promise<T>;
  readonly onError: (error: unknown) => void;
  readonly telemetry?: Telemetry | undefined;
  /** For tests that kill: after the alerts are written, before they are committed. */
  readonly beforeCommit?: () => Promise<void>;
};

const BATCH = 500;
const MOST_ENTRIES_SHOWN = 100;
const MOST_COUNTED = 2_000;
/** Sign-ins of one person that are looked back at for the places they came from. */
const MOST_SIGN_INS = 200;
const MINUTE_MS = 60_000;

/** All trails of the plane, or those given. One trail's trouble is not another's. */
export async function watchTrails(deps: WatchDeps, trails?: readonly AnyTrail[]): Promise<number> {
  const among = trails ?? (await sql<{ trail: AnyTrail }>`SELECT trail FROM trail_register ORDER BY trail`.execute(deps.db.kysely)).rows.map(({ trail }) => trail);
  let fired = 0;
  for (const trail of among) {
    try {
      fired += await watchTrail(deps, trail);
    } catch (error) {
      if (!(error instanceof Refusal)) deps.onError(error);
    }
  }
  return fired;
}

/** Gives how many alerts were fired. */
export async function watchTrail(deps: WatchDeps, trail: AnyTrail): Promise<number> {
  let fired = 0;
  for (;;) {
    const looked = await withTrail(deps.db, trail, (tx) => skipWhatNoRuleLooksAt(deps, tx));
    if (looked === "nothing left") return fired;
    if (looked === "skipped") continue;
    fired += await deps.lend(trail, (lent) => lent.transact((tx) => judge(deps, tx, lent)));
  }
}

async function skipWhatNoRuleLooksAt(deps: WatchDeps, tx: AuditedTransaction): Promise<"nothing left" | "skipped" | "to judge"> {
  const from = await lockWatch(tx);
  const entries = await entriesFrom(tx, from + 1, BATCH);
  const last = entries.at(-1);
  if (last === undefined) return "nothing left";
  const rules = (await setRules(tx, deps.plane)).filter(({ on }) => on);
  if (entries.some((entry) => rules.some(({ rule }) => rule.looksAt(entry)))) return "to judge";
  await moveWatch(tx, last.seq);
  return "skipped";
}

async function judge(deps: WatchDeps, tx: AuditedTransaction, lent: LentTrail): Promise<number> {
  const from = await lockWatch(tx);
  const entries = await entriesFrom(tx, from + 1, BATCH);
  const rules = (await setRules(tx, deps.plane)).filter(({ on }) => on);
  let fired = 0;
  for (const entry of entries) {
    for (const set of rules) if (set.rule.looksAt(entry) && (await fires(tx, lent, set, entry))) fired += 1;
  }
  await moveWatch(tx, entries.at(-1)?.seq ?? from);
  await deps.beforeCommit?.();
  return fired;
}

async function fires(tx: AuditedTransaction, lent: LentTrail, set: SetRule, entry: StoredEntry): Promise<boolean> {
  const { name, rule, threshold, windowMinutes } = set;
  const subject = rule.subjectOf(entry);
  if (await isQuiet(tx, name, subject, entry.at)) return false;
  const found = name === "new-place" ? await newPlace(tx, lent, entry) : await countBack(tx, lent, set, entry, subject);
  if (found === undefined || found.total < threshold) return false;
  const alertId = newId("alr");
  const title = found.title ?? rule.title(found.total, windowMinutes, entry.act);
  const ids = found.entries.map(({ id }) => id);
  const sealedFacts = await lent.seal({ kind: "alert.facts", object: alertId }, Buffer.from(JSON.stringify({ title, total: found.total })));
  await insertAlert(tx, { alertId, rule: name, subject, severity: rule.severity, firedAt: entry.at, quietUntil: new Date(entry.at.getTime() + windowMinutes * MINUTE_MS), entries: ids, sealedFacts });
  await lent.audit(tx, { act: "alerts.fire", object: { kind: "alert", id: alertId }, detail: { rule: name, title, severity: rule.severity, subject, entries: ids } });
  return true;
}

type Found = { readonly total: number; readonly entries: readonly StoredEntry[]; readonly title?: string };

/** Entries of the same rule and subject in the window that ends with this one. */
async function countBack(tx: AuditedTransaction, lent: LentTrail, { rule, windowMinutes }: SetRule, entry: StoredEntry, subject: string): Promise<Found> {
  const since = new Date(entry.at.getTime() - windowMinutes * MINUTE_MS);
  const acts = (await actsSince(tx, since)).filter((act) => rule.looksAt({ ...entry, act }));
  const candidates = await entriesBack(tx, entry.seq, since, acts, MOST_COUNTED);
  const entries = candidates.filter((one) => rule.looksAt(one) && rule.subjectOf(one) === subject);
  let total = 0;
  for (const one of entries) total += rule.weigh === undefined ? 1 : rule.weigh(await openEntry(lent.open, one));
  return { total, entries: entries.slice(0, MOST_ENTRIES_SHOWN).toReversed() };
}

/** Compared with earlier sign-ins of the same person, as far back as the trail is kept. The first one of all is no news. */
async function newPlace(tx: AuditedTransaction, lent: LentTrail, entry: StoredEntry): Promise<Found | undefined> {
  const now = placesOf(await openEntry(lent.open, entry));
  const { rows } = await sql<{ seq: number }>`SELECT seq FROM audit_entry WHERE site_id = ${tx.trail} AND actor_id = ${entry.actorId} AND act = ${entry.act} AND seq < ${entry.seq}
    ORDER BY seq DESC LIMIT ${MOST_SIGN_INS}`.execute(tx);
  const before: Places[] = [];
  for (const { seq } of rows) {
    const [earlier] = await entriesFrom(tx, seq, 1);
    if (earlier !== undefined) before.push(placesOf(await openEntry(lent.open, earlier)));
  }
  const news = newsIn(now, before);
  return news && { total: 1, entries: [entry], title: `Sign-in from a ${news.kind} that is new for this person: ${news.name}` };
}
