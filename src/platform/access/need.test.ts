import { describe, expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import { type Actor, AREAS, may, need, needOrganisation, needStrong, needWithin, permissionsOf, type PersonActor, ROLES, seesAll } from "./access.ts";
import { ALL_PERMISSIONS } from "./roles.ts";

const [site, otherSite, organisation] = [newId("sit"), newId("sit"), newId("org")];
const person = (role: (typeof ROLES)[number]): PersonActor => ({
  kind: "person", person: newId("per"), organisation, site, permissions: permissionsOf(role), session: "ses", strength: ["pwd"],
});
const answer = (act: () => void): string => {
  try {
    act();
    return "may";
  } catch (error) {
    return (error as { kind: string }).kind;
  }
};

test("the table of roles is the committed one", async () => {
  const lines = Object.entries(AREAS).flatMap(([area, actions]) =>
    actions.map((action) => {
      const marks = ROLES.map((role) => (permissionsOf(role).has(`${area}:${action}` as never) ? "yes" : "-").padEnd(14)).join("");
      return `${`${area}:${action}`.padEnd(24)}${marks}`.trimEnd();
    }),
  );
  expect(lines.length).toBeGreaterThan(20);
  const table = [`${"".padEnd(24)}${ROLES.map((role) => role.padEnd(14)).join("")}`.trimEnd(), ...lines, ""].join("\n");
  await expect(table).toMatchFileSnapshot("../../../test/golden/roles.txt");
});

describe("need", () => {
  test("a right that the role has opens its own site and no other", () => {
    expect(answer(() => need(person("analyst"), site, "findings", "decide"))).toBe("may");
    expect(answer(() => need(person("analyst"), otherSite, "findings", "decide"))).toBe("not_found");
    expect(answer(() => need(person("auditor"), site, "findings", "decide"))).toBe("forbidden");
  });

  test("another site is never told apart from a missing one, whatever the right", () => {
    for (const role of ROLES) {
      for (const permission of ALL_PERMISSIONS) {
        const [area, action] = permission.split(":") as ["findings", "read"];
        expect(answer(() => need(person(role), otherSite, area, action))).toBe("not_found");
      }
    }
  });

  test("the system never reads a site", () => {
    expect(answer(() => need({ kind: "system", name: "clock" }, site, "findings", "read"))).toBe("not_found");
  });

  test("a person without a site in the token reaches none", () => {
    const { site: _site, ...none } = person("administrator");
    expect(answer(() => need(none, site, "findings", "read"))).toBe("not_found");
  });

  test("a right held for listed company codes does not satisfy need, and answers needWithin with the codes", () => {
    const limited: Actor = {
      ...person("uploader"), scopes: [{ permissions: ["findings:read"], companyCodes: ["0100"] }, { permissions: ["findings:read", "findings:decide"], companyCodes: ["200"] }],
    };
    expect(answer(() => need(limited, site, "findings", "read"))).toBe("forbidden");
    expect(needWithin(limited, site, "findings", "read")).toEqual(new Set(["0100", "200"]));
    expect(needWithin(limited, site, "findings", "decide")).toEqual(new Set(["200"]));
    expect(needWithin(limited, site, "uploads", "read")).toBe("all");
    expect(answer(() => needWithin(limited, site, "keys", "read"))).toBe("forbidden");
    expect(answer(() => needWithin(limited, otherSite, "findings", "read"))).toBe("not_found");
    expect(answer(() => needWithin({ ...limited, scopes: [{ permissions: ["findings:read"], companyCodes: [] }] }, site, "findings", "read"))).toBe("forbidden");
    expect(may(limited, "findings:read")).toBe(false);
    const both: Actor = { ...person("analyst"), scopes: [{ permissions: ["findings:read"], companyCodes: ["0100"] }] };
    expect(needWithin(both, site, "findings", "read")).toBe("all");
  });

  test("what rests on a row without a code, of another code, or on no row, is for all codes only", () => {
    const codes = new Set(["0100", "200"]);
    expect([["0100"], ["0100", "200"]].map((rows) => seesAll(codes, rows))).toEqual([true, true]);
    expect([undefined, [], ["100"], ["0100", "300"], ["0100 "]].map((rows) => seesAll(codes, rows))).toEqual([false, false, false, false, false]);
    expect([undefined, [], ["300"]].map((rows) => seesAll("all", rows))).toEqual([true, true, true]);
  });

  test("a grant ends at its very millisecond", () => {
    const staff: Actor = { kind: "staff", person: newId("stf"), session: "ses", grant: "g", organisation, site, permissions: new Set(["findings:read"]), expiresAtMs: 1_000 };
    expect(answer(() => need(staff, site, "findings", "read", 999))).toBe("may");
    expect(answer(() => need(staff, site, "findings", "read", 1_000))).toBe("forbidden");
    expect(answer(() => need(staff, site, "findings", "decide", 999))).toBe("forbidden");
    expect(answer(() => needWithin(staff, site, "findings", "read", 999))).toBe("may");
    expect(answer(() => needWithin(staff, site, "findings", "read", 1_000))).toBe("forbidden");
  });

  test("what is dangerous needs a second factor of the last quarter of an hour, and a person's", () => {
    const at = (signedInAtMs: number, strength = ["pwd", "otp", "mfa"]): Actor => ({ ...person("administrator"), signedInAtMs, strength });
    expect(answer(() => needStrong(at(0), 15 * 60_000))).toBe("may");
    expect(answer(() => needStrong(at(0), 15 * 60_000 + 1))).toBe("forbidden");
    expect(answer(() => needStrong(at(0, ["pwd"]), 0))).toBe("forbidden");
    expect(answer(() => needStrong(at(0, ["machine"]), 0))).toBe("forbidden");
    expect(answer(() => needStrong({ ...person("administrator"), strength: ["hwk", "mfa"] }, 0))).toBe("forbidden");
    expect(answer(() => needStrong({ kind: "system", name: "clock" }, 0))).toBe("forbidden");
  });

  test("an organisation is its own people's only; jobs have none", () => {
    expect(answer(() => needOrganisation(person("administrator"), organisation, "people", "invite"))).toBe("may");
    expect(answer(() => needOrganisation(person("administrator"), newId("org"), "people", "invite"))).toBe("not_found");
    const job: Actor = { kind: "job", job: "j", site, cause: "c", permissions: new Set(ALL_PERMISSIONS) };
    expect(answer(() => needOrganisation(job, organisation, "people", "invite"))).toBe("not_found");
  });
});
