/** No total, and no difference of totals, is about fewer than five people. Judged by trying all differences, not by the rule that makes them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldSmall, LEAST_PEOPLE } from "./small-groups.ts";

const groups = fc.uniqueArray(fc.record({ team: fc.string({ maxLength: 4 }), persons: fc.integer({ min: 1, max: 12 }) }), { selector: ({ team }) => team, maxLength: 8 });

test("what is told, and the total less what is told, is nobody's own", () => {
  fc.assert(fc.property(groups, (all) => {
    const { named, together } = foldSmall(all);
    const persons = (teams: readonly string[]): number => all.filter(({ team }) => teams.includes(team)).reduce((sum, one) => sum + one.persons, 0);
    const parts = [...named.map((team) => persons([team])), ...(together.length > 0 ? [persons(together)] : [])];
    for (const part of parts) expect(part).toBeGreaterThanOrEqual(LEAST_PEOPLE);
    const total = persons(all.map(({ team }) => team));
    // Either everything is told in some part, or nothing is.
    if (parts.length > 0) expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
    else expect(total).toBeLessThan(LEAST_PEOPLE);
  }), { numRuns: 500 });
});

test("large teams keep their name, and the smallest of them joins the rest only when it must", () => {
  expect(foldSmall([{ team: "a", persons: 9 }, { team: "b", persons: 2 }, { team: "c", persons: 3 }])).toEqual({ named: ["a"], together: ["b", "c"] });
  expect(foldSmall([{ team: "a", persons: 9 }, { team: "b", persons: 2 }, { team: "c", persons: 6 }])).toEqual({ named: ["a"], together: ["b", "c"] });
  expect(foldSmall([{ team: "a", persons: 5 }, { team: "b", persons: 6 }])).toEqual({ named: ["a", "b"], together: [] });
});
