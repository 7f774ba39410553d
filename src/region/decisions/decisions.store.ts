/** Rows of decisions, and what is sealed in them. */
import type { Selectable } from "kysely";
import { notFound } from "../../base/errors.ts";
import type { DecisionId, FindingId } from "../../base/ids.ts";
import type { Money } from "../../base/money.ts";
import type { Facts, FoundItem, Within } from "../findings/findings.ts";
import type { RegionTables } from "../region.store.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { Reason } from "./reasons.ts";

export type DecisionRow = Selectable<RegionTables["decision"]>;
/** What a decision was made on and what it says: it stands by itself, whatever becomes of the run. */
export type DecisionContent = {
  readonly finding: FoundItem;
  /** Absent: of a run from before they were kept. */
  readonly facts?: Facts;
  /** Company codes that the finding rests on; absent: for those who see all. */
  readonly within?: Within;
  readonly supplierNames: readonly string[];
  readonly reason: Reason;
  readonly note: string;
  readonly upTo?: Money;
  readonly decidedBy: string;
  readonly secondBy?: string;
  readonly endedBy?: string;
};
export type Opened = { readonly row: DecisionRow; readonly content: DecisionContent };

const place = (id: DecisionId) => ({ kind: "decision.content", object: id });
export const sealDecision = (site: BorrowedSite, id: DecisionId, content: DecisionContent) => site.keys.sealJson(place(id), content);
export const openDecision = async (site: BorrowedSite, row: DecisionRow): Promise<Opened> =>
  ({ row, content: (await site.keys.openJson(place(row.decision_id), row.sealed_decision)) as DecisionContent });

export async function revisionOf(tx: RegionTransaction): Promise<number> {
  return (await tx.selectFrom("site").select("decision_revision").where("site_id", "=", tx.siteId).executeTakeFirstOrThrow()).decision_revision;
}

/**
 * Decisions of a site are changed one after the other: whoever comes second sees what the first did. Call it first in the transaction; what
 * is held in memory is judged anew because of `noteChange`, which is called last.
 */
export async function oneAtATime(tx: RegionTransaction): Promise<void> {
  await tx.selectFrom("site").select("site_id").where("site_id", "=", tx.siteId).forUpdate().execute();
}
export async function noteChange(tx: RegionTransaction): Promise<void> {
  await tx.updateTable("site").set((site) => ({ decision_revision: site("decision_revision", "+", 1) })).where("site_id", "=", tx.siteId).execute();
}

const PAGE = 1_000;

/** Those that count or wait to, in the order they were made. Ids are in the order of time. */
export async function* standingRows(tx: RegionTransaction): AsyncGenerator<DecisionRow> {
  for (let after = ""; ; ) {
    const rows = await tx.selectFrom("decision").selectAll().where("site_id", "=", tx.siteId).where("state", "in", ["pending", "live"])
      .where("decision_id", ">", after as DecisionId).orderBy("decision_id").limit(PAGE).execute();
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) return;
    after = last.decision_id;
  }
}

/** @throws Refusal not-found */
export async function decisionRow(tx: RegionTransaction, id: DecisionId): Promise<DecisionRow> {
  const row = await tx.selectFrom("decision").selectAll().where("site_id", "=", tx.siteId).where("decision_id", "=", id).executeTakeFirst();
  if (!row) throw notFound("decision");
  return row;
}

/** Newest first. Bounded: a list that is longer is not read to its end. */
export const MOST_LISTED = 5_000;
export async function newestRows(tx: RegionTransaction, states: readonly DecisionRow["state"][], findingId: FindingId | undefined): Promise<DecisionRow[]> {
  let rows = tx.selectFrom("decision").selectAll().where("site_id", "=", tx.siteId).where("state", "in", [...states]);
  if (findingId !== undefined) rows = rows.where("finding_id", "=", findingId);
  return rows.orderBy("decided_at", "desc").orderBy("decision_id", "desc").limit(MOST_LISTED).execute();
}
