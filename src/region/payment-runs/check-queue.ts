/** The queues of payment runs to check and histories to prepare, apart from their handlers: who asks for work does not depend on how it is done. */
import type { PaymentRunId, SiteId } from "../../base/ids.ts";
import { queue } from "../../platform/jobs/jobs.ts";

export const CHECK_PAYMENTS = queue<{ site: SiteId; paymentRun: PaymentRunId }>("check-payments", { expireSeconds: 3600, retryLimit: 5, permissions: ["payment-runs:check", "uploads:read"] });
export const PREPARE_HISTORY = queue<{ site: SiteId }>("prepare-history", { expireSeconds: 3600, retryLimit: 2, permissions: ["payment-runs:check"] });
