/** What a program may be allowed to do, as its administrator reads it. */
import type { ApiClient } from "../api/api-clients.ts";

const PERMISSIONS: Readonly<Record<string, string>> = {
  "uploads:read": "See the files that were sent",
  "uploads:add": "Send files",
  "imports:read": "See imports and their problems",
  "imports:map": "Say which column is which",
  "imports:commit": "Import files into the ledger",
  "runs:read": "See runs",
  "runs:start": "Start a run",
  "findings:read": "Read findings and what was decided on them",
  "population:read": "Read the figures of the whole ledger",
  "parameters:read": "See which tests run and how they are set",
  "payment-runs:read": "Read what was said of payments",
  "payment-runs:check": "Have payments checked before they are released",
  "activity:read": "Read the activity",
  "alerts:read": "Read alerts",
};
export const permissionWords = (permission: string): string => PERMISSIONS[permission] ?? permission;

export const CLIENT_STATES: Readonly<Record<ApiClient["state"], string>> = { on: "on", off: "switched off", expired: "expired" };

export function certificateWords(certificate: ApiClient["certificate"]): string {
  if (certificate === null) return "not asked for";
  return certificate.kind === "thumbprint" ? `the one whose SHA-256 begins with ${certificate.sha256.slice(0, 8)}` : `of its authority, for ${certificate.subject}`;
}
