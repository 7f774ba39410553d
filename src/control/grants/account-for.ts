/** The account of an emergency, by somebody in security who was not part of it. Until it is written there is no other emergency. */
import { Refusal } from "../../base/errors.ts";
import { needDuty, needFreshProof, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { refusalOf } from "./grant-refusals.ts";
import { approverOf, lockGrant, organisationOf, sealText, type Tx } from "./grants.store.ts";
import { tellCustomer } from "./tell.ts";

/** @throws Refusal forbidden own-grant, same-person; conflict grant-state; not_found. */
export async function accountFor(plane: ControlPlane, actor: OperatorActor, idText: string, account: string): Promise<void> {
  needDuty(actor, "break-glass", "review");
  needFreshProof(actor, plane.clock.now().getTime());
  const { id, organisation } = await organisationOf(plane, idText);
  await inTrail(plane.database, organisation, async (tx: Tx) => {
    const row = await lockGrant(tx, organisation, id);
    if (row.kind !== "break_glass" || row.state !== "over" || row.starts_at === null || row.accounted_at !== null) {
      throw new Refusal("conflict", "grant-state", "There is no account to be written for this.", [{ remedy: "It is written once, after an emergency has ended." }]);
    }
    if (row.requester === actor.staff || row.authoriser === actor.staff) throw refusalOf("own-grant");
    const { samePersonAs } = await approverOf(tx, actor);
    if (samePersonAs.has(row.requester) || (row.authoriser !== null && samePersonAs.has(row.authoriser))) throw refusalOf("same-person");
    const now = plane.clock.now();
    await tx.updateTable("access_grant").set({ account_reviewer: actor.staff, accounted_at: now, sealed_account: sealText(plane, "sealed_account", id, account) })
      .where("organisation_id", "=", organisation).where("id", "=", id).execute();
    await tellCustomer(plane, tx, row, "access-accounted");
    await audit(tx, { actor, act: "break-glass.account", object: { kind: "grant", id }, after: { account, name: actor.name } }, plane.auditSeal, plane.clock);
  });
}
