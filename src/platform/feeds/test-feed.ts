/**
 * Sends one entry now: that of the test itself. It is in the trail before it is sent, so the receiver gets it again in its order, under
 * the same id.
 */
import type { FeedId } from "../../base/ids.ts";
import { notFound } from "../../base/errors.ts";
import { entriesFrom, type LentTrail } from "../audit/audit.ts";
import { troubleOf } from "../egress/egress.ts";
import { eventOf } from "../ocsf/ocsf.ts";
import type { FeedVerbs } from "./add-feed.ts";
import { findFeed, newestSeq } from "./feeds.store.ts";
import { openEntry } from "./open-entry.ts";
import { sendEvents } from "./send-events.ts";
import { settingsOf } from "./settings-of.ts";

/** @throws Refusal not-found */
export async function testFeed(verbs: FeedVerbs, lent: LentTrail, feedId: FeedId): Promise<{ delivered: boolean; trouble: string | null }> {
  const { settings, entry } = await lent.transact(async (tx) => {
    const row = await findFeed(tx, feedId);
    if (row === undefined) throw notFound("feed");
    await lent.audit(tx, { act: "feeds.test", object: { kind: "feed", id: feedId } });
    // The trail is locked from the entry on, so the newest is this one.
    return { settings: await settingsOf(lent, row), entry: (await entriesFrom(tx, await newestSeq(tx), 1))[0] };
  });
  if (entry === undefined) throw notFound("audit entry");
  try {
    await sendEvents(verbs, settings, [eventOf(await openEntry(lent.open, entry))], verbs.clock.now());
    return { delivered: true, trouble: null };
  } catch (error) {
    return { delivered: false, trouble: troubleOf(error).code };
  }
}
