/** Somebody asks for a payment run to be checked before it is released: a file that was sent for it, or payments given with the request. */
import { asDay } from "../../base/day.ts";
import { Refusal } from "../../base/errors.ts";
import { newId, parseId, type SiteId } from "../../base/ids.ts";
import { textOrNull, type Account, type PaymentLine } from "../../engine/payment-run/payment-run.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, personOf } from "../sites/sites.ts";
import { paymentUpload } from "../uploads/uploads.ts";
import { CHECK_PAYMENTS } from "./check-queue.ts";
import type { AskCheck, PaymentRun } from "./payment-runs.schema.ts";
import { paymentRunRow, sealAsk, showPaymentRun } from "./payment-runs.store.ts";

/** @throws Refusal upload-incomplete, not-found. */
export async function askCheck(deps: RegionDeps, actor: Actor, siteId: SiteId, ask: AskCheck): Promise<PaymentRun> {
  need(actor, siteId, "payment-runs", "check", deps.clock.now().getTime());
  const id = newId("prn");
  const uploadId = ask.uploadId === undefined ? null : parseId("upl", ask.uploadId);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const file = uploadId === null ? undefined : await paymentUpload(site, tx, uploadId);
      if (file?.state === "receiving") throw new Refusal("conflict", "upload-incomplete", "The file is not here completely yet.", [{ at: file.fileName, remedy: "Send the rest of it first." }]);
      const { currency, dateOrder, decimalMark } = ask;
      const sealed = await sealAsk(site.keys, id, {
        name: file?.fileName ?? null, askedByName: personOf(actor).name, answers: { currency, dateOrder, decimalMark }, payments: ask.payments?.map(lineOf) ?? null,
      });
      const jobId = await deps.jobs.send(tx, CHECK_PAYMENTS, { site: siteId, paymentRun: id }, actor);
      await tx.insertInto("payment_run").values({
        site_id: siteId, payment_run_id: id, state: "queued", upload_id: uploadId, job_id: jobId, asked_by: personOf(actor).id, asked_at: deps.clock.now(), sealed_ask: sealed,
      }).execute();
      await site.audit(tx, { act: "payment-runs.ask", object: { kind: "payment run", id }, after: file ? { fileName: file.fileName } : { payments: ask.payments?.length ?? 0 } });
      return showPaymentRun(site, tx, await paymentRunRow(tx, id), "all");
    }));
}

type Given = NonNullable<AskCheck["payments"]>[number];

function lineOf(given: Given, at: number): PaymentLine {
  return {
    line: at + 1, at: `payment ${at + 1}`, payee: textOrNull(given.payee), supplierId: textOrNull(given.supplierId), account: accountOf(given), amount: given.amount,
    references: given.references.map((one) => textOrNull(one)).filter((one) => one !== null), text: textOrNull(given.text),
    payOn: given.payOn === undefined ? null : (asDay(given.payOn) ?? null), entity: null, unreadable: null,
  };
}

function accountOf({ iban, accountNumber, sortCode, routingNumber }: Given): Account | null {
  const [whole, number, sort, routing] = [textOrNull(iban), textOrNull(accountNumber), textOrNull(sortCode), textOrNull(routingNumber)];
  if (whole !== null) return { scheme: "iban", bank: null, number: whole };
  if (number === null) return null;
  if (sort !== null) return { scheme: "uk", bank: sort, number };
  return routing === null ? { scheme: "other", bank: null, number } : { scheme: "us", bank: routing, number };
}
