/**
 * FRD-10: one purchase split into invoices that each stay just under an approval limit.
 *
 * Weekly deliveries and fees of about 4,900 are no splitting: a cluster counts only by how surprising it is against the
 * supplier's own pace of such amounts, and more when one hand that rarely handles the supplier entered and approved it all.
 */
import { showMoney } from "../../../base/money.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { tailBits } from "../chance.ts";
import { askAbout } from "../spend.ts";
import { sqlFile } from "../sql.ts";
import { limitBits, type Cluster } from "./limits.ts";

const [sql, habitsSql] = [sqlFile(import.meta.url, "candidates.sql"), sqlFile(import.meta.url, "habits.sql")];

type Row = {
  doc_id: string | null; supplier_id: string; currency: string; amount: number; limit_amount: number; under: number; cluster: number;
  invoice_no: string | null; po_no: string | null; entered_by: string | null; approved_by: string | null;
  members: number; in_band: number; clerks: number; approvers: number;
};
type Habit = { n: number; withOrder: number; days: number; readonly byHand: Map<string, number> };

const parameters = {
  band: { value: 0.1, unit: "share of the limit", least: 0.02, most: 0.2, means: "How far below a limit still counts as just under it" },
  daysBetween: { value: 3, unit: "days", least: 0, most: 31, means: "Parts lie at most this far apart" },
  mostParts: { value: 10, unit: "invoices", least: 2, most: 50, means: "More invoices at once are ordinary business" },
  usualLimit1: { value: 5_000_00, unit: "minor units", least: 0, most: 1e12, means: "A usual approval limit; 0 for none" },
  usualLimit2: { value: 10_000_00, unit: "minor units", least: 0, most: 1e12, means: "A usual approval limit; 0 for none" },
  usualLimit3: { value: 50_000_00, unit: "minor units", least: 0, most: 1e12, means: "A usual approval limit; 0 for none" },
};

function clustersOf(rows: readonly Row[]): Cluster[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.doc_id === null) continue;
    const key = [row.supplier_id, row.currency, row.limit_amount, row.cluster].join("|");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return {
      supplierId: first.supplier_id, currency: first.currency, limitMinor: first.limit_amount, inBand: first.in_band,
      docs: group.map((row) => ({ docId: row.doc_id ?? "", amount: row.amount, invoiceNo: row.invoice_no, poNo: row.po_no })),
      enteredBy: first.entered_by ?? "", approvedBy: first.approved_by ?? "", oneHand: first.clerks <= 1 && first.approvers <= 1,
    };
  });
}

async function habitsOf(db: DuckDb, suppliers: readonly string[]): Promise<Map<string, Habit>> {
  await askAbout(db, "split_supplier", suppliers);
  const habits = new Map<string, Habit>();
  const rows = await db.all<{ supplier_id: string; entered_by: string; approved_by: string; n: number; with_order: number; days: number | null }>(habitsSql);
  for (const row of rows) {
    const habit = habits.get(row.supplier_id) ?? { n: 0, withOrder: 0, days: 0, byHand: new Map<string, number>() };
    habit.n += row.n;
    habit.withOrder += row.with_order;
    habit.days = Math.max(habit.days, row.days ?? 0);
    habit.byHand.set(`${row.entered_by}|${row.approved_by}`, row.n);
    habits.set(row.supplier_id, habit);
  }
  return habits;
}

const runningNumbers = (numbers: readonly (string | null)[]): boolean => {
  const ends = numbers.map((text) => Number(/(\d{1,9})\D*$/.exec(text ?? "")?.[1] ?? Number.NaN)).sort((a, b) => a - b);
  return ends.every((end, at) => at === 0 || end - (ends[at - 1] ?? Number.NaN) === 1);
};

function weigh(cluster: Cluster, habit: Habit, limit: number, daysBetween: number): Reason[] {
  const k = cluster.docs.length;
  const otherInBand = cluster.inBand - k;
  const windows = Math.max(1, (habit.days + 1) / (daysBetween + 1));
  const surprise = tailBits(k, (otherInBand + 0.3) / windows) - Math.log2(windows);
  const money = showMoney({ minor: cluster.limitMinor, currency: cluster.currency });
  const reasons = [
    prior(8192, "clusters of similar invoices"),
    reason("just-under-limit", Math.max(-8, Math.min(10, surprise)), `${k} invoices just under ${money} within days; the supplier has ${otherInBand} others of that size`),
    reason(limit > 0 ? "limit-in-use" : "no-known-limit", limit, limit > 0 ? `Such clusters end at ${money} more often than at amounts beside it` : `Nothing shows that ${money} is an approval limit`),
  ];
  if (cluster.oneHand && cluster.enteredBy !== "") {
    const others = (habit.byHand.get(`${cluster.enteredBy}|${cluster.approvedBy}`) ?? k) - k;
    const share = (others + 0.5) / (habit.n - k + 1);
    reasons.push(reason("one-hand", Math.min(6, -Math.log2(share)), `All were entered by ${cluster.enteredBy} and approved by ${cluster.approvedBy || "the same person"}, who handled ${others} of the supplier's ${habit.n - k} other invoices together`));
  } else if (!cluster.oneHand) reasons.push(reason("several-hands", -6, "Different people entered or approved them"));
  if (runningNumbers(cluster.docs.map((doc) => doc.invoiceNo))) reasons.push(reason("running-numbers", 3, "The invoice numbers follow each other"));
  if (cluster.docs.every((doc) => doc.poNo === null) && habit.withOrder / habit.n > 0.3) reasons.push(reason("no-order", 1, "None has a purchase order, though this supplier's invoices often do"));
  if (new Set(cluster.docs.map((doc) => doc.amount)).size === 1) reasons.push(reason("equal-amounts", -2, "All have the same amount, as a price list would give"));
  return reasons;
}

export const limitSplit: Detector = {
  id: "FRD-10",
  name: "Purchase split under an approval limit",
  kinds: ["limit_split"],
  needs: { invoice: ["supplier_id", "amount_gross"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const value = (name: keyof typeof parameters) => context.value(parameters, name);
    const rows = await db.all<Row>(sql, [value("band"), value("daysBetween"), value("mostParts")]);
    const clusters = clustersOf(rows);
    const beside = new Map<number, number>();
    for (const row of rows) if (row.doc_id === null) beside.set(row.limit_amount, (beside.get(row.limit_amount) ?? 0) + row.members);
    const support = limitBits(clusters, beside, [value("usualLimit1"), value("usualLimit2"), value("usualLimit3")]);
    const habits = await habitsOf(db, [...new Set(clusters.map((cluster) => cluster.supplierId))]);
    return clusters.flatMap((cluster) => {
      const habit = habits.get(cluster.supplierId);
      if (habit === undefined) return [];
      const total = cluster.docs.reduce((sum, doc) => sum + doc.amount, 0);
      return finding({
        kind: "limit_split", detectors: ["FRD-10"], reasons: weigh(cluster, habit, support(cluster), value("daysBetween")),
        documentIds: cluster.docs.map((doc) => doc.docId), supplierIds: [cluster.supplierId],
        employeeIds: cluster.oneHand ? [cluster.enteredBy, cluster.approvedBy].filter((id) => id !== "") : [], amountAtRisk: { minor: total, currency: cluster.currency },
        title: `${cluster.docs.length} invoices just under ${showMoney({ minor: cluster.limitMinor, currency: cluster.currency })}, together ${showMoney({ minor: total, currency: cluster.currency })}`,
      });
    }).filter(worthTelling);
  },
};
