/**
 * The rules. Each says which entries it looks at (by what is in clear), whom it counts for, and how much an entry weighs. Thresholds have a
 * unit; one that has to be 1 cannot be changed. Break-glass and staff access match acts that are not possible yet, and will when they are.
 */
import type { StoredEntry } from "../audit/audit.ts";
import type { TrailEntry } from "../ocsf/ocsf.ts";

export type TrailPlane = "region" | "control";
export type RuleName = "failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged";
type Facts = Pick<StoredEntry, "act" | "actorKind" | "actorId" | "objectId" | "trail">;
type Range = { readonly usual: number; readonly least: number; readonly most: number };

export type Rule = {
  readonly planes: readonly TrailPlane[];
  readonly severity: 2 | 3 | 4;
  readonly threshold: Range;
  readonly unit: "failures" | "rows" | "acts" | "sign-ins";
  readonly windowMinutes: Range;
  readonly looksAt: (entry: Facts) => boolean;
  readonly subjectOf: (entry: Facts) => string;
  /** Left out: 1. Needs the details. */
  readonly weigh?: (entry: TrailEntry) => number;
  /** @param act of the entry that it fired at */
  readonly title: (total: number, windowMinutes: number, act: string) => string;
};

const ONCE: Range = { usual: 1, least: 1, most: 1 };
const minutes = (usual: number): Range => ({ usual, least: 1, most: 7 * 24 * 60 });
const KEY_ACTS: ReadonlySet<string> = new Set(["keys.rotated", "keys.hold-own", "keys.release-own", "keys.destroyed"]);
const person = ({ actorId }: Facts): string => actorId.split(" ")[0] ?? actorId;
const isBreakGlass = (act: string): boolean => act.startsWith("break-glass.");
const within = (windowMinutes: number): string => `within ${windowMinutes === 1 ? "a minute" : windowMinutes % 60 === 0 ? `${windowMinutes / 60} h` : `${windowMinutes} minutes`}`;

export const RULES: Readonly<Record<RuleName, Rule>> = {
  failures: {
    planes: ["control"], severity: 3, threshold: { usual: 10, least: 2, most: 1_000 }, unit: "failures", windowMinutes: minutes(10),
    looksAt: ({ act }) => act.endsWith("-refused") || act === "sessions.limit",
    subjectOf: ({ trail }) => trail,
    title: (total, window) => `${total} failed sign-ins or refusals ${within(window)}`,
  },
  "new-place": {
    planes: ["control"], severity: 3, threshold: ONCE, unit: "sign-ins", windowMinutes: minutes(24 * 60),
    looksAt: ({ act }) => act === "sessions.sign-in",
    subjectOf: person,
    title: () => "Sign-in from a place that this person has not signed in from before",
  },
  "mass-export": {
    planes: ["region"], severity: 3, threshold: { usual: 10_000, least: 1, most: 10_000_000 }, unit: "rows", windowMinutes: minutes(60),
    looksAt: ({ act }) => /\.export(-[a-z]+)?$/.test(act) || act === "imports.problems",
    subjectOf: person,
    weigh: ({ detail }) => (typeof detail?.["rows"] === "number" ? detail["rows"] : 0),
    title: (total, window) => `One person took away ${total.toLocaleString("en")} rows ${within(window)}`,
  },
  "key-acts": {
    planes: ["region"], severity: 4, threshold: ONCE, unit: "acts", windowMinutes: minutes(60),
    looksAt: ({ act, actorKind }) => KEY_ACTS.has(act) && actorKind !== "system",
    subjectOf: person,
    title: () => "A person changed the keys of the site",
  },
  "break-glass": {
    planes: ["region", "control"], severity: 4, threshold: ONCE, unit: "acts", windowMinutes: minutes(240),
    // Asking for a grant reaches nothing yet, and answering is the customer's own act.
    looksAt: ({ act, actorKind }) => actorKind === "staff" || act === "grants.use" || isBreakGlass(act),
    // Who came in under an ordinary grant before does not make breaking the glass quiet: each of those counts by itself.
    subjectOf: (entry) => (isBreakGlass(entry.act) ? entry.objectId : person(entry)),
    title: (_total, _window, act) => (isBreakGlass(act) ? "The operator's staff broke the glass: access without the usual approvals" : "The operator's staff reached into the customer's data"),
  },
  "feed-stopped": {
    planes: ["region", "control"], severity: 3, threshold: ONCE, unit: "acts", windowMinutes: minutes(24 * 60),
    looksAt: ({ act }) => act === "feeds.stop",
    subjectOf: ({ objectId }) => objectId,
    title: () => "A feed was stopped: its receiver has taken nothing for days, or says that it is gone",
  },
  "trail-damaged": {
    planes: ["region", "control"], severity: 4, threshold: ONCE, unit: "acts", windowMinutes: minutes(12 * 60),
    looksAt: ({ act }) => act === "trail.damaged",
    subjectOf: ({ trail }) => trail,
    title: () => "This trail is not what was written: an entry or its log was altered or is missing, or a witness has seen another one",
  },
};

export const rulesOf = (plane: TrailPlane): readonly (readonly [RuleName, Rule])[] =>
  (Object.entries(RULES) as [RuleName, Rule][]).filter(([, { planes }]) => planes.includes(plane));
