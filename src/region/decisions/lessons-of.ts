/** What the site's decisions teach about scores now (engine/run/learn.ts): its own only, those not older than two years, and none from before a reset. */
import { leadTest, learn, type Lesson, type Taught } from "../../engine/run/run.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { decidedFindings, type DecidedFinding } from "./decided-findings.ts";

/** Confirmations do not expire and dismissals do: both teach for as long as the longest dismissal holds, or confirmations would pile up. */
const TEACHES_DAYS = 730;

export type Teaching = {
  readonly lessons: readonly Lesson[];
  readonly since: Date | null;
  /** Decisions that count, and those that say nothing about the tests. */
  readonly counted: number;
  readonly neutral: number;
};

export async function lessonsOf(site: BorrowedSite, tx: RegionTransaction, nowMs: number): Promise<Teaching> {
  const { learning_since: since } = await tx.selectFrom("site").select("learning_since").where("site_id", "=", site.siteId).executeTakeFirstOrThrow();
  const fromMs = Math.max(nowMs - TEACHES_DAYS * 86_400_000, since?.getTime() ?? 0);
  const recent = (await decidedFindings(site, tx, nowMs)).filter(({ decidedAt }) => decidedAt.getTime() > fromMs);
  const counted = recent.filter((one) => one.teaches);
  return { lessons: learn(counted.map(taughtBy)), since, counted: counted.length, neutral: recent.length - counted.length };
}

const taughtBy = ({ finding, bits, verdict }: DecidedFinding): Taught => ({ kind: finding.kind, test: leadTest(finding), bits, verdict });
