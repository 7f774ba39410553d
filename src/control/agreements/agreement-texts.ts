/**
 * The agreements that everybody signs on hire and before any access (promise H4). A text is a file of the project and is never edited once
 * released: a change is a new version beside it, and its hash is golden text. A new version has to be signed by everybody.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export type Agreement = { readonly id: string; readonly version: number; readonly title: string; readonly text: string; readonly sha256: string };

function read(id: string, version: number, title: string): Agreement {
  const bytes = readFileSync(new URL(`./texts/${id}-${version}.md`, import.meta.url));
  return { id, version, title, text: bytes.toString("utf8"), sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** The versions in force. */
export const AGREEMENTS: readonly Agreement[] = [read("confidentiality", 1, "Confidentiality and non-disclosure"), read("acceptable-use", 1, "Use of systems and devices")];

export const agreementOf = (id: string): Agreement | undefined => AGREEMENTS.find((one) => one.id === id);
