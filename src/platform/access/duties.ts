/**
 * What the operator's people may do: duties × acts, the whole of it in this file (golden text: test/golden/duties.txt).
 *
 * Invariant: no act here touches customer data. The areas are the operator's own, their names are not those of Access Permissions,
 * and neither type fits where the other is asked for. A member of staff reaches a customer's data as a `staff` actor under a grant only.
 */

export const DUTIES = ["engineer", "infrastructure", "support", "security", "people_team", "release_manager"] as const;
export type Duty = (typeof DUTIES)[number];
export const isDuty = (text: unknown): text is Duty => (DUTIES as readonly unknown[]).includes(text);

export const STAFF_AREAS = {
  /** The people register: who works here, on what terms, checked by whom, trained in what. */
  register: ["read", "change", "end"],
  duties: ["read", "give", "accept"],
  /** How staff signed in, and who was refused. */
  "staff-sign-ins": ["read"],
  /** Who could reach customer data without a grant: nobody, as a number. */
  "standing-access": ["read"],
  phishing: ["read", "run"],
  /** A ticket's conversation, never the customer's data. */
  "staff-tickets": ["read", "answer"],
  grants: ["read", "request", "review", "authorise", "revoke"],
  "break-glass": ["open", "review"],
} as const satisfies Record<string, readonly string[]>;

export type StaffArea = keyof typeof STAFF_AREAS;
export type StaffAct<A extends StaffArea = StaffArea> = (typeof STAFF_AREAS)[A][number];
export type StaffRight = { [A in StaffArea]: `${A}:${(typeof STAFF_AREAS)[A][number]}` }[StaffArea];

const INVESTIGATE = ["staff-tickets:read", "grants:read", "grants:request", "grants:review", "grants:revoke", "break-glass:open"] as const;

const TABLE: Readonly<Record<Duty, readonly StaffRight[]>> = {
  engineer: INVESTIGATE,
  infrastructure: [...INVESTIGATE, "standing-access:read"],
  support: [...INVESTIGATE, "staff-tickets:answer"],
  // Authorises and watches; asks for nothing itself.
  security: [
    "register:read", "register:end", "duties:read", "duties:give", "duties:accept", "staff-sign-ins:read", "standing-access:read", "phishing:read", "phishing:run",
    "staff-tickets:read", "grants:read", "grants:authorise", "grants:revoke", "break-glass:review",
  ],
  people_team: ["register:read", "register:change", "register:end", "duties:read", "phishing:read"],
  release_manager: [],
};

export const rightsOf = (duty: Duty): ReadonlySet<StaffRight> => new Set(TABLE[duty]);

export type Conflict = { readonly one: Duty; readonly other: Duty; readonly answer: "refused" | "recorded"; readonly why: string };

/** Promise V1. `recorded`: only while somebody else than the person has accepted it, by name and reason. */
export const CONFLICTS: readonly Conflict[] = [
  { one: "engineer", other: "infrastructure", answer: "refused", why: "Who writes the software must not run it." },
  { one: "engineer", other: "release_manager", answer: "refused", why: "Who writes a change must not release it." },
  { one: "infrastructure", other: "release_manager", answer: "recorded", why: "Who releases the software also runs it." },
  { one: "security", other: "engineer", answer: "recorded", why: "Who authorises access also asks for it." },
  { one: "security", other: "infrastructure", answer: "recorded", why: "Who authorises access also asks for it." },
  { one: "security", other: "support", answer: "recorded", why: "Who authorises access also asks for it." },
  { one: "security", other: "people_team", answer: "recorded", why: "Who gives duties also keeps the register that they depend on." },
];

export const conflictsAmong = (duties: readonly Duty[]): readonly Conflict[] => CONFLICTS.filter(({ one, other }) => duties.includes(one) && duties.includes(other));
