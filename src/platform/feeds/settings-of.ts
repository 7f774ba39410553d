/** A feed's settings and secrets, sealed and opened for its own row. */
import type { FeedId } from "../../base/ids.ts";
import type { LentTrail } from "../audit/audit.ts";
import type { FeedSettings } from "./feeds.schema.ts";
import type { FeedRow } from "./feeds.store.ts";

const placeOf = (feedId: FeedId) => ({ kind: "feed.settings", object: feedId });

export const settingsOf = async ({ open }: LentTrail, { feedId, sealedSettings }: Pick<FeedRow, "feedId" | "sealedSettings">): Promise<FeedSettings> =>
  JSON.parse(Buffer.from(await open(placeOf(feedId), sealedSettings)).toString("utf8")) as FeedSettings;

export const sealSettings = async ({ seal }: LentTrail, feedId: FeedId, settings: FeedSettings): Promise<Uint8Array> => seal(placeOf(feedId), Buffer.from(JSON.stringify(settings)));
