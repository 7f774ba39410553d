/** Every detector against its table cases (cases.txt in its folder): what it must find, and what it must leave alone. */
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { emptyLedger, parseCases, tryCase } from "./cases.fixture.ts";
import { DETECTORS } from "./detectors.ts";

const db = await emptyLedger();
afterAll(() => db.close());

for (const detector of DETECTORS) {
  const folder = new URL(`./${detector.id.toLowerCase()}/`, import.meta.url);
  const cases = parseCases(readFileSync(new URL("cases.txt", folder), "utf8"));

  describe(`${detector.id} ${detector.name}`, () => {
    for (const one of cases) {
      test(`${one.title}`, async () => {
        const { said, findings } = await tryCase(db, detector, one);
        expect(said).toEqual(one.finds);
        for (const found of findings) {
          expect(detector.kinds).toContain(found.kind);
          const sum = found.reasons.reduce((bits, reason) => bits + reason.bits, 0);
          expect(found.score).toBeCloseTo(1 / (1 + 2 ** -sum), 3);
        }
      });
    }

    test("has cases of both kinds, a README with source and false positives, and parameters within their limits", () => {
      expect(cases.some((one) => one.finds.length > 0)).toBe(true);
      expect(cases.some((one) => one.finds.length === 0)).toBe(true);
      const readme = readFileSync(new URL("README.md", folder), "utf8");
      for (const heading of [`# ${detector.id}`, "**Test.**", "**How it happens.**", "**Known false positives", "**Source.**"]) expect(readme).toContain(heading);
      for (const { value, least, most, unit } of Object.values(detector.parameters)) {
        expect(value).toBeGreaterThanOrEqual(least);
        expect(value).toBeLessThanOrEqual(most);
        expect(unit).not.toBe("");
      }
    });
  });
}
