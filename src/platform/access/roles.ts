/**
 * The one table of role by area by action (promise A1). Changing it changes test/golden/roles.txt, which is the point.
 *
 * An area is a part of the product a customer can name; its actions are the only ones that exist there.
 */

export const AREAS = {
  /** Customer data of a site, held in its region. */
  uploads: ["read", "add", "remove"],
  imports: ["read", "map", "commit", "remove"],
  runs: ["read", "start"],
  findings: ["read", "decide"],
  /** What the site's decisions teach about its scores. */
  learning: ["read", "reset"],
  population: ["read"],
  /** Which tests run, their thresholds, and the trials of both on the site's history. */
  parameters: ["read", "change"],
  /** Runs of payments before they are released: seeing what was said of each line, having one checked, deciding over the check. */
  "payment-runs": ["read", "check", "release"],
  /** Lists of names that may not be paid: seeing their versions, reading a newer one, removing one. */
  "sanctions-lists": ["read", "add", "remove"],
  reports: ["read", "make"],
  keys: ["read", "rotate", "destroy"],
  activity: ["read"],
  feeds: ["read", "change"],
  alerts: ["read", "acknowledge", "change"],
  /** Administration of the organisation, held in Europe. */
  organisation: ["read", "change", "audit"],
  sites: ["read", "add"],
  people: ["read", "invite", "change", "remove"],
  /** Connections to identity providers, domains, provisioning, and how people must sign in. */
  "sign-on": ["read", "change"],
  tickets: ["read", "raise", "answer"],
  /** The operator's people in the organisation's data: seeing it, allowing it, ending it. */
  "staff-access": ["read", "allow", "end"],
} as const satisfies Record<string, readonly string[]>;

export type Area = keyof typeof AREAS;
export type Action<A extends Area = Area> = (typeof AREAS)[A][number];
export type Permission = { [A in Area]: `${A}:${(typeof AREAS)[A][number]}` }[Area];

export const ROLES = ["administrator", "ap_manager", "analyst", "auditor", "uploader"] as const;
export type Role = (typeof ROLES)[number];

const READ_DATA = ["uploads:read", "imports:read", "runs:read", "findings:read", "learning:read", "population:read", "payment-runs:read", "parameters:read", "sanctions-lists:read", "reports:read"] as const;
const WORK = ["uploads:add", "imports:map", "imports:commit", "runs:start", "findings:decide", "payment-runs:check", "sanctions-lists:add", "reports:make"] as const;
const BELONG = ["organisation:read", "sites:read", "tickets:read", "tickets:raise"] as const;

const TABLE: Readonly<Record<Role, readonly Permission[]>> = {
  // Runs the account: people, keys and retention; reads the data, but does not decide on findings.
  administrator: [
    ...READ_DATA, ...BELONG, "uploads:remove", "imports:remove", "sanctions-lists:remove", "parameters:change", "reports:make", "keys:read", "keys:rotate", "keys:destroy", "activity:read", "feeds:read", "feeds:change", "alerts:read", "alerts:acknowledge", "alerts:change",
    "organisation:change", "organisation:audit", "sites:add", "people:read", "people:invite", "people:change", "people:remove", "sign-on:read", "sign-on:change",
    "tickets:answer", "staff-access:read", "staff-access:allow", "staff-access:end",
  ],
  ap_manager: [...READ_DATA, ...WORK, ...BELONG, "payment-runs:release", "learning:reset", "uploads:remove", "imports:remove", "sanctions-lists:remove", "parameters:change", "activity:read", "alerts:read", "alerts:acknowledge", "people:read", "tickets:answer", "staff-access:read", "staff-access:end"],
  analyst: [...READ_DATA, ...WORK, ...BELONG],
  // Reads everything, changes nothing; a report is a copy of what may be read.
  auditor: [...READ_DATA, "reports:make", "keys:read", "activity:read", "feeds:read", "alerts:read", "organisation:read", "organisation:audit", "sites:read", "people:read", "sign-on:read", "tickets:read", "staff-access:read"],
  // Sends files and sees what became of them; sees no findings.
  uploader: ["uploads:read", "uploads:add", "imports:read", "organisation:read", "sites:read"],
};

export const permissionsOf = (role: Role): ReadonlySet<Permission> => new Set(TABLE[role]);

export const ALL_PERMISSIONS: readonly Permission[] = Object.entries(AREAS).flatMap(([area, actions]) =>
  actions.map((action) => `${area}:${action}` as Permission),
);

const known = new Set<string>(ALL_PERMISSIONS);
export const isPermission = (text: unknown): text is Permission => typeof text === "string" && known.has(text);

const OF_ORGANISATION: ReadonlySet<string> = new Set<Area>(["organisation", "sites", "people", "sign-on", "tickets", "staff-access"]);
/** Administration: held for the whole organisation or not at all, so an assignment to one site or to company codes does not give it. */
export const isOfOrganisation = (permission: Permission): boolean => OF_ORGANISATION.has(permission.split(":")[0] as string);
/** Of those, what whoever has any assignment holds, if its role has it: without them nobody could find the way to their site. */
export const MEMBER_PERMISSIONS: readonly Permission[] = ["organisation:read", "sites:read", "tickets:raise"];

/**
 * What an assignment to listed company codes can give: whose verbs ask `needWithin`. Everything else of a site shows or touches all of
 * its company codes (a file, an import, the trail, the keys), so it is given for all of them or not at all.
 */
const BY_COMPANY_CODE: ReadonlySet<Permission> = new Set<Permission>(["findings:read", "findings:decide", "payment-runs:read", "payment-runs:release"]);
export const byCompanyCode = (permission: Permission): boolean => BY_COMPANY_CODE.has(permission);
