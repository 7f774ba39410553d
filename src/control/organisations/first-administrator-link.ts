/**
 * The one-time link with which an installation gets its first administrator. Printed by whoever starts the plane;
 * only a hash of its token is stored. Each start while nobody administers makes a new one and ends the one before.
 */
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { newToken, tokenHash } from "../link-token.ts";
import type { ControlPlane } from "../plane.ts";

const LINK_LIFE_MS = 24 * 3_600_000;

export type FirstAdministratorLink = {
  /** The token is in the fragment, which browsers do not send and servers do not log. */
  readonly url: string;
  readonly expiresAt: Date;
};

/** null: somebody administers already, and there will be no other link. */
export function issueFirstAdministratorLink(plane: ControlPlane): Promise<FirstAdministratorLink | null> {
  return inTrail(plane.database, OPERATOR, async (tx) => {
    if (await tx.selectFrom("first_administrator").select("person_id").executeTakeFirst()) return null;
    const token = newToken();
    const now = plane.clock.now();
    const link = { token_sha256: tokenHash(token), expires_at: new Date(now.getTime() + LINK_LIFE_MS), created_at: now };
    await tx.insertInto("first_administrator_link").values(link).onConflict((row) => row.column("the_one").doUpdateSet(link)).execute();
    const actor = { kind: "system", name: "start" } as const;
    await audit(tx, { actor, act: "first-administrator.issue-link", object: { kind: "installation", id: "this" } }, plane.auditSeal, plane.clock);
    return { url: `${plane.origin}/welcome#${token}`, expiresAt: link.expires_at };
  });
}
