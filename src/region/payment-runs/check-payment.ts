/**
 * "Is this payment safe?": one payment, answered while whoever asks waits. It is a payment run of one line like any other: kept, audited, and open to a person's word.
 *
 * The check is the worker's, which has the history in memory; this waits for it, and says that it goes on when it takes longer than anybody waits (the history is being
 * prepared, or a ledger is being examined).
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseId, type SiteId } from "../../base/ids.ts";
import { needWithin, type Actor } from "../../platform/access/access.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";
import { askCheck } from "./ask-check.ts";
import type { CheckPayment, PaymentAnswer } from "./payment-runs.schema.ts";
import { paymentRunRow } from "./payment-runs.store.ts";
import { listLines, readPaymentRun } from "./read-runs.ts";

const WAIT_MS = 8_000;
/** A check of a warm history takes about as long as five of these. */
const LOOK_EVERY_MS = 20;
const SLOW_AFTER_MS = 1_000;
const SLOW_EVERY_MS = 100;

/** @throws Refusal as `askCheck`. */
export async function checkPayment(deps: RegionDeps, actor: Actor, siteId: SiteId, { payment }: CheckPayment): Promise<PaymentAnswer> {
  needWithin(actor, siteId, "payment-runs", "read", deps.clock.now().getTime());
  const { id } = await askCheck(deps, actor, siteId, { payments: [payment] });
  const begun = performance.now();
  for (let waited = 0; waited < WAIT_MS; waited = performance.now() - begun) {
    await pause(waited < SLOW_AFTER_MS ? LOOK_EVERY_MS : SLOW_EVERY_MS);
    const { state } = await withSite(deps.db, siteId, (tx) => paymentRunRow(tx, parseId("prn", id)));
    if (state !== "queued" && state !== "checking") break;
  }
  const run = await readPaymentRun(deps, actor, siteId, id);
  return { run, lines: run.state === "done" ? (await listLines(deps, actor, siteId, id, { limit: 1 })).items : [] };
}
