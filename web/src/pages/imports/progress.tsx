/** The stages of an import, the one it is in, and how far that one is. The page can be left; the import goes on. */
import type { Import } from "../../api/shapes.ts";
import { ProgressLine } from "../../blocks/progress.tsx";
import { Stages } from "../../blocks/stages.tsx";

const STAGES: readonly { state: Import["state"]; words: string }[] = [
  { state: "queued", words: "Waiting for its turn" },
  { state: "reading", words: "Reading the files" },
  { state: "committing", words: "Sealing and storing" },
  { state: "committed", words: "Imported" },
];

export function ImportProgress({ data }: { data: Import }) {
  const at = STAGES.findIndex((stage) => stage.state === data.state);
  return (
    <>
      <Stages list={STAGES.map((stage) => stage.words)} at={at} />
      {data.progress && <ProgressLine progress={data.progress} label="Import" />}
      <p>
        <small>You can leave this page: the import goes on, and you will find it among the imports.</small>
      </p>
    </>
  );
}
