/**
 * The order of test files: the longest first, so that no long one is left alone at the end, but what takes a moment and tells of
 * a slip (house rules) before all. Seconds are those of an idle machine with two processors; what is not listed takes a few.
 */
import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Roughly is enough. A file that is gone is found by house-rules.test.ts. */
export const SECONDS: Readonly<Record<string, number>> = {
  "test/e2e/journey.test.ts": 165, "test/vault/canary.test.ts": 130, "test/e2e/staff-access.test.ts": 125, "test/vault/withheld.test.ts": 90,
  "test/e2e/keys.test.ts": 85, "test/logs/logs-up.test.ts": 70, "test/up/up.test.ts": 65, "test/control/endpoints.test.ts": 60, "test/region/kill.test.ts": 50,
  "test/region/endpoints.test.ts": 40, "test/region/moved.test.ts": 33, "test/e2e/people.test.ts": 32, "test/e2e/first-site.test.ts": 24, "test/control/sites.test.ts": 22,
  "src/main/scan/scan.test.ts": 22, "test/region/imports.test.ts": 21, "test/feeds/feeds.test.ts": 20, "test/control/any-input.test.ts": 19, "test/region/keys.test.ts": 19,
  "test/e2e/single-sign-on.test.ts": 19, "src/platform/jobs/jobs.test.ts": 18, "test/control/first-administrator.test.ts": 17, "test/region/load-demo.test.ts": 15,
  "test/vault/memory-needed.test.ts": 14, "test/region/uploads.test.ts": 12, "test/telemetry/telemetry.test.ts": 11, "test/control/address-change.test.ts": 11,
  "src/engine/run/comparison.test.ts": 10, "test/control/second-factors.test.ts": 10, "test/region/decisions.test.ts": 10, "test/control/mail.test.ts": 9, "test/control/campaigns.test.ts": 9,
  "test/control/inbound-mail.test.ts": 8, "src/main/one-plane.test.ts": 8,
};
/** Of a file that nobody has measured. */
const USUAL_SECONDS = 3;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const secondsOf = ({ moduleId }: TestSpecification): number => {
      const path = relative(this.ctx.config.root, moduleId);
      return path.startsWith("test/tidy/") ? Infinity : (SECONDS[path] ?? USUAL_SECONDS);
    };
    // What is alike stays as it was: the longer file first.
    return (await super.sort(files)).map((file) => ({ file, seconds: secondsOf(file) })).sort((a, b) => (a.seconds === b.seconds ? 0 : b.seconds - a.seconds)).map(({ file }) => file);
  }
}
