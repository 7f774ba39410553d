/**
 * The old mailbox's part: stops a change that is not made yet, or undoes one that is. Undoing ends every session, because whoever
 * made the change may have one; it signs nobody in.
 */
import { Refusal } from "../../base/errors.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import { linkOver, readLink } from "./address-changes.store.ts";

const BY_MAIL = { kind: "system", name: "address-change" } as const;

export type Stopped = { readonly undone: boolean; readonly email: string };

/** @throws Refusal not_found address-link-over; conflict address-has-account when somebody else has the old address meanwhile. */
export async function stopChange(plane: ControlPlane, link: string): Promise<Stopped> {
  const { organisation, hash } = readLink(link);
  return inTrail(plane.database, organisation, async (tx) => {
    const change = await tx.deleteFrom("address_change").where("organisation_id", "=", organisation).where((eb) => eb.or([eb("stop_sha256", "=", hash), eb("undo_sha256", "=", hash)]))
      .where("expires_at", ">", plane.clock.now()).returning(["person_id", "old_email", "new_email", "confirmed_at"]).executeTakeFirst();
    if (!change) throw linkOver();
    const undone = change.confirmed_at !== null;
    if (undone) {
      const taken = await tx.selectFrom("person").select("id").where("email", "=", change.old_email).executeTakeFirst();
      if (taken) throw new Refusal("conflict", "address-has-account", "Somebody else has this address now.", [{ remedy: "Ask an administrator of your organisation." }]);
      await tx.updateTable("person").set({ email: change.old_email, updated_at: plane.clock.now() }).where("id", "=", change.person_id).where("email", "=", change.new_email).execute();
      await tx.deleteFrom("session").where("person_id", "=", change.person_id).execute();
      await revoke(plane, tx, organisation, { person: change.person_id });
      await tx.deleteFrom("password_reset").where("person_id", "=", change.person_id).execute();
    }
    await audit(tx, { actor: BY_MAIL, act: "address-changes.stop", object: { kind: "person", id: change.person_id }, before: { email: change.new_email }, after: { email: change.old_email, undone } }, plane.auditSeal, plane.clock);
    return { undone, email: change.old_email };
  });
}
