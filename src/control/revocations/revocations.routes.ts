/**
 * Where a region asks for what it has not heard of: at its start and every few seconds. Messages signed by that region only, and it hears only of
 * what may be in that region.
 *
 * The cursor is the oldest transaction that was under way when the answer was read: what it commits later is in the next answer.
 */
import { sql } from "kysely";
import { notFound, Refusal } from "../../base/errors.ts";
import { isRegion, type Region } from "../../base/regions.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import { MESSAGE_HEADER, type NonceStore, type PublicKeys, REVOCATION_KEPT_MS, type Revocation, revocationsAsked, verifyMessage } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";

const MOST = 20_000;

export function revocationRoutes(app: HttpApp, plane: ControlPlane, trust: { readonly keysOf: (region: Region) => PublicKeys; readonly nonces: NonceStore }): void {
  app.post("/internal/revocations/:region", async (c) => {
    const region = c.req.param("region");
    if (!isRegion(region)) throw notFound("page");
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(trust.keysOf(region), trust.nonces, { from: `region:${region}`, to: "control" }, { method: "POST", path: c.req.path, body }, c.req.header(MESSAGE_HEADER), plane.clock.now().getTime());
    const asked = revocationsAsked.safeParse(parseJson(body));
    if (!asked.success) throw new Refusal("invalid", "input-not-valid", "The message does not ask for anything.");
    return c.json(await revocationsSince(plane, region, asked.data.since), 200);
  });
}

type Told = { readonly items: readonly Revocation[]; readonly cursor: string };

async function revocationsSince(plane: ControlPlane, region: Region, since: string | null): Promise<Told> {
  const keptFrom = new Date(plane.clock.now().getTime() - REVOCATION_KEPT_MS);
  // A cursor ahead of this database is of another one, from before a restore: everything is told again.
  const { rows } = await sql<{ subject: string | null; below: number | null; written_in: string | null; cursor: string }>`
    with snapshot as (select pg_current_snapshot() as s),
      asked as (select case when ${since}::text::xid8 <= pg_snapshot_xmax(s) then ${since}::text::xid8 else '0'::xid8 end as from_xid, pg_snapshot_xmin(s)::text as cursor from snapshot)
    select r.subject, r.below, r.written_in::text, asked.cursor
    from asked left join lateral (
      select subject, below, written_in, id from revocation where region = ${region} and written_in >= asked.from_xid and revoked_at > ${keptFrom} order by written_in, id limit ${MOST}
    ) r on true
    order by r.written_in, r.id`.execute(plane.database.kysely);
  const items = rows.flatMap(({ subject, below }) => (subject === null ? [] : [{ subject, below }]));
  const last = rows.at(-1);
  return { items, cursor: (items.length === MOST ? last?.written_in : last?.cursor) ?? "0" };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
