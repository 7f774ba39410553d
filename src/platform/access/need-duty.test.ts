import { describe, expect, it } from "vitest";
import { newId } from "../../base/ids.ts";
import { ALL_PERMISSIONS, CONFLICTS, DUTIES, mayAsStaff, needDuty, needFreshProof, rightsOf, STAFF_AREAS, type Duty, type OperatorActor, type StaffRight } from "./access.ts";

const operator = (duties: readonly Duty[], standing: OperatorActor["standing"] = "good"): OperatorActor => ({
  kind: "operator", staff: newId("stf"), name: "S", duties: new Set(duties), standing, session: "ses", strength: ["hwk", "mfa", "attested"], provedAtMs: 0,
});
const answer = (act: () => void): string => {
  try {
    act();
    return "may";
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const rights = Object.entries(STAFF_AREAS).flatMap(([area, acts]) => acts.map((act) => `${area}:${act}` as StaffRight));

it("writes who may do what down, and which duties are kept apart", async () => {
  const lines = rights.map((right) => `${right.padEnd(24)}${DUTIES.map((duty) => (rightsOf(duty).has(right) ? "yes" : "-").padEnd(17)).join("")}`.trimEnd());
  expect(lines.length).toBeGreaterThan(12);
  const head = `${"".padEnd(24)}${DUTIES.map((duty) => duty.padEnd(17)).join("")}`.trimEnd();
  const conflicts = CONFLICTS.map(({ one, other, answer: what, why }) => `${`${one} + ${other}`.padEnd(41)}${what.padEnd(10)}${why}`);
  await expect([head, ...lines, "", "# Duties that one person should not hold together", ...conflicts, ""].join("\n")).toMatchFileSnapshot("../../../test/golden/duties.txt");
});

describe("needDuty", () => {
  it("gives each act to the duties of the table, and nothing to anybody who is not in good standing", () => {
    for (const duty of DUTIES) for (const right of rights) {
      const [area, act] = right.split(":") as ["register", "read"];
      expect(answer(() => needDuty(operator([duty]), area, act))).toBe(rightsOf(duty).has(right) ? "may" : "duty-missing");
      expect(answer(() => needDuty(operator([...DUTIES], "lacking"), area, act))).toBe("standing-missing");
      expect(mayAsStaff(new Set([duty]), right)).toBe(rightsOf(duty).has(right));
    }
  });

  it("has not one act in common with customers' permissions", () => {
    expect(rights.filter((right) => (ALL_PERMISSIONS as readonly string[]).includes(right))).toEqual([]);
  });

  it("asks for the passkey again after a quarter of an hour", () => {
    expect(answer(() => needFreshProof(operator([]), 15 * 60_000))).toBe("may");
    expect(answer(() => needFreshProof(operator([]), 15 * 60_000 + 1))).toBe("step-up-needed");
  });
});
