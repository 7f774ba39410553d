/**
 * A test's page in the product, read from its README: what the test is, how the thing happens, what is falsely taken for it, the source.
 *
 * Read once, when it is first asked for. What the README says to developers (cases, measurements) is not on the page.
 */
import { readFileSync } from "node:fs";
import { invariant } from "../../base/errors.ts";
import type { DetectorId } from "./detector.ts";

/** Texts in the README's own words; `code` and *emphasis* are left as they are written. */
export type TestPage = { readonly title: string; readonly sections: readonly { readonly heading: string; readonly text: string }[] };

const known = new Map<DetectorId, TestPage>();

export function testPage(id: DetectorId): TestPage {
  const page = known.get(id) ?? parsePage(readFileSync(new URL(`./${id.toLowerCase()}/README.md`, import.meta.url), "utf8"));
  known.set(id, page);
  return page;
}

/** `# DUP-03: Number similar`, then paragraphs that begin with `**Heading.**`. */
export function parsePage(readme: string): TestPage {
  const [head = "", ...paragraphs] = readme.trim().split(/\n\s*\n/);
  const title = /^# [A-Z]{3}-\d+: (.+)$/.exec(head)?.[1];
  invariant(title !== undefined, "a README begins with the test's id and name");
  const sections: { heading: string; text: string }[] = [];
  for (const paragraph of paragraphs) {
    const begun = /^\*\*(.+?)\.?\*\*\s*([\s\S]*)$/.exec(paragraph);
    if (begun) sections.push({ heading: begun[1] ?? "", text: oneLine(begun[2] ?? "") });
  }
  return { title, sections };
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ").trim();
