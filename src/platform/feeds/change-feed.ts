/** Changes of a feed that is there. Its place in the trail stays, so nothing is lost and nothing is sent twice for it. */
import { Refusal } from "../../base/errors.ts";
import type { FeedId } from "../../base/ids.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import type { LentTrail } from "../audit/audit.ts";
import { facts, refuseInside, type FeedVerbs } from "./add-feed.ts";
import type { FeedInput, FeedSettings, FeedView } from "./feeds.schema.ts";
import { deleteFeed, findFeed, lockFeed, newestSeq, updateSettings, updateState, type FeedRow } from "./feeds.store.ts";
import { showFeed } from "./list-feeds.ts";
import { sealSettings, settingsOf } from "./settings-of.ts";
import { newSecret } from "./webhook.ts";

/** How long the secret before is used beside the new one. */
const OVERLAP_MS = 24 * 3_600_000;

/** Secrets and place stay. @throws Refusal not-found, feed-of-another-kind, feed-address-refused. */
export async function changeFeed(verbs: FeedVerbs, lent: LentTrail, feedId: FeedId, input: FeedInput): Promise<FeedView> {
  await refuseInside(verbs.guard, input);
  return lent.transact(async (tx) => {
    const row = await lockFeed(tx, feedId);
    if (row.kind !== input.kind) throw new Refusal("conflict", "feed-of-another-kind", "A feed cannot become one of another kind.", [{ at: "/feed/kind", expected: row.kind, remedy: "Add a new feed, and remove this one." }]);
    const before = await settingsOf(lent, row);
    // A private key is not shown, so it cannot be sent back: left out, it stays.
    const kept = input.kind === "syslog" && before.kind === "syslog" && input.client === undefined ? { client: before.client } : {};
    const settings = { ...input, ...kept, secrets: before.secrets } as FeedSettings;
    await updateSettings(tx, feedId, await sealSettings(lent, feedId, settings), verbs.clock.now());
    await lent.audit(tx, { act: "feeds.change", object: { kind: "feed", id: feedId }, before: facts(before), after: facts(input) });
    return shown(verbs, lent, tx, feedId);
  });
}

/** @throws Refusal not-found */
export async function pauseFeed(verbs: FeedVerbs, lent: LentTrail, feedId: FeedId): Promise<FeedView> {
  return lent.transact(async (tx) => {
    const { state } = await lockFeed(tx, feedId);
    if (state === "on") {
      await updateState(tx, feedId, "paused", verbs.clock.now());
      await lent.audit(tx, { act: "feeds.pause", object: { kind: "feed", id: feedId } });
    }
    return shown(verbs, lent, tx, feedId);
  });
}

/** Goes on with the entry after the last one delivered. @throws Refusal not-found */
export async function resumeFeed(verbs: FeedVerbs, lent: LentTrail, feedId: FeedId): Promise<FeedView> {
  return lent.transact(async (tx) => {
    const { state } = await lockFeed(tx, feedId);
    if (state !== "on") {
      await updateState(tx, feedId, "on", verbs.clock.now());
      await lent.audit(tx, { act: "feeds.resume", object: { kind: "feed", id: feedId } });
    }
    return shown(verbs, lent, tx, feedId);
  });
}

/** What it did not deliver yet is not delivered any more. @throws Refusal not-found */
export async function removeFeed(lent: LentTrail, feedId: FeedId): Promise<void> {
  await lent.transact(async (tx) => {
    const row = await lockFeed(tx, feedId);
    const before = facts(await settingsOf(lent, row));
    await deleteFeed(tx, feedId);
    await lent.audit(tx, { act: "feeds.remove", object: { kind: "feed", id: feedId }, before });
  });
}

/** The secret before it is used as well for a day; one before that ends now. @throws Refusal not-found, feed-without-secret. */
export async function rotateFeedSecret(verbs: FeedVerbs, lent: LentTrail, feedId: FeedId): Promise<{ feed: FeedView; secret: string }> {
  return lent.transact(async (tx) => {
    const row = await lockFeed(tx, feedId);
    if (row.kind !== "webhook") throw new Refusal("conflict", "feed-without-secret", "Only webhooks are signed with a secret.");
    const before = await settingsOf(lent, row);
    const now = verbs.clock.now();
    const secret = newSecret();
    const last = before.secrets.slice(0, 1).map((one) => ({ secret: one.secret, until: new Date(now.getTime() + OVERLAP_MS).toISOString() }));
    await updateSettings(tx, feedId, await sealSettings(lent, feedId, { ...before, secrets: [{ secret, until: null }, ...last] }), now);
    await lent.audit(tx, { act: "feeds.rotate-secret", object: { kind: "feed", id: feedId } });
    return { feed: await shown(verbs, lent, tx, feedId), secret };
  });
}

async function shown({ clock }: FeedVerbs, lent: LentTrail, tx: AuditedTransaction, feedId: FeedId): Promise<FeedView> {
  const row = (await findFeed(tx, feedId)) as FeedRow;
  return showFeed(row, await settingsOf(lent, row), await newestSeq(tx), clock.now());
}
