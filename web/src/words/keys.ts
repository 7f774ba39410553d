/** Keys in words: where they are, and what they protect, as its owner would call it. */
import type { Keys } from "../api/shapes.ts";

const SERVICES: Readonly<Record<NonNullable<Keys["root"]>["keyService"], string>> = {
  "local-file": "a key file of the installation",
  pkcs11: "a hardware security module",
  "aws-kms": "AWS KMS",
  "azure-key-vault": "Azure Key Vault",
};

export const keyServiceWords = (kind: keyof typeof SERVICES): string => SERVICES[kind];

/** Why a site is paused, to the people whose site it is; of other reasons what the region itself says. */
export function pausedWords({ code, message }: Keys["state"]): string {
  if (code === "customer-key-revoked") return "Your organisation's own key is withheld in its key service.";
  if (code === "customer-key-missing") return "Your organisation's own key is needed, and its key service is not connected.";
  return message ?? "";
}

export const ageWords = (days: number): string => (days === 1 ? "1 day" : `${days} days`);

/** By the first word of the kind: `finding.item` and `finding.evidence` are both findings. */
const PROTECTED: Readonly<Record<string, string>> = {
  site: "the site's name", upload: "uploaded files", confirmed_mapping: "mappings", import: "imports", manifest: "the ledger's contents", segment: "the ledger", run: "runs",
  finding: "findings", population_page: "population pages", audit_entry: "details of the activity",
};

/** Each once, in the order of a ledger's life; kinds that are newer than this page by their own name. */
export function protectedWords(kinds: readonly string[]): string {
  const found = new Set(kinds.map((kind) => kind.split(".")[0] ?? kind));
  const known = Object.keys(PROTECTED).filter((kind) => found.has(kind)).map((kind) => PROTECTED[kind] ?? kind);
  const newer = [...found].filter((kind) => PROTECTED[kind] === undefined).map((kind) => kind.replaceAll("_", " "));
  const text = [...known, ...newer].join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
