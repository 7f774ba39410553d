/** What the rules have found, newest first. */
import type { LentTrail } from "../audit/audit.ts";
import type { AlertView } from "./alerts.schema.ts";
import { alertsOf, countAlerts, type AlertRow } from "./alerts.store.ts";

type Asked = { readonly limit: number; readonly cursor?: string | undefined; readonly open: "yes" | "no" };

export async function listAlerts(lent: LentTrail, { limit, cursor, open }: Asked): Promise<{ items: AlertView[]; nextCursor: string | null; total: number; open: number }> {
  return lent.transact(async (tx) => {
    const offset = Number(cursor ?? 0);
    const counts = await countAlerts(tx);
    const total = open === "yes" ? counts.open : counts.all;
    const items: AlertView[] = [];
    for (const row of await alertsOf(tx, { offset, limit, openOnly: open === "yes" })) items.push(await show(lent, row));
    await lent.auditRead(tx, "alerts.list", { kind: "trail", id: lent.trail }, items.length);
    return { items, nextCursor: offset + items.length < total ? String(offset + items.length) : null, total, open: counts.open };
  });
}

async function show({ open }: LentTrail, row: AlertRow): Promise<AlertView> {
  const { title } = JSON.parse(Buffer.from(await open({ kind: "alert.facts", object: row.alertId }, row.sealedFacts)).toString("utf8")) as { title: string };
  return {
    id: row.alertId, rule: row.rule, title, severity: row.severity, subject: row.subject, firedAt: row.firedAt.toISOString(), quietUntil: row.quietUntil.toISOString(), entries: [...row.entries],
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null, acknowledgedBy: row.acknowledgedBy,
    mail: row.givenUp ? "given-up" : row.toldAt === null ? "waiting" : "told",
  };
}
