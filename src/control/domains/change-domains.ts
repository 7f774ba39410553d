/**
 * Claiming a domain, looking for its proof, giving it up.
 *
 * Claiming costs others nothing: only the proof in DNS makes a domain anybody's, and the database lets one organisation
 * have it. Whether it is taken is told to those alone who have shown that they control it.
 */
import { randomBytes } from "node:crypto";
import { notFound, Refusal } from "../../base/errors.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { domainNameOf } from "./domain-name.ts";
import { domainOf, domainsOf, type DomainRow } from "./domains.store.ts";

const MOST_DOMAINS = 100;
const isUniqueViolation = (error: unknown): boolean => (error as { code?: string }).code === "23505";

/** Where the record must stand: a name of its own, so that what else is at the domain stays out of it. */
export const recordNameOf = (domain: string): string => `_spendward.${domain}`;

export function listDomains(plane: ControlPlane, { actor }: SignedIn): Promise<readonly DomainRow[]> {
  needOrganisation(actor, actor.organisation, "sign-on", "read");
  return inTrail(plane.database, actor.organisation, (tx) => domainsOf(tx, actor.organisation));
}

/** @throws Refusal invalid domain-not-valid; conflict domain-listed; too_many too-many-domains. */
export function addDomain(plane: ControlPlane, { actor }: SignedIn, text: string): Promise<DomainRow> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  const name = domainNameOf(text);
  if (name === undefined) {
    throw new Refusal("invalid", "domain-not-valid", "This is not a domain that an organisation can own.", [{ at: "name", expected: "For example northwind.example; no public mail service, no address, no path." }]);
  }
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const known = await domainsOf(tx, actor.organisation);
    if (known.some((domain) => domain.name === name)) throw new Refusal("conflict", "domain-listed", "This domain is on your list already.", [{ at: "name" }]);
    if (known.length >= MOST_DOMAINS) throw new Refusal("too_many", "too-many-domains", `An organisation has at most ${MOST_DOMAINS} domains here.`);
    const row = { name, proof: `spendward-domain=${randomBytes(20).toString("base64url")}`, verified_at: null, checked_at: null, problem: null };
    await tx.insertInto("domain").values({ organisation_id: actor.organisation, ...row, created_at: plane.clock.now() }).execute();
    await audit(tx, { actor, act: "domains.add", object: { kind: "domain", id: name } }, plane.auditSeal, plane.clock);
    return row;
  });
}

/** Looks for the proof now. A domain that was verified stays so: one missed answer must not lock a company out. */
export async function checkDomain(plane: ControlPlane, { actor }: SignedIn, name: string): Promise<DomainRow> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  const before = await inTrail(plane.database, actor.organisation, (tx) => domainOf(tx, actor.organisation, domainNameOf(name) ?? ""));
  if (!before) throw notFound("domain");
  const looked = await plane.txtLookup(recordNameOf(before.name)); // outside the transaction: DNS takes its time
  const proven = "found" in looked && looked.found.includes(before.proof);
  const problem = proven ? null : "problem" in looked ? looked.problem : "other-text";
  const now = plane.clock.now();
  try {
    return await inTrail(plane.database, actor.organisation, async (tx) => {
      const verifiedAt = before.verified_at ?? (proven ? now : null);
      const row = await tx.updateTable("domain").set({ checked_at: now, problem, verified_at: verifiedAt }).where("organisation_id", "=", actor.organisation).where("name", "=", before.name).where("proof", "=", before.proof).returning(["name", "proof", "verified_at", "checked_at", "problem"]).executeTakeFirst();
      if (!row) throw notFound("domain");
      await audit(tx, { actor, act: proven ? "domains.verify" : "domains.check", object: { kind: "domain", id: name }, detail: { problem } }, plane.auditSeal, plane.clock);
      return row;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal("conflict", "domain-taken", "The proof is right, but another organisation has verified this domain before you.", [{ at: name, remedy: "If it is yours alone, raise a ticket: we ask the other organisation to give it up." }]);
  }
}

export function removeDomain(plane: ControlPlane, { actor }: SignedIn, text: string): Promise<void> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
  const name = domainNameOf(text);
  if (name === undefined) throw notFound("domain");
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const policy = await tx.selectFrom("sign_on_policy").select("sso_only").where("organisation_id", "=", actor.organisation).executeTakeFirst();
    const verified = (await domainsOf(tx, actor.organisation)).filter((domain) => domain.verified_at !== null);
    if (policy?.sso_only === true && verified.length === 1 && verified[0]?.name === name) {
      throw new Refusal("conflict", "last-domain", "Everybody must use single sign-on, and this is the last verified domain.", [{ at: name, remedy: "Allow passwords first." }]);
    }
    const gone = await tx.deleteFrom("domain").where("organisation_id", "=", actor.organisation).where("name", "=", name).returning("name").executeTakeFirst();
    if (!gone) throw notFound("domain");
    await audit(tx, { actor, act: "domains.remove", object: { kind: "domain", id: name } }, plane.auditSeal, plane.clock);
  });
}
