/** How far an import has come, in a word. */
import type { Import } from "../../api/shapes.ts";
import { Tag, type Meaning } from "../../blocks/tag.tsx";

const STATES: Readonly<Record<Import["state"], readonly [Meaning, string]>> = {
  queued: ["moving", "Waiting"],
  reading: ["moving", "Reading"],
  committing: ["moving", "Storing"],
  committed: ["good", "Imported"],
  refused: ["risk", "Refused"],
  failed: ["risk", "Failed"],
};

export function ImportState({ state }: { state: Import["state"] }) {
  const [meaning, words] = STATES[state];
  return <Tag meaning={meaning}>{words}</Tag>;
}
