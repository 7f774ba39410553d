/**
 * Each act of the trails, the class and activity it is told in, and how it went. The list is complete: test/tidy/acts.test.ts finds
 * acts in the source and in the golden lists, and test/golden/ocsf.txt shows what became of each.
 *
 * To add an act, copy the nearest line. Reads of a ledger's data are datastore activity; changes of people, account changes; changes of
 * what is set up (sites, keys, feeds), entity management; all else, API activity.
 */
import type { ActivityName, ClassName } from "./classes.ts";

/** 1 informational, 2 low, 3 medium, 4 high, 5 critical. */
export type Severity = 1 | 2 | 3 | 4 | 5;
export type Mapping = { readonly class: ClassName; readonly activity: string; readonly failed: boolean; readonly severity: Severity };

const as = <C extends ClassName>(name: C, activity: ActivityName<C> & string, severity: Severity = 1, failed = false): Mapping => ({ class: name, activity, failed, severity });

export const ACTS: Readonly<Record<string, Mapping>> = {
  "activity.checkpoint": as("api_activity", "read"),
  "activity.export": as("datastore_activity", "query"),
  "activity.export-ocsf": as("datastore_activity", "query"),
  "activity.list": as("datastore_activity", "list"),
  "activity.log": as("api_activity", "read"),
  "activity.prove": as("api_activity", "read"),
  "alerts.acknowledge": as("api_activity", "update"),
  "alerts.change-rules": as("entity_management", "update", 2),
  "alerts.fire": as("detection_finding", "create", 3),
  "alerts.list": as("api_activity", "read"),
  "feeds.add": as("entity_management", "create", 2),
  "feeds.change": as("entity_management", "update", 2),
  "feeds.list": as("entity_management", "read"),
  "feeds.pause": as("entity_management", "update", 3),
  "feeds.remove": as("entity_management", "delete", 3),
  "feeds.resume": as("entity_management", "update"),
  "feeds.rotate-secret": as("entity_management", "update", 2),
  "feeds.test": as("api_activity", "other"),
  "findings.decide": as("datastore_activity", "update"),
  "findings.export": as("datastore_activity", "query", 2),
  "findings.list": as("datastore_activity", "list"),
  "findings.read": as("datastore_activity", "read"),
  "first-administrator.create": as("account_change", "create", 2),
  "first-administrator.issue-link": as("account_change", "other", 2),
  "imports.ask": as("datastore_activity", "write"),
  "imports.commit": as("datastore_activity", "write"),
  "imports.list": as("datastore_activity", "list"),
  "imports.problems": as("datastore_activity", "query"),
  "imports.read": as("datastore_activity", "read"),
  "imports.refuse": as("datastore_activity", "write", 2, true),
  "keys.certificate": as("entity_management", "read"),
  "keys.create": as("entity_management", "create"),
  "keys.destroy": as("entity_management", "delete", 4),
  "keys.destroyed": as("entity_management", "delete", 4),
  "keys.hold-own": as("entity_management", "update", 3),
  "keys.open": as("datastore_activity", "decrypt"),
  "keys.read": as("entity_management", "read"),
  "keys.release-own": as("entity_management", "update", 3),
  "keys.rotate": as("entity_management", "update", 2),
  "keys.rotated": as("entity_management", "update", 2),
  "organisations.create-demo": as("entity_management", "create"),
  "overview.read": as("datastore_activity", "read"),
  "passwords.change": as("account_change", "password-change", 2),
  "passwords.change-refused": as("account_change", "password-change", 2, true),
  "population.read": as("datastore_activity", "read"),
  "population.rows": as("datastore_activity", "query"),
  "runs.finish": as("datastore_activity", "write"),
  "runs.list": as("datastore_activity", "list"),
  "runs.read": as("datastore_activity", "read"),
  "sessions.end": as("authentication", "logoff"),
  "sessions.limit": as("authentication", "logon", 3, true),
  "sessions.open-machine": as("authentication", "logon"),
  "sessions.sign-in": as("authentication", "logon"),
  "sessions.sign-in-refused": as("authentication", "logon", 2, true),
  "sessions.sign-out": as("authentication", "logoff"),
  "sites.create": as("entity_management", "create"),
  "sites.issue-token": as("authentication", "other"),
  "sites.open": as("entity_management", "create"),
  "sites.ready": as("entity_management", "update"),
  "token-keys.create": as("entity_management", "create"),
  "token-keys.rotate": as("entity_management", "update"),
  "trail.close-day": as("api_activity", "other"),
  "trail.prune": as("datastore_activity", "delete"),
  "uploads.begin": as("datastore_activity", "create"),
  "uploads.expire": as("datastore_activity", "delete"),
  "uploads.inspect": as("datastore_activity", "read"),
  "uploads.list": as("datastore_activity", "list"),
  "uploads.read": as("datastore_activity", "read"),
  "uploads.receive": as("datastore_activity", "write"),
  "uploads.remove": as("datastore_activity", "delete"),
};

/** An act from before or after this build's list is not lost: it is told as what it is, an act by API of no closer kind. */
export const mappingOf = (act: string): Mapping => (Object.hasOwn(ACTS, act) ? (ACTS[act] as Mapping) : as("api_activity", "other"));
