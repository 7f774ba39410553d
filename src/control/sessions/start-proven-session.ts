/**
 * Starts a session for a person whom a connection of their organisation (its identity provider) has proven to be there.
 * The one way from single sign-on into a session: the proof names the organisation, and a person who is not a member
 * of exactly that one gets nothing, so that no connection can open a session in another customer's organisation.
 */
import { Refusal } from "../../base/errors.ts";
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { SSO_METHOD } from "../sign-on-policy/sign-on-policy.ts";
import type { ControlTables } from "../tables.ts";
import type { OpenedSession } from "./better-auth.ts";
import { boundSessions } from "./bound-sessions.ts";
import { type Visitor, whence } from "./sign-in.ts";

export type Proof = {
  readonly person: PersonId;
  readonly organisation: OrganisationId;
  /** Id of the connection whose identity provider said so. */
  readonly connection: string;
  /** What the provider says it checked, in the names of RFC 8176; `mfa` among them stands for a second factor. */
  readonly amr: readonly string[];
};

/** @throws Refusal unauthenticated sign-in-refused when the person is not a member of the proof's organisation. */
export async function startProvenSession(plane: ControlPlane, tx: TrailTransaction<ControlTables>, proof: Proof, visitor: Visitor): Promise<OpenedSession> {
  const member = await tx.selectFrom("membership").select("person_id").where("organisation_id", "=", proof.organisation).where("person_id", "=", proof.person).executeTakeFirst();
  if (!member || tx.trail !== proof.organisation) throw new Refusal("unauthenticated", "sign-in-refused", "You are not a member of this organisation.");
  // A session that was open in this browser ends: no token from before the sign-in is worth anything after it.
  if (visitor.cookie !== "") await plane.accounts.signOut(tx, visitor.cookie);
  // Locked, so that a policy which is being made stricter at this moment finds the session or is found.
  const policy = await tx.selectFrom("sign_on_policy").select("own_factor").where("organisation_id", "=", proof.organisation).forShare().executeTakeFirst();
  // The organisation wants a second factor of ours: the provider's word makes an arriving session, whatever it says.
  const strength = policy?.own_factor === true ? [SSO_METHOD] : [...new Set([SSO_METHOD, ...proof.amr])];
  const opened = await plane.accounts.openSession(tx, { person: proof.person, strength: strength.join(" "), userAgent: visitor.userAgent });
  await boundSessions(plane, tx, proof.organisation, proof.person, strength);
  const actor = { kind: "person", person: proof.person, organisation: proof.organisation, permissions: new Set<never>(), session: opened.sessionId, strength } as const;
  await audit(tx, { actor, act: "sessions.sign-in", object: { kind: "session", id: opened.sessionId }, detail: { ...whence(visitor), connection: proof.connection } }, plane.auditSeal, plane.clock);
  return opened;
}
