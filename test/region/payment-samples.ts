/** Samples of the endpoints of payment runs, for the matrix of endpoints and roles. */
import type { Caller } from "./region-world.ts";

export const PAYMENTS = { payments: [{ supplierId: "S1", amount: { minor: 500, currency: "GBP" }, references: ["ZZ-99"] }] };
let released = false;

type Sample = (call: Caller, things: { readonly paymentRunId: string }) => Promise<Response>;

export const PAYMENT_SAMPLES = {
  "get /payment-runs": (call) => call("GET", "/payment-runs"),
  "post /payment-runs": (call) => call("POST", "/payment-runs", PAYMENTS),
  "post /payment-checks": (call) => call("POST", "/payment-checks", { payment: PAYMENTS.payments[0] }),
  "get /payment-runs/{paymentRunId}": (call, { paymentRunId }) => call("GET", `/payment-runs/${paymentRunId}`),
  "get /payment-runs/{paymentRunId}/lines": (call, { paymentRunId }) => call("GET", `/payment-runs/${paymentRunId}/lines`),
  "get /payment-runs/{paymentRunId}/verdicts.csv": (call, { paymentRunId }) => call("GET", `/payment-runs/${paymentRunId}/verdicts.csv`),
  // What stands already is a conflict: each says the other thing.
  "post /payment-runs/{paymentRunId}/lines/{line}/override": async (call, { paymentRunId }) => {
    const verdict = released ? "hold" : "release";
    const answer = await call("POST", `/payment-runs/${paymentRunId}/lines/1/override`, { verdict, reason: "Called the supplier" });
    if (answer.ok) released = verdict === "release";
    return answer;
  },
} as const satisfies Record<string, Sample>;
