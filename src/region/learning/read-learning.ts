/** What the site has taught the scores, test by test: by how many decisions, and what it does. */
import type { SiteId } from "../../base/ids.ts";
import { lessonFor, MOST_BITS, type Lesson } from "../../engine/run/run.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { lessonsOf } from "../decisions/decisions.ts";
import { currentRunId } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import { appliedLessons, detectorName } from "../runs/runs.ts";
import { borrowSite } from "../sites/sites.ts";
import type { Learning } from "./learning.schema.ts";

export async function readLearning(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<Learning> {
  const nowMs = deps.clock.now().getTime();
  need(actor, siteId, "learning", "read", nowMs);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const { lessons, since, counted, neutral } = await lessonsOf(site, tx, nowMs);
      const applied = await appliedLessons(site, tx, await currentRunId(tx));
      await site.auditRead(tx, "learning.read", { kind: "site", id: siteId }, counted);
      return {
        since: since?.toISOString() ?? null, decisions: counted, neutral, mostBits: MOST_BITS, upToDate: weightsOf(lessons) === weightsOf(applied),
        kinds: [...lessons, ...gone(lessons, applied)].map(({ kind, tests, ...own }) => ({
          kind, ...own, appliedBits: applied.find((one) => one.kind === kind)?.bits ?? 0,
          tests: tests.map((one) => ({ ...one, name: detectorName(one.test), appliedBits: lessonFor(applied, { kind, detectors: [one.test] }) })),
        })),
      };
    }));
}

/** Taught in the run that is shown, and taught no more. */
const gone = (lessons: readonly Lesson[], applied: readonly Lesson[]): Lesson[] =>
  applied.filter(({ kind }) => !lessons.some((one) => one.kind === kind))
    .map(({ kind, tests }) => ({ kind, confirmed: 0, dismissed: 0, bits: 0, tests: tests.map(({ test }) => ({ test, confirmed: 0, dismissed: 0, bits: 0 })) }));

const weightsOf = (lessons: readonly Lesson[]): string => JSON.stringify(lessons.map(({ kind, bits, tests }) => [kind, bits, tests.map((one) => [one.test, one.bits])]));
