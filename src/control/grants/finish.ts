/** What an end brings with it, in the same transaction: the regions are told, and so is the customer. */
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { GrantOutcome } from "../grant-tables.ts";
import type { GrantRow, Tx } from "./grants.store.ts";
import { tellCustomer } from "./tell.ts";

export async function finish(plane: ControlPlane, tx: Tx, row: GrantRow, outcome: GrantOutcome): Promise<void> {
  if (row.starts_at === null) return;
  // Its time being up needs no word: every token of it says when that is.
  if (outcome !== "time") await revoke(plane, tx, row.organisation_id, { grant: row.id });
  await tellCustomer(plane, tx, row, "access-ended");
}
