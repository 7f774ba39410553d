/** Files of lists that no version was read from yet, and readings that are under way or came to nothing. */
import { Button, Checkbox } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { readingMoves } from "../../api/queries.ts";
import { askSanctionsReading, deleteUpload } from "../../api/region.ts";
import type { SanctionsReading, SanctionsVersionList, Site, WaitingListFile } from "../../api/shapes.ts";
import { may } from "../../app/rights.ts";
import { DetailList, FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { ProgressLine } from "../../blocks/progress.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { LIST_WORDS } from "../../words/sanctions.ts";
import styles from "./sanctions-lists.module.css";

const STATES: Readonly<Record<WaitingListFile["state"], readonly [Meaning, string]>> = { inspecting: ["moving", "Being looked at"], ready: ["good", "Recognised"], refused: ["risk", "Not usable"] };
const WAITING = { stage: "Waiting for its turn", done: 0, total: 0, unit: "" };

type Props = { site: Site; data: SanctionsVersionList; onChanged: () => void };

export function WaitingFiles({ site, data, onChanged }: Props) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const read = useMutation({ mutationFn: (ids: string[]) => askSanctionsReading(site, ids), onSettled: onChanged });
  const remove = useMutation({ mutationFn: (one: WaitingListFile) => deleteUpload(site, one.uploadId), onSettled: onChanged });
  const chosen = data.waiting.filter(({ state, uploadId }) => state === "ready" && !left.has(uploadId));
  const toggle = (id: string): void => setLeft((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  const shown = readingsToShow(data.readings);
  if (data.waiting.length === 0 && shown.length === 0) return null;
  return (
    <Section title="Files to read" aside="All files of one list are read together">
      {shown.map((one) => <div key={one.id} className={styles.told}><ReadingState reading={one} /></div>)}
      {remove.error && <FailureNotice error={remove.error} doing="Deleting the file" />}
      {read.error && <FailureNotice error={read.error} doing="Reading" />}
      <ul className={styles.files}>
        {data.waiting.map((one) => (
          <li key={one.uploadId}>
            <div className={styles.file}>
              {may(site, "addLists") && <Checkbox checked={chosen.includes(one)} disabled={one.state !== "ready"} onChange={() => toggle(one.uploadId)} aria-label={`Read ${one.fileName}`} />}
              <div className={styles.name}>
                <strong>{one.fileName}</strong>
                {one.list && <span className={styles.under}>{LIST_WORDS[one.list]}: {one.part}</span>}
              </div>
              <Tag meaning={STATES[one.state][0]}>{STATES[one.state][1]}</Tag>
              <span className={styles.quiet}><When at={one.sentAt} /></span>
              {may(site, "removeFiles") && <Button size="compact-sm" variant="subtle" color="gray" onClick={() => remove.mutate(one)} aria-label={`Delete ${one.fileName}`}>Delete</Button>}
            </div>
            {one.refusal && <Notice meaning="risk" title={one.refusal.message}><DetailList details={one.refusal.details} /></Notice>}
          </li>
        ))}
      </ul>
      {data.waiting.length > 0 && may(site, "addLists") && (
        <Button mt="md" mb="md" disabled={chosen.length === 0} loading={read.isPending} onClick={() => read.mutate(chosen.map(({ uploadId }) => uploadId))}>
          {chosen.length === 0 ? "Read" : chosen.length === 1 ? "Read 1 file" : `Read ${chosen.length} files`}
        </Button>
      )}
    </Section>
  );
}

/** Those under way; and of each list the last one, when it came to nothing. */
function readingsToShow(readings: readonly SanctionsReading[]): SanctionsReading[] {
  const last = new Map<string, string>();
  for (const { list, id } of readings) if (!last.has(list)) last.set(list, id);
  return readings.filter(({ id, list, state }) => readingMoves(state) || (state !== "done" && last.get(list) === id));
}

function ReadingState({ reading }: { reading: SanctionsReading }) {
  const { state, refusal, list, files } = reading;
  if (readingMoves(state)) return <ProgressLine progress={reading.progress ?? WAITING} label={`Reading the ${LIST_WORDS[list]}`} />;
  if (state === "failed") return <Notice meaning="risk" title={`Reading the ${LIST_WORDS[list]} failed on our side`}><p>Nothing was changed and the files are still here. Have them read again; if it fails again, ask the helpdesk.</p></Notice>;
  return (
    <Notice meaning="risk" title={refusal?.message ?? `The ${LIST_WORDS[list]} could not be read.`}>
      {refusal && <DetailList details={refusal.details} />}
      <p>Asked for by {reading.by.name || "a program"} <When at={reading.askedAt} /> with {files.join(", ")}. Nothing was changed: the version before is screened against.</p>
    </Notice>
  );
}
