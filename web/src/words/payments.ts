/** Verdicts on payments, and states of payment runs, in words. */
import type { PaymentRun } from "../api/shapes.ts";
import type { Meaning } from "../blocks/tag.tsx";

export const VERDICT_WORDS = { hold: "Hold", review: "Review", release: "Release" } as const;
export const VERDICT_MEANS = { hold: "risk", review: "held", release: "good" } as const satisfies Record<string, Meaning>;

export const RUN_STATES: Readonly<Record<PaymentRun["state"], readonly [Meaning, string]>> = {
  queued: ["moving", "Waiting"], checking: ["moving", "Being checked"], done: ["good", "Checked"], refused: ["risk", "Not readable"], failed: ["risk", "Failed"],
};

export const nameOf = ({ name }: Pick<PaymentRun, "name">): string => name ?? "Payments";
