/** Every duplicate test against its table cases (cases.txt in its folder): what it must find, and what it must leave alone. */
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { runDetectors } from "../run/run.ts";
import { emptyLedger, parseCases, putCase } from "./cases.fixture.ts";
import { DUPLICATE_TESTS } from "./duplicate-tests.ts";

const db = await emptyLedger();
afterAll(() => db.close());

for (const one of DUPLICATE_TESTS) {
  const folder = new URL(`./${one.id.toLowerCase()}/`, import.meta.url);
  const cases = parseCases(readFileSync(new URL("cases.txt", folder), "utf8"));

  describe(`${one.id} ${one.name}`, () => {
    for (const tried of cases) {
      test(tried.title, async () => {
        await putCase(db, tried);
        const { findings } = await runDetectors(db, { only: [one.id] });
        const said = findings.filter((found) => found.score >= 0.5).map((found) => found.documentIds.toSorted().join(" ")).sort();
        expect(said).toEqual(tried.finds);
        for (const found of findings) {
          const bits = found.reasons.reduce((sum, reason) => sum + reason.bits, 0);
          expect(found.score).toBeCloseTo(1 / (1 + 2 ** -bits), 3);
          expect(found.detectors).toEqual([one.id]);
          expect(found.reasons.every(({ words, code }) => words !== code), JSON.stringify(found.reasons)).toBe(true);
        }
      });
    }

    test("has cases of both kinds and a README with its source and false positives", () => {
      expect(cases.some((tried) => tried.finds.length > 0)).toBe(true);
      expect(cases.some((tried) => tried.finds.length === 0)).toBe(true);
      const readme = readFileSync(new URL("README.md", folder), "utf8");
      for (const heading of [`# ${one.id}`, "**Test.**", "**How it happens.**", "**Known false positives", "**Source.**"]) expect(readme).toContain(heading);
    });
  });
}
