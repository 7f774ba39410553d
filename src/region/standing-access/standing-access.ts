/**
 * Who could reach this region's data without a grant, as its own database and key folder say: asked by control, for the operator's page and
 * evidence (promise A7). The door. Signed messages only; the answer holds names of database roles and no customer data.
 */
import type { HttpApp } from "../../platform/http/http.ts";
import { standingDatabaseRights, type StandingRight } from "../../platform/postgres/postgres.ts";
import { MESSAGE_HEADER, verifyMessage, type NonceStore, type PublicKeys } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";

type ControlTrust = { readonly controlKeys: PublicKeys; readonly nonces: NonceStore };

/** @param keyRights who besides this process could use the root keys, where that can be seen from here */
export function standingAccessRoutes(app: HttpApp, deps: RegionDeps, trust: ControlTrust, keyRights: () => Promise<readonly StandingRight[] | "unknown">): void {
  const path = "/internal/standing-access";
  app.post(path, async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(trust.controlKeys, trust.nonces, { from: "control", to: `region:${deps.region}` }, { method: "POST", path, body }, c.req.header(MESSAGE_HEADER), deps.clock.now().getTime());
    const [database, keys] = await Promise.all([standingDatabaseRights(deps.db.kysely), keyRights()]);
    return c.json({ database, keys }, 200);
  });
}
