/**
 * Of what a verdict is made: points for every reason, and the sums from which a line is looked at or held. All of it is here.
 *
 * The verdict of a line is a function of its reasons alone: hold from `holdAt` points, review from `reviewAt`, else release. Ten points hold a line by
 * themselves: paying it would be wrong on its face. Four ask for a look. Signs that are weak alone add up.
 */
export type GateParameter = { readonly value: number; readonly unit: string; readonly least: number; readonly most: number; readonly means: string };

export const PARAMETERS = {
  holdAt: { value: 10, unit: "points", least: 4, most: 40, means: "A line with this many points is held" },
  reviewAt: { value: 4, unit: "points", least: 1, most: 40, means: "A line with this many points is to be looked at" },
  settledShare: { value: 0.06, unit: "share of the amount", least: 0, most: 0.3, means: "A bill of which all but this share was paid is settled (discounts, bank fees, exchange differences)" },
  overShare: { value: 0.005, unit: "share of the amount", least: 0, most: 0.2, means: "Paying more than is open by no more than this share is not counted as too much" },
  recentDays: { value: 30, unit: "days", least: 1, most: 365, means: "An account changed this shortly before the payment is a recent change" },
  dormantDays: { value: 400, unit: "days", least: 90, most: 2000, means: "A supplier not paid for so long is dormant" },
  repeatDays: { value: 45, unit: "days", least: 1, most: 400, means: "The same amount paid this shortly before, and never else, is worth a look" },
  usedTimes: { value: 3, unit: "payments", least: 1, most: 100, means: "An account paid to so often is known, whatever the record says" },
  crowd: { value: 4, unit: "suppliers", least: 2, most: 100, means: "An account on more records than this is a factor's or an agent's" },
  unusualTimes: { value: 3, unit: "times the highest bill", least: 1.1, most: 100, means: "A payment this many times the supplier's highest other bill is unusual" },
  unusualBills: { value: 6, unit: "bills", least: 3, most: 1000, means: "A supplier with fewer other bills has no usual amount" },
  duplicateScore: { value: 0.6, unit: "probability", least: 0.25, most: 1, means: "A bill found to be a copy with at least this probability holds the line" },
  possibleScore: { value: 0.25, unit: "probability", least: 0.05, most: 1, means: "From this probability on it is to be looked at" },
} as const satisfies Record<string, GateParameter>;
export type ParameterName = keyof typeof PARAMETERS;
export type Parameters = Readonly<Record<ParameterName, number>>;

/**
 * What a site may set for itself (engine/run/settings.ts): from how many points on. Bounds that cannot cross, and within which a payment that is wrong on its face
 * (ten points) is always held. The other values stay ours: a trial of them would need the history as it was at the time of each past run, which nobody keeps.
 */
export const SITE_PARAMETERS = {
  holdAt: { ...PARAMETERS.holdAt, least: 6, most: 10 },
  reviewAt: { ...PARAMETERS.reviewAt, least: 1, most: 6 },
} as const satisfies Partial<Record<ParameterName, GateParameter>>;
export type Thresholds = Pick<Parameters, keyof typeof SITE_PARAMETERS>;
export const STANDARD_THRESHOLDS: Thresholds = { holdAt: PARAMETERS.holdAt.value, reviewAt: PARAMETERS.reviewAt.value };

/** The values to check with: those changed, clipped to their limits, and the rest as they are. */
export const parametersWith = (changed: Partial<Parameters> = {}): Parameters =>
  Object.fromEntries(Object.entries(PARAMETERS).map(([name, { value, least, most }]) => [name, Math.min(most, Math.max(least, changed[name as ParameterName] ?? value))])) as Parameters;

export const POINTS = {
  "line-unreadable": 10,
  "control-total": 4,
  "same-line": 10,
  "bill-in-run": 10,
  "already-paid": 10,
  "credited": 10,
  "perhaps-credited": 5,
  "over-open": 10,
  "copy-of-paid": 10,
  "possible-copy": 5,
  "copy-in-run": 10,
  "like-paid": 10,
  "perhaps-like-paid": 5,
  "amount-repeated": 4,
  "bill-unknown": 4,
  "currency-other": 6,
  "account-impossible": 10,
  "account-doubtful": 4,
  "account-missing": 4,
  "account-of-other": 10,
  "account-of-staff": 10,
  "account-changed-back": 10,
  "account-differs": 10,
  "account-old": 6,
  "account-rare": 6,
  "account-other-used": 4,
  "account-of-many": 4,
  "account-of-sister": 4,
  "account-changed": 6,
  "account-first": 4,
  "account-unrecorded": 4,
  "supplier-first": 4,
  "payee-unknown": 10,
  "payee-new": 4,
  "payee-differs": 4,
  "supplier-closed": 10,
  "supplier-dormant": 4,
  "supplier-suspected": 5,
  "listed": 10,
  "perhaps-listed": 5,
  "amount-unusual": 4,
} as const satisfies Record<string, number>;
export type ReasonCode = keyof typeof POINTS;

export type GateReason = { readonly code: ReasonCode; readonly words: string; readonly points: number };
export const because = (code: ReasonCode, words: string): GateReason => ({ code, words, points: POINTS[code] });

export const VERDICTS = ["hold", "review", "release"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Whatever the thresholds: what could not be read is held, and nothing is released from a file that does not add up. */
const LEAST: Readonly<Partial<Record<ReasonCode, Exclude<Verdict, "release">>>> = { "line-unreadable": "hold", "control-total": "review" };

export function verdictOf(reasons: readonly Pick<GateReason, "code" | "points">[], { holdAt, reviewAt }: Thresholds): { verdict: Verdict; points: number } {
  const points = reasons.reduce((sum, one) => sum + one.points, 0);
  const least = reasons.map(({ code }) => LEAST[code]);
  return { points, verdict: points >= holdAt || least.includes("hold") ? "hold" : points >= reviewAt || least.includes("review") ? "review" : "release" };
}
