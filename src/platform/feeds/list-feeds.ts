/** The feeds of a trail, with how far each has come. */
import type { LentTrail } from "../audit/audit.ts";
import { STOP_AFTER_DAYS } from "./deliver-due-feeds.ts";
import type { FeedSettings, FeedView } from "./feeds.schema.ts";
import { feedsOf, newestSeq, type FeedRow } from "./feeds.store.ts";
import { settingsOf } from "./settings-of.ts";

export async function listFeeds(lent: LentTrail, now: Date): Promise<{ items: FeedView[]; stopAfterDays: number }> {
  return lent.transact(async (tx) => {
    const newest = await newestSeq(tx);
    const items: FeedView[] = [];
    for (const row of await feedsOf(tx)) items.push(showFeed(row, await settingsOf(lent, row), newest, now));
    await lent.auditRead(tx, "feeds.list", { kind: "trail", id: lent.trail }, items.length);
    return { items, stopAfterDays: STOP_AFTER_DAYS };
  });
}

const text = (at: Date | null): string | null => at?.toISOString() ?? null;

export function showFeed(row: FeedRow, settings: FeedSettings, newest: number, now: Date): FeedView {
  const ends = settings.secrets.map(({ until }) => until).filter((until) => until !== null && Date.parse(until) > now.getTime());
  return {
    id: row.feedId, kind: row.kind, name: settings.name, to: settings.kind === "syslog" ? `${settings.host}:${settings.port}` : settings.url,
    ca: settings.ca ?? null, clientCertificate: settings.kind === "syslog" && (settings.client ?? null) !== null,
    state: row.state, createdAt: row.createdAt.toISOString(),
    deliveredSeq: row.deliveredSeq, deliveredEntryAt: text(row.deliveredEntryAt), deliveredAt: text(row.deliveredAt),
    waiting: Math.max(0, newest - row.deliveredSeq), trouble: row.trouble, failingSince: text(row.failingSince), triedAt: text(row.triedAt), secretEnds: ends[0] ?? null,
  };
}
