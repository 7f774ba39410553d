/** One's own address, and the change of it that is under way. */
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { givenBy, type GivenBy } from "./address-changes.store.ts";

export type OwnAddress = {
  readonly email: string;
  /** Who gives the address; null: it is the person's to change. */
  readonly givenBy: GivenBy | null;
  /** Waits for the new mailbox. */
  readonly asked: { readonly email: string; readonly expiresAt: Date } | null;
  /** Until when the last change can be undone; no other is possible meanwhile. */
  readonly undoableUntil: Date | null;
};

export function showAddress(plane: ControlPlane, { actor, person }: SignedIn): Promise<OwnAddress> {
  // No right is needed to look at oneself.
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const row = await tx.selectFrom("address_change").select(["new_email", "expires_at", "confirmed_at"])
      .where("organisation_id", "=", actor.organisation).where("person_id", "=", actor.person).where("expires_at", ">", plane.clock.now()).executeTakeFirst();
    return {
      email: person.email,
      givenBy: await givenBy(tx, actor.organisation, actor.person),
      asked: row && row.confirmed_at === null ? { email: row.new_email, expiresAt: row.expires_at } : null,
      undoableUntil: row && row.confirmed_at !== null ? row.expires_at : null,
    };
  });
}
