/** A new feed. It begins with the entry of its own making, or with the oldest that is kept. */
import { Refusal } from "../../base/errors.ts";
import { newId } from "../../base/ids.ts";
import type { LentTrail } from "../audit/audit.ts";
import { EgressTrouble, type AddressGuard } from "../egress/egress.ts";
import type { FeedInput, FeedSettings, FeedView } from "./feeds.schema.ts";
import { feedsOf, findFeed, insertFeed, newestSeq, type FeedRow } from "./feeds.store.ts";
import { showFeed } from "./list-feeds.ts";
import type { Sending } from "./send-events.ts";
import { sealSettings } from "./settings-of.ts";
import type { Clock } from "../../base/clock.ts";
import { newSecret } from "./webhook.ts";

/** What verbs of feeds are given besides the trail. */
export type FeedVerbs = Sending & { readonly clock: Clock };

export const MOST_FEEDS = 10;

/** @throws Refusal feed-address-refused, too-many-feeds. */
export async function addFeed({ guard, clock }: FeedVerbs, lent: LentTrail, input: FeedInput, from: "now" | "beginning"): Promise<{ feed: FeedView; secret: string | null }> {
  await refuseInside(guard, input);
  const feedId = newId("fed");
  const secret = input.kind === "webhook" ? newSecret() : null;
  const settings: FeedSettings = { ...input, secrets: secret === null ? [] : [{ secret, until: null }] };
  const sealed = await sealSettings(lent, feedId, settings);
  return lent.transact(async (tx) => {
    if ((await feedsOf(tx)).length >= MOST_FEEDS) throw new Refusal("conflict", "too-many-feeds", "There are as many feeds as there can be.", [{ expected: `at most ${MOST_FEEDS}`, remedy: "Remove one that is no longer needed." }]);
    await insertFeed(tx, { feedId, kind: input.kind, createdAt: clock.now(), deliveredSeq: from === "now" ? await newestSeq(tx) : 0, sealedSettings: sealed });
    await lent.audit(tx, { act: "feeds.add", object: { kind: "feed", id: feedId }, after: facts(input), detail: { from } });
    return { feed: showFeed((await findFeed(tx, feedId)) as FeedRow, settings, await newestSeq(tx), clock.now()), secret };
  });
}

/** What an entry may tell of a feed: never a key, a secret, or the part of an address where receivers put theirs. */
export function facts(input: FeedInput): Readonly<Record<string, unknown>> {
  return { kind: input.kind, name: input.name, to: input.kind === "syslog" ? `${input.host}:${input.port}` : new URL(input.url).host };
}

/** For an early word; each connection is checked again. A name that is not there yet may come. */
export async function refuseInside(guard: AddressGuard, input: FeedInput): Promise<void> {
  const [host, at] = input.kind === "syslog" ? [input.host, "/feed/host"] : [new URL(input.url).hostname, "/feed/url"];
  await guard.addressOf(host).catch((error: unknown) => {
    if (!(error instanceof EgressTrouble) || error.code !== "address-refused") return;
    throw new Refusal("invalid", "feed-address-refused", "That server is at an address inside a private network, which this service does not connect to.", [
      { at, expected: "a server on the internet", remedy: "Give the server a public address, or ask the operator to open its range for feeds." },
    ]);
  });
}
