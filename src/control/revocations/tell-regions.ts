/**
 * Pushes to each region what has ended, signed, until the region has confirmed it.
 *
 * Crash story: taking a batch moves its due time on, and that is committed before anything is sent; who dies while sending has
 * lost nothing. A region bears hearing twice. A region that is away is asked again with growing waits, and asks by itself as soon as it
 * is back; after half an hour there is nothing left that it could refuse.
 *
 * A loop of its own: mail servers and regions that answer slowly must not hold up a leaver's end.
 */
import { sql } from "kysely";
import { REGIONS, type Region } from "../../base/regions.ts";
import { MESSAGE_HEADER, REVOCATIONS_AT_ONCE, type Revocation, signMessage } from "../../platform/tokens/tokens.ts";
import type { Log } from "../../platform/telemetry/telemetry.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SendToRegion } from "../sites/sites.ts";

export const REVOCATIONS_PATH = "/internal/revocations";
const LOOK_EVERY_MS = 250;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

type Due = { readonly id: string; readonly subject: string; readonly below: number | null; readonly attempts: number };

/** One batch per region, side by side. Answers how many were confirmed. */
export async function tellRegions(plane: ControlPlane, send: SendToRegion, onFailure: (error: unknown, attempt: number) => void): Promise<number> {
  const told = await Promise.all(REGIONS.map(async (region) => {
    const batch = await takeDue(plane, region);
    if (batch.length === 0) return 0;
    try {
      await tell(plane, send, region, batch);
      return batch.length;
    } catch (error) {
      onFailure(error, Math.max(...batch.map(({ attempts }) => attempts)));
      return 0;
    }
  }));
  return told.reduce((sum, count) => sum + count, 0);
}

function takeDue(plane: ControlPlane, region: Region): Promise<readonly Due[]> {
  const now = plane.clock.now();
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const { rows } = await sql<Due>`
      update revocation set attempts = attempts + 1,
        due_at = ${now}::timestamptz + least(${LONGEST_WAIT_MS}, ${FIRST_WAIT_MS} * 2 ^ least(attempts, 16)) * interval '1 millisecond'
      where id in (select id from revocation where due_at <= ${now} and region = ${region} order by id limit ${REVOCATIONS_AT_ONCE} for update skip locked)
      returning id::text, subject, below, attempts`.execute(tx);
    return rows;
  });
}

async function tell(plane: ControlPlane, send: SendToRegion, region: Region, batch: readonly Due[]): Promise<void> {
  const items: Revocation[] = batch.map(({ subject, below }) => ({ subject, below }));
  const body = Buffer.from(JSON.stringify({ items }));
  const message = await signMessage(await plane.tokenKeys.signer(), "control", `region:${region}`, { method: "POST", path: REVOCATIONS_PATH, body }, plane.clock.now().getTime());
  const status = await send(region, { method: "POST", path: REVOCATIONS_PATH, headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body });
  if (status < 200 || status > 299) throw new Error(`Region ${region} answered ${status}`);
  const ids = batch.map(({ id }) => id);
  await sql`update revocation set due_at = null, confirmed_at = ${plane.clock.now()} where id = any(${ids}::bigint[]) and due_at is not null`.execute(plane.database.kysely);
}

export type Telling = { readonly stop: () => Promise<void> };

export function startTellingRegions(plane: ControlPlane, send: SendToRegion, log: Log): Telling {
  let running: Promise<void> | undefined;
  const onFailure = (error: unknown, attempt: number): void => log.warn("region not told of what ended", { attempt, error });
  const round = async (): Promise<void> => {
    try {
      await tellRegions(plane, send, onFailure);
    } catch (error) {
      log.error("background round failed", { error });
    }
  };
  const next = (): void => void (running ??= round().finally(() => (running = undefined)));
  const timer = setInterval(next, LOOK_EVERY_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
