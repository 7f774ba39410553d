/**
 * Changing the policy. Refused where it would lock the organisation out: single sign-on for everybody needs a verified
 * domain, a connection that is on and was tried as it is now, and an administrator who can come in without it; and the
 * networks that are allowed must include the one that the change comes from. Whoever changes it must be able to go on: whose session came by a
 * password must be an emergency administrator, or come by the connection first.
 */
import { Refusal, type Detail } from "../../base/errors.ts";
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";
import { networkAllows, networkOf, SSO_METHOD } from "./judge-session.ts";
import { policyView, type PolicyView } from "./show-policy.ts";

export type PolicyChange = {
  readonly ssoOnly: boolean;
  readonly sessionMostMinutes: number | null;
  readonly sessionIdleMinutes: number | null;
  readonly ownFactor: boolean;
  readonly allowedNetworks: readonly string[];
  readonly emergencyAdministrators: readonly string[];
};

const MISSING: Readonly<Record<PolicyView["missing"][number], Detail>> = {
  domain: { at: "ssoOnly", expected: "A verified domain.", remedy: "Verify the domain of your email addresses first." },
  connection: { at: "ssoOnly", expected: "A connection that is on and was tested as it is now.", remedy: "Run its live test and switch it on." },
  emergency: { at: "emergencyAdministrators", expected: "An administrator with a password.", remedy: "Name at least one, for the day on which your identity provider is away." },
};

/** @throws Refusal forbidden; invalid network-not-valid, networks-without-you or not-an-administrator; conflict sso-only-not-ready or sso-only-without-you. */
export function changePolicy(plane: ControlPlane, { actor }: SignedIn, change: PolicyChange, address: string): Promise<PolicyView> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
  const networks = checkedNetworks(change.allowedNetworks, address);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await policyView(tx, actor.organisation);
    const named = [...new Set(change.emergencyAdministrators)];
    const unknown = named.filter((id) => !before.administrators.some((one) => one.id === id));
    if (unknown.length > 0) throw new Refusal("invalid", "not-an-administrator", "Only administrators of your organisation can be named for emergencies.", [{ at: "emergencyAdministrators", expected: "Ids of administrators." }]);
    const now = plane.clock.now();
    await tx.deleteFrom("break_glass").where("organisation_id", "=", actor.organisation).execute();
    if (named.length > 0) await tx.insertInto("break_glass").values(named.map((id) => ({ organisation_id: actor.organisation, person_id: id as PersonId, named_at: now }))).execute();
    const row = { sso_only: change.ssoOnly, session_most_minutes: change.sessionMostMinutes, session_idle_minutes: change.sessionIdleMinutes, own_factor: change.ownFactor, allowed_networks: [...networks], changed_at: now };
    await tx.insertInto("sign_on_policy").values({ organisation_id: actor.organisation, ...row }).onConflict((conflict) => conflict.column("organisation_id").doUpdateSet(row)).execute();
    const after = await policyView(tx, actor.organisation);
    if (after.ssoOnly && after.missing.length > 0) {
      throw new Refusal("conflict", "sso-only-not-ready", "Single sign-on for everybody would lock people out as things are.", after.missing.map((missing) => MISSING[missing]));
    }
    if (after.ssoOnly && !actor.strength.includes(SSO_METHOD) && !named.includes(actor.person)) {
      throw new Refusal("conflict", "sso-only-without-you", "You would lock yourself out: you did not sign in by the connection, and are not named for emergencies.", [{ at: "emergencyAdministrators", remedy: "Name yourself, or sign in by the connection first." }]);
    }
    await endOutlawed(plane, tx, actor.organisation, { ssoOnly: after.ssoOnly && !before.ssoOnly, ownFactor: after.ownFactor && !before.ownFactor, emergency: named });
    const facts = ({ ssoOnly, sessionMostMinutes, sessionIdleMinutes, ownFactor, allowedNetworks, administrators }: PolicyView) => ({ ssoOnly, sessionMostMinutes, sessionIdleMinutes, ownFactor, allowedNetworks, emergency: administrators.filter((one) => one.emergency).map((one) => one.id) });
    await audit(tx, { actor, act: "sign-on-policy.change", object: { kind: "organisation", id: actor.organisation }, before: facts(before), after: facts(after) }, plane.auditSeal, plane.clock);
    return after;
  });
}

/**
 * Sessions that the new rules do not allow any more: those that came another way than by a connection, and those whose second factor was the
 * provider's alone. They would be refused at the next request anyhow; ended here, their tokens for regions end too. The policy's row is locked by then,
 * for which a sign-in under way waits.
 */
async function endOutlawed(plane: ControlPlane, tx: TrailTransaction<ControlTables>, organisation: OrganisationId, rules: { readonly ssoOnly: boolean; readonly ownFactor: boolean; readonly emergency: readonly string[] }): Promise<void> {
  if (!rules.ssoOnly && !rules.ownFactor) return;
  const sessions = await tx.selectFrom("session").innerJoin("membership", "membership.person_id", "session.person_id").select(["session.id", "session.person_id", "session.strength"]).where("membership.organisation_id", "=", organisation).execute();
  const over = sessions.filter(({ person_id: person, strength }) => {
    const methods = strength.split(" ");
    if (methods.includes("machine")) return false;
    return methods.includes(SSO_METHOD) ? rules.ownFactor : rules.ssoOnly && !rules.emergency.includes(person);
  }).map(({ id }) => id);
  if (over.length === 0) return;
  await tx.deleteFrom("session").where("id", "in", over).execute();
  await revoke(plane, tx, organisation, { sessions: over });
}

function checkedNetworks(texts: readonly string[], address: string): readonly string[] {
  const networks = texts.map((text, n) => {
    const network = networkOf(text);
    if (network === undefined) throw new Refusal("invalid", "network-not-valid", "This is not a network.", [{ at: `allowedNetworks/${n}`, expected: "For example 198.51.100.0/24, or one address; at least /8." }]);
    return network;
  });
  if (!networkAllows(networks, address)) {
    throw new Refusal("invalid", "networks-without-you", "You are not in any of these networks, so you would lock yourself out.", [{ at: "allowedNetworks", expected: `A network with ${address}.` }]);
  }
  return networks;
}
