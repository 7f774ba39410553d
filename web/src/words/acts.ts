/** What was done, in words, for the activity pages. Acts that are newer than this page are shown by their own name. */
import { sentence } from "./kinds.ts";

const ACTS_OF_TRAILS: Readonly<Record<string, string>> = {
  "activity.checkpoint": "Looked at the state of the trail",
  "activity.export": "Exported the activity",
  "activity.export-ocsf": "Exported the activity as OCSF",
  "activity.list": "Looked at the activity",
  "activity.log": "Read the log's hashes",
  "activity.prove": "Asked for the proof of an entry",
  "alerts.acknowledge": "Acknowledged an alert",
  "alerts.change-rules": "Changed an alert rule",
  "alerts.fire": "An alert rule fired",
  "alerts.list": "Looked at the alerts",
  "feeds.add": "Added a feed",
  "feeds.change": "Changed a feed",
  "feeds.list": "Looked at the feeds",
  "feeds.pause": "Paused a feed",
  "feeds.remove": "Removed a feed",
  "feeds.resume": "Let a feed go on",
  "feeds.rotate-secret": "Replaced the secret of a feed",
  "feeds.stop": "Stopped a feed that its receiver did not take",
  "feeds.test": "Tried a feed",
  "trail.close-day": "Closed the day's trail",
  "trail.prune": "Removed entries past their time",
};

export const ACTS_OF_SITE: Readonly<Record<string, string>> = {
  ...ACTS_OF_TRAILS,
  "findings.list": "Looked through the findings",
  "findings.read": "Opened a finding",
  "findings.export": "Exported the findings",
  "imports.ask": "Asked for an import",
  "imports.commit": "Imported files",
  "imports.refuse": "Refused an import",
  "imports.fail": "Could not finish an import",
  "imports.list": "Looked at the imports",
  "imports.read": "Looked at an import",
  "imports.problems": "Downloaded the rows with problems",
  "keys.certificate": "Downloaded the certificate of destruction",
  "keys.create": "Made the site's key",
  "keys.destroy": "Asked for the keys to be destroyed",
  "keys.destroyed": "Destroyed the keys",
  "keys.hold-own": "Required the customer's own key",
  "keys.open": "Opened the site with its keys",
  "keys.read": "Looked at the keys",
  "keys.release-own": "Stopped requiring the customer's own key",
  "keys.rotate": "Began to rotate the key",
  "keys.rotated": "Rotated the key",
  "overview.read": "Looked at the overview",
  "population.read": "Looked at the population",
  "population.rows": "Looked at the documents behind a figure",
  "runs.list": "Looked at the runs",
  "runs.read": "Looked at a run",
  "runs.finish": "Examined the ledger",
  "runs.fail": "Could not finish examining the ledger",
  "sites.open": "Opened the site",
  "uploads.begin": "Began to send a file",
  "uploads.receive": "Sent a file",
  "uploads.expire": "Removed a file that never arrived whole",
  "uploads.inspect": "Recognised a file",
  "uploads.refuse": "Refused a file",
  "uploads.list": "Looked at the uploads",
  "uploads.read": "Looked at an upload",
  "uploads.remove": "Deleted a file",
};

export const ACTS_OF_ORGANISATION: Readonly<Record<string, string>> = {
  ...ACTS_OF_TRAILS,
  "connections.change": "Changed a connection",
  "connections.create": "Added a connection",
  "connections.remove": "Removed a connection",
  "connections.start-test": "Began a live test of a connection",
  "connections.switch": "Switched a connection on or off",
  "connections.test": "Finished a live test of a connection",
  "connections.attack": "Attacked a connection's own settings",
  "connections.link": "Linked a person to a connection",
  "connections.unlink": "Unlinked a person from a connection",
  "connections.provider-sign-out": "Ended sessions on the identity provider's word",
  "connections.refuse": "Refused a single sign-on",
  "domains.add": "Added a domain",
  "domains.check": "Looked for a domain's proof",
  "domains.remove": "Removed a domain",
  "domains.verify": "Verified a domain",
  "memberships.change-roles": "Changed somebody's roles",
  "memberships.join": "Became a member",
  "memberships.leave": "Stopped being a member, and every session ended",
  "provisioning.change-roles": "Changed which groups stand for which roles",
  "provisioning.change-group": "Provisioning changed a group",
  "provisioning.change-user": "Provisioning changed a person",
  "provisioning.create-token": "Made a provisioning token",
  "provisioning.remove-token": "Removed a provisioning token",
  "sign-on-policy.change": "Changed how people must sign in",
  "first-administrator.create": "Made the first administrator",
  "mail.read": "Read a message that was sent",
  "organisations.create-demo": "Made the demo organisation",
  "passwords.change": "Changed the password",
  "second-factors.add-authenticator": "Added an authenticator app",
  "second-factors.add-passkey": "Added a passkey",
  "second-factors.begin-authenticator": "Began to add an authenticator app",
  "second-factors.begin-passkey": "Began to add a passkey",
  "second-factors.remove-authenticator": "Removed an authenticator app",
  "second-factors.remove-passkey": "Removed a passkey",
  "second-factors.rename-passkey": "Renamed a passkey",
  "second-factors.renew-recovery-codes": "Made new recovery codes",
  "sessions.end": "Ended another session",
  "sessions.open-machine": "Opened a session for the service itself",
  "sessions.password-accepted": "Gave the right password",
  "sessions.sign-in": "Signed in",
  "sessions.sign-in-refused": "Refused a sign-in",
  "sessions.sign-out": "Signed out",
  "sessions.step-up": "Proved a second factor once more",
  "sites.create": "Made a site",
  "sites.issue-token": "Gave access to a site's region",
  "sites.ready": "The region took up the site",
};

const ACTS: Readonly<Record<string, string>> = { ...ACTS_OF_SITE, ...ACTS_OF_ORGANISATION };

export const actWords = (act: string): string => ACTS[act] ?? sentence(act.replace(".", ": "));

type Choice = { readonly value: string; readonly label: string };

/** For a filter: by noun, all of a noun first. What the address asks for is among them, known or not. */
export function actChoices(acts: Readonly<Record<string, string>>, chosen: string | undefined): { group: string; items: Choice[] }[] {
  const nouns = [...new Set(Object.keys(acts).map((act) => act.split(".")[0] ?? act))].sort();
  const groups = nouns.map((noun) => {
    const items = Object.entries(acts).filter(([act]) => act.startsWith(`${noun}.`)).map(([value, label]) => ({ value, label }));
    const all: Choice[] = items.length > 1 ? [{ value: noun, label: `${sentence(noun)}: all` }] : [];
    return { group: sentence(noun), items: [...all, ...items.sort((a, b) => a.label.localeCompare(b.label))] };
  });
  const known = groups.some(({ items }) => items.some(({ value }) => value === chosen));
  return chosen === undefined || known ? groups : [...groups, { group: "Other", items: [{ value: chosen, label: actWords(chosen) }] }];
}
