/**
 * Tells regions of the sites that were made for them, until each has confirmed.
 *
 * Crash story. The announcement is written with the site. Taking one moves its due time on, and that is committed before
 * anything is sent: a process that dies while sending loses nothing, another sends it again after the wait. The region
 * must bear hearing of a site twice. Confirmation and the end of the announcement commit together.
 */
import { sql } from "kysely";
import { invariant } from "../../base/errors.ts";
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { MESSAGE_HEADER, signMessage } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import { markReady, siteOf } from "./sites.store.ts";

/** Sends one request to a region and answers its status; throws when the region cannot be reached. */
export type SendToRegion = (
  region: Region,
  request: { readonly method: "POST"; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array },
) => Promise<number>;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const ACTOR = { kind: "system", name: "announce-sites" } as const;

type Announcement = { readonly site: SiteId; readonly organisation_id: OrganisationId; readonly attempts: number };

/** At once; more wait for the next round. */
const AT_ONCE = 20;

/** Sends what is due, side by side. Answers how many regions confirmed; a failure waits for its next turn and is told to `onFailure`. */
export async function announceSites(plane: ControlPlane, send: SendToRegion, onFailure: (error: unknown, attempt: number) => void): Promise<number> {
  const due: Announcement[] = [];
  for (let next = await takeDue(plane); next && due.push(next) < AT_ONCE; ) next = await takeDue(plane);
  const outcomes = await Promise.all(
    due.map((announcement) =>
      announce(plane, send, announcement).then(
        () => 1,
        (error: unknown) => (onFailure(error, announcement.attempts), 0),
      ),
    ),
  );
  return outcomes.filter(Boolean).length;
}

function takeDue(plane: ControlPlane): Promise<Announcement | undefined> {
  const now = plane.clock.now();
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const { rows } = await sql<Announcement>`
      update site_announcement set attempts = attempts + 1,
        due_at = ${now}::timestamptz + least(${LONGEST_WAIT_MS}, ${FIRST_WAIT_MS} * 2 ^ least(attempts, 16)) * interval '1 millisecond'
      where site = (select site from site_announcement where due_at <= ${now} order by due_at limit 1 for update skip locked)
      returning site, organisation_id, attempts`.execute(tx);
    return rows[0];
  });
}

async function announce(plane: ControlPlane, send: SendToRegion, { site: siteId, organisation_id: organisationId }: Announcement): Promise<void> {
  const site = await inTrail(plane.database, organisationId, (tx) => siteOf(tx, organisationId, siteId));
  invariant(site, "an announced site exists");
  const path = "/internal/sites";
  const body = Buffer.from(JSON.stringify({ siteId, organisationId, name: site.name, region: site.region }));
  const message = await signMessage(await plane.tokenKeys.signer(), "control", `region:${site.region}`, { method: "POST", path, body }, plane.clock.now().getTime());
  const status = await send(site.region, { method: "POST", path, headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body });
  if (status < 200 || status > 299) throw new Error(`Region ${site.region} answered ${status}`);
  await inTrail(plane.database, organisationId, async (tx) => {
    await tx.deleteFrom("site_announcement").where("site", "=", siteId).execute();
    if (!(await markReady(tx, organisationId, siteId, plane.clock.now()))) return; // somebody else confirmed it
    await audit(tx, { actor: ACTOR, act: "sites.ready", object: { kind: "site", id: siteId } }, plane.auditSeal, plane.clock);
  });
}
