/** The link with which a member of staff makes their first passkey, or a new one after a loss. Only its hash is stored; a new link ends the one before. */
import type { StaffId } from "../../base/ids.ts";
import { newToken, tokenHash } from "../link-token.ts";
import type { ControlPlane } from "../plane.ts";
import type { Tx } from "./staff.store.ts";

const LINK_LIFE_MS = 24 * 3_600_000;

export type EnrolmentLink = { readonly url: string; readonly expiresAt: Date };

/** The caller writes the entry. The token stands after the `#`, which browsers do not send. */
export async function issueEnrolment(plane: ControlPlane, tx: Tx, id: StaffId): Promise<EnrolmentLink> {
  const now = plane.clock.now();
  const token = newToken();
  const link = { token_sha256: tokenHash(token), expires_at: new Date(now.getTime() + LINK_LIFE_MS), created_at: now };
  await tx.insertInto("staff_enrolment").values({ staff_id: id, ...link }).onConflict((row) => row.column("staff_id").doUpdateSet(link)).execute();
  return { url: `${plane.origin}/staff/welcome#${token}`, expiresAt: link.expires_at };
}
