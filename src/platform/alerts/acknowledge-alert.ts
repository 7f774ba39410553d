/** Somebody has seen it. Said twice, who was first stays. */
import { notFound } from "../../base/errors.ts";
import type { AlertId } from "../../base/ids.ts";
import type { LentTrail } from "../audit/audit.ts";
import { acknowledge } from "./alerts.store.ts";

/** @throws Refusal not-found */
export async function acknowledgeAlert(lent: LentTrail, alertId: AlertId, now: Date): Promise<void> {
  await lent.transact(async (tx) => {
    const outcome = await acknowledge(tx, alertId, lent.by, now);
    if (outcome === undefined) throw notFound("alert");
    if (outcome === "now") await lent.audit(tx, { act: "alerts.acknowledge", object: { kind: "alert", id: alertId } });
  });
}
