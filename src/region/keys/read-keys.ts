/** The inventory of a site's keys: versions, age, what each protects, what is due. Needs no key, so it answers while the site is paused or closed. */
import { Refusal } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { Inventory } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { CustomerKeyConnection } from "./customer-keys.ts";
import type { Keys } from "./keys.schema.ts";
import { certificateOf, recordAct, siteRow, type KeysTransaction } from "./keys.store.ts";
import { stateOf } from "./site-state.ts";

export async function readKeys(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<Keys> {
  need(actor, siteId, "keys", "read", deps.clock.now().getTime());
  const keys = await showKeys(deps, siteId);
  await withSite(deps.db, siteId, (tx: KeysTransaction) => recordAct(deps, tx, actor, "keys.read", { kind: "site", id: siteId }));
  return keys;
}

/** For verbs that have checked a right on keys. */
export async function showKeys(deps: RegionDeps, siteId: SiteId): Promise<Keys> {
  const { row, certificate } = await withSite(deps.db, siteId, async (tx: KeysTransaction) => ({ row: await siteRow(tx), certificate: await certificateOf(tx) }));
  const [inventory, connection, root] = [await deps.vault.inventory(siteId), await deps.customerKeys.connectionOf(siteId), await currentRoot(deps)];
  return {
    state: await stateOf(deps, siteId, row),
    rotateBy: inventory.rotateBy?.toISOString() ?? null, rotateAfterDays: deps.vault.rotateAfterDays, rotationUnderWay: inventory.rotationUnderWay,
    versions: inventory.keys.map(showVersion),
    root,
    customerKey: connection === undefined ? null : {
      kind: connection.kind, name: nameOf(connection), inUse: inventory.keys.some(({ customerHeld, state }) => customerHeld && state !== "destroyed"),
    },
    certificate: certificate === undefined ? null : { id: certificate.id, madeAt: certificate.madeAt.toISOString() },
  };
}

function showVersion(key: Inventory["keys"][number]): Keys["versions"][number] {
  const { version, state, createdAt, ageDays, customerHeld } = key;
  return {
    version, state, createdAt, ageDays, customerHeld, retiredAt: key.retiredAt ?? null, destroyedAt: key.destroyedAt ?? null,
    protects: key.protects.map(({ kind, purpose, count }) => ({ kind, purpose, dataKeys: count })),
  };
}

async function currentRoot({ vault }: RegionDeps): Promise<Keys["root"]> {
  const roots = await vault.rootInventory().catch((error: unknown) => {
    if (error instanceof Refusal && error.kind === "unavailable") return [];
    throw error;
  });
  const root = roots.find(({ current }) => current);
  return root === undefined ? null : { keyService: vault.keyService, createdAt: root.createdAt.toISOString(), ageDays: root.ageDays, rotateBy: root.rotateBy.toISOString() };
}

/** As the customer knows it; of an operator's own connection only what names a key, never a path or an address. */
function nameOf({ kind, key, token }: CustomerKeyConnection): string {
  const name = kind === "pkcs11" ? token : key;
  return typeof name === "string" ? name : "connected by the operator";
}
