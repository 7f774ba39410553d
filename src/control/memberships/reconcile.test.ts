/** The whole decision as a table, and what holds whatever the facts are. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ROLES, type Role } from "../../platform/access/access.ts";
import { reconcile, rolesSaid, type Facts } from "./reconcile.ts";

const NOBODY: Facts = { by: "sso", ownAddress: true, elsewhere: false, member: null, linked: false, emergency: false, last: "no", provisioned: "unknown", provisioning: false, justInTime: true, invited: null, ssoOnly: false, said: null, otherwise: "analyst" };
const member = (source: "invitation" | "sso" | "scim", ...roles: Role[]): Partial<Facts> => ({ member: { source, roles } });

const TABLE: readonly (readonly [string, Partial<Facts>, string])[] = [
  ["sso, nobody yet", {}, "join analyst by sso"],
  ["sso, nobody yet, claims name roles", { said: ["auditor", "uploader"] }, "join auditor uploader by sso"],
  ["sso, nobody yet, no role", { otherwise: null }, "refuse no-role"],
  ["sso, nobody yet, members are invited only", { justInTime: false }, "refuse no-membership"],
  ["sso, nobody yet, provisioning decides", { provisioning: true }, "refuse not-provisioned"],
  ["sso, foreign address", { ownAddress: false }, "refuse address-not-yours"],
  ["sso, foreign address, invited but not linked", { ownAddress: false, ...member("invitation", "analyst") }, "refuse address-not-yours"],
  ["sso, linked before the domain was given up", { ownAddress: false, linked: true, ...member("sso", "analyst") }, "stay analyst by sso"],
  ["sso, member of another customer", { elsewhere: true }, "refuse address-elsewhere"],
  ["sso, invited keeps the invited roles", { ...member("invitation", "administrator"), said: ["analyst"] }, "stay administrator by invitation"],
  ["sso, brought by sso follows the claims", { ...member("sso", "analyst"), said: ["auditor"] }, "stay auditor by sso"],
  ["sso, brought by sso, claims gone", { ...member("sso", "auditor") }, "stay analyst by sso"],
  ["sso, brought by sso, no role left", { ...member("sso", "auditor"), otherwise: null }, "refuse no-role"],
  ["sso, provisioned: claims change nothing", { ...member("scim", "auditor"), provisioned: "active", provisioning: true, said: ["administrator"] }, "stay auditor by scim"],
  ["sso, deactivated by provisioning", { provisioned: "inactive", provisioning: true }, "refuse deactivated"],
  ["sso, deactivated by provisioning that was switched off since", { provisioned: "inactive" }, "refuse deactivated"],
  ["sso, deactivated and yet a member", { provisioned: "inactive", ...member("invitation", "analyst") }, "refuse deactivated"],
  ["sso, emergency administrator", { ...member("sso", "administrator"), emergency: true, said: ["uploader"] }, "stay administrator by sso"],
  ["sso, last administrator loses the group", { ...member("sso", "administrator"), last: "administrator", said: ["analyst"] }, "refuse last-administrator"],
  ["sso, invited, members are invited only", { justInTime: false, invited: ["auditor"] }, "join auditor by invitation"],
  ["sso, invited, provisioning decides about the others", { provisioning: true, invited: ["auditor"] }, "join auditor by invitation"],
  ["sso, invited, deactivated by provisioning", { provisioned: "inactive", invited: ["auditor"] }, "refuse deactivated"],
  ["sso, invited, foreign address", { ownAddress: false, invited: ["auditor"] }, "refuse address-not-yours"],
  ["invitation, nobody yet", { by: "invitation", invited: ["auditor"] }, "join auditor by invitation"],
  ["invitation, to narrower access only", { by: "invitation", invited: [] }, "join  by invitation"],
  ["sso, invited to narrower access only", { invited: [] }, "join  by invitation"],
  ["invitation, foreign address", { by: "invitation", invited: ["auditor"], ownAddress: false }, "join auditor by invitation"],
  ["invitation, provisioning decides about the others", { by: "invitation", invited: ["auditor"], provisioning: true }, "join auditor by invitation"],
  ["invitation, deactivated by provisioning", { by: "invitation", invited: ["auditor"], provisioned: "inactive" }, "refuse deactivated"],
  ["invitation, member of another customer", { by: "invitation", invited: ["auditor"], elsewhere: true }, "refuse address-elsewhere"],
  ["invitation, came by sso meanwhile", { by: "invitation", invited: ["administrator"], ...member("sso", "analyst") }, "refuse already-member"],
  ["invitation, single sign-on for everybody", { by: "invitation", invited: ["auditor"], ssoOnly: true }, "refuse single-sign-on-only"],
  ["scim, nobody yet, invited as more", { by: "scim", provisioned: "active", invited: ["administrator"] }, "join analyst by scim"],
  ["scim, nobody yet", { by: "scim", provisioned: "active" }, "join analyst by scim"],
  ["scim, nobody yet, no role until a group says so", { by: "scim", provisioned: "active", otherwise: null }, "nothing"],
  ["scim, group names a role", { by: "scim", provisioned: "active", said: ["ap_manager"] }, "join ap_manager by scim"],
  ["scim, foreign address", { by: "scim", provisioned: "active", ownAddress: false }, "refuse address-not-yours"],
  ["scim, member of another customer", { by: "scim", provisioned: "active", elsewhere: true }, "refuse address-elsewhere"],
  ["scim, takes over whom sso brought", { by: "scim", provisioned: "active", ...member("sso", "auditor") }, "stay analyst by scim"],
  ["scim, invited keeps roles until groups name some", { by: "scim", provisioned: "active", ...member("invitation", "administrator") }, "stay administrator by invitation"],
  ["scim, invited, groups name some", { by: "scim", provisioned: "active", ...member("invitation", "administrator"), said: ["auditor"] }, "stay auditor by scim"],
  ["scim, left the last group", { by: "scim", provisioned: "active", ...member("scim", "auditor"), otherwise: null }, "leave"],
  ["sso, nobody yet, groups stand for something narrower alone", { narrow: true }, "join  by sso"],
  ["sso, brought by sso, narrower alone now", { ...member("sso", "analyst"), narrow: true }, "stay  by sso"],
  ["sso, last administrator, narrower alone now", { ...member("sso", "administrator"), narrow: true, last: "administrator" }, "refuse last-administrator"],
  ["scim, nobody yet, narrower beside a role", { by: "scim", provisioned: "active", said: ["auditor"], narrow: true }, "join auditor by scim"],
  ["scim, no role, narrower alone", { by: "scim", provisioned: "active", ...member("scim", "auditor"), otherwise: null, narrow: true }, "stay  by scim"],
  ["scim, deactivated", { by: "scim", provisioned: "inactive", ...member("scim", "auditor") }, "leave"],
  ["scim, deactivated, invited once", { by: "scim", provisioned: "inactive", ...member("invitation", "auditor") }, "leave"],
  ["scim, deactivated, domain given up", { by: "scim", provisioned: "inactive", ownAddress: false, ...member("scim", "auditor") }, "leave"],
  ["scim, deactivated, was not there", { by: "scim", provisioned: "inactive" }, "nothing"],
  ["scim, deactivated, emergency but not the last", { by: "scim", provisioned: "inactive", ...member("invitation", "administrator"), emergency: true }, "leave"],
  ["scim, deactivated, last emergency", { by: "scim", provisioned: "inactive", ...member("invitation", "administrator"), emergency: true, last: "emergency" }, "refuse last-emergency"],
  ["scim, deactivated, last administrator", { by: "scim", provisioned: "inactive", ...member("scim", "administrator"), last: "administrator" }, "refuse last-administrator"],
];

const shown = (facts: Facts): string => {
  const outcome = reconcile(facts);
  if (outcome.kind === "refuse") return `refuse ${outcome.why}`;
  return "roles" in outcome ? `${outcome.kind} ${outcome.roles.join(" ")} by ${outcome.source}` : outcome.kind;
};

describe("reconcile", () => {
  it.each(TABLE)("%s", (_, facts, expected) => expect(shown({ ...NOBODY, ...facts })).toBe(expected));

  const role = fc.constantFrom(...ROLES);
  const anything: fc.Arbitrary<Facts> = fc.record({
    by: fc.constantFrom("invitation", "sso", "scim"), ssoOnly: fc.boolean(), invited: fc.option(fc.uniqueArray(role)), ownAddress: fc.boolean(), elsewhere: fc.boolean(), linked: fc.boolean(), emergency: fc.boolean(), provisioning: fc.boolean(), justInTime: fc.boolean(),
    member: fc.option(fc.record({ source: fc.constantFrom("invitation", "sso", "scim"), roles: fc.uniqueArray(role, { minLength: 1 }) })),
    last: fc.constantFrom("no", "administrator", "emergency"), provisioned: fc.constantFrom("unknown", "active", "inactive"),
    said: fc.option(fc.uniqueArray(role, { minLength: 1 })), narrow: fc.boolean(), otherwise: fc.option(role),
  });

  it("never makes a member by a foreign address, of another customer, or against provisioning; nor one without a role", () => {
    fc.assert(fc.property(anything, (facts) => {
      const outcome = reconcile(facts);
      if (outcome.kind === "join") {
        expect(!facts.elsewhere && facts.provisioned !== "inactive" && facts.member === null).toBe(true);
        expect(facts.ownAddress || facts.by === "invitation").toBe(true);
        if (facts.by === "sso") expect((facts.justInTime && !facts.provisioning) || facts.invited !== null).toBe(true);
        if (facts.by === "invitation") expect([facts.ssoOnly, outcome.roles]).toEqual([false, facts.invited]);
      }
      if (outcome.kind === "join" || outcome.kind === "stay") expect(outcome.roles.length > 0 || facts.narrow === true || (outcome.kind === "join" && outcome.source === "invitation" && facts.invited !== null)).toBe(true);
      if (outcome.kind === "stay") expect(facts.member).not.toBeNull();
      if (outcome.kind === "leave") expect(facts.last).toBe("no");
      if (facts.by !== "scim" && facts.provisioned === "inactive") expect(outcome.kind).toBe("refuse");
    }), { numRuns: 3_000 });
  });

  it("takes a group for its roles whatever its case, and several groups for all of theirs", () => {
    const mapping = [{ value: "AP Managers", role: "ap_manager" }, { value: "Audit", role: "auditor" }, { value: "IT", role: "administrator" }] as const;
    expect(rolesSaid(mapping, ["audit", "ap managers", "sales"])).toEqual(["ap_manager", "auditor"]);
    expect(rolesSaid(mapping, ["sales"])).toBeNull();
    expect(rolesSaid([], ["audit"])).toBeNull();
  });
});
