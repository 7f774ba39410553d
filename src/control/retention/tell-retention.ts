/**
 * Tells regions how long a site's entries are kept, until each has confirmed.
 *
 * Crash story. What is to be told is written with the change. Taking one moves its due time on, and that is committed before anything is
 * sent: a process that dies loses nothing, and it is sent again after the wait. The days are read when it is sent, with the instant of
 * the change, so a region takes the newest whatever order messages come in, and hears of one twice without harm. A site that its
 * region does not have yet is told again until it has.
 */
import { sql } from "kysely";
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { MESSAGE_HEADER, signMessage } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import { type SendToRegion, siteOf } from "../sites/sites.ts";
import { retentionView } from "./show-retention.ts";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** At once; more wait for the next round. */
const AT_ONCE = 20;

type Owed = { readonly site: SiteId; readonly organisation_id: OrganisationId; readonly set_at: Date; readonly attempts: number };

/** Answers how many regions confirmed; a failure waits for its next turn and is told to `onFailure`. */
export async function tellRetention(plane: ControlPlane, send: SendToRegion, onFailure: (error: unknown, attempt: number) => void): Promise<number> {
  let confirmed = 0;
  for (let n = 0; n < AT_ONCE; n += 1) {
    const owed = await takeOwed(plane);
    if (owed === undefined) break;
    await tell(plane, send, owed).then(() => (confirmed += 1), (error: unknown) => onFailure(error, owed.attempts));
  }
  return confirmed;
}

function takeOwed(plane: ControlPlane): Promise<Owed | undefined> {
  const now = plane.clock.now();
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const { rows } = await sql<Owed>`
      update retention_message set attempts = attempts + 1,
        due_at = ${now}::timestamptz + least(${LONGEST_WAIT_MS}, ${FIRST_WAIT_MS} * 2 ^ least(attempts, 16)) * interval '1 millisecond'
      where site = (select site from retention_message where due_at <= ${now} order by due_at limit 1 for update skip locked)
      returning site, organisation_id, set_at, attempts`.execute(tx);
    return rows[0];
  });
}

async function tell(plane: ControlPlane, send: SendToRegion, { site: siteId, organisation_id: organisationId, set_at: setAt }: Owed): Promise<void> {
  const { site, days } = await inTrail(plane.database, organisationId, async (tx) => ({
    site: await siteOf(tx, organisationId, siteId),
    days: (await retentionView(plane, tx, organisationId)).sites.find((one) => one.siteId === siteId)?.days,
  }));
  if (site !== undefined && days !== undefined) {
    const path = "/internal/sites/retention";
    const body = Buffer.from(JSON.stringify({ siteId, organisationId, days, setAt: setAt.toISOString() }));
    const message = await signMessage(await plane.tokenKeys.signer(), "control", `region:${site.region}`, { method: "POST", path, body }, plane.clock.now().getTime());
    const status = await send(site.region, { method: "POST", path, headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body });
    if (status < 200 || status > 299) throw new Error(`Region ${site.region} answered ${status}`);
  }
  // One that was changed meanwhile stays owed.
  await plane.database.kysely.deleteFrom("retention_message").where("site", "=", siteId).where("set_at", "=", setAt).execute();
}
