/** The queue of payment runs to check, apart from its handler: who asks for work does not depend on how it is done. */
import type { PaymentRunId, SiteId } from "../../base/ids.ts";
import { queue } from "../../platform/jobs/jobs.ts";

export const CHECK_PAYMENTS = queue<{ site: SiteId; paymentRun: PaymentRunId }>("check-payments", { expireSeconds: 3600, retryLimit: 5, permissions: ["payment-runs:check", "uploads:read"] });
