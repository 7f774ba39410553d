/** What was done, in words, for the activity page. Acts that are newer than this page are shown by their own name. */
import { sentence } from "./kinds.ts";

const ACTS: Readonly<Record<string, string>> = {
  "activity.checkpoint": "Looked at the state of the trail",
  "activity.export": "Exported the activity",
  "activity.prove": "Asked for the proof of an entry",
  "activity.list": "Looked at the activity",
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
  "overview.read": "Looked at the overview",
  "population.read": "Looked at the population",
  "population.rows": "Looked at the documents behind a figure",
  "runs.list": "Looked at the runs",
  "runs.read": "Looked at a run",
  "runs.finish": "Examined the ledger",
  "runs.fail": "Could not finish examining the ledger",
  "sites.open": "Opened the site",
  "trail.prune": "Removed entries past their time",
  "trail.close-day": "Closed the day's trail",
  "uploads.begin": "Began to send a file",
  "uploads.receive": "Sent a file",
  "uploads.expire": "Removed a file that never arrived whole",
  "uploads.inspect": "Recognised a file",
  "uploads.refuse": "Refused a file",
  "uploads.list": "Looked at the uploads",
  "uploads.read": "Looked at an upload",
  "uploads.remove": "Deleted a file",
};

export const actWords = (act: string): string => ACTS[act] ?? sentence(act.replace(".", ": "));
