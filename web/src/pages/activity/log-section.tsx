/** What makes the list checkable: the log's key and checkpoint to keep, who else signed it, and the days that are closed. */
import { Button, FileButton } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import { saveAs } from "../../api/save-as.ts";
import type { TrailState } from "../../api/shapes.ts";
import type { Trail } from "../../api/trails.ts";
import { useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import facts from "../../blocks/facts.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { checkpointSize } from "../../words/entries.ts";
import { showCount } from "../../words/money.ts";
import { showDay } from "../../words/time.ts";
import styles from "./activity.module.css";

type Props = { trail: Trail; fileStem: string; dayPath: (day: string) => string; since: number | undefined; onSince: (size: number | undefined) => void };

export function LogSection({ trail, fileStem, dayPath, since, onSince }: Props) {
  const { data: state } = useSuspenseQuery(queries.trailState(trail));
  const mayChange = useSession().permissions.includes("organisation:change");
  if (state === null) return null;
  return (
    <>
      <Section title="Check it yourself">
        <p>
          The entries form a signed log. Keep its key and a checkpoint somewhere that we cannot reach: with them, <code>spendward audit verify</code>, or any other
          tool that reads C2SP logs, shows without asking us whether anything was altered, removed or replaced since, and names the entry.
        </p>
        <Facts state={state} />
        <div className={styles.keep}>
          <Button variant="default" onClick={() => saveAs("log-key.txt", `${state.key}\n`)}>Save the key</Button>
          <Button variant="default" onClick={() => saveAs(`checkpoint-${state.size}.txt`, state.checkpoint)}>Save the checkpoint</Button>
          <KeptCheckpoint state={state} since={since} onSince={onSince} />
        </div>
        <pre className={styles.command} tabIndex={0} aria-label="The command that checks a download">{`spendward audit verify "${fileStem}.jsonl" --key log-key.txt${since === undefined ? "" : ` --since checkpoint-${since}.txt`}`}</pre>
      </Section>
      <Section title="How long entries are kept">
        <KeptFacts kept={state.kept} mayChange={mayChange} />
      </Section>
      <Section title="Days that are closed">
        <p className={styles.plainWords}>
          When a day (UTC) is over, the trail says so with a closing entry, on days on which nothing happened too, and signs it. Between the closing entries of two
          days stands all that this trail will ever say of the time between them: if an entry is not there, it was not recorded, and none can be put there later
          without breaking the checkpoint that you hold. Download a day and check it: &ldquo;none missing&rdquo; then means that nothing else happened.
        </p>
        {state.days.length === 0 ? <p className={styles.note}>The first day closes after midnight UTC.</p> : <Days trail={trail} state={state} fileStem={fileStem} dayPath={dayPath} />}
      </Section>
    </>
  );
}

function KeptFacts({ kept: { days, oldest, deleted }, mayChange }: { kept: TrailState["kept"]; mayChange: boolean }) {
  return (
    <dl className={facts.facts}>
      <dt>Kept for</dt>
      <dd>{showCount(days)} days, then deleted by schedule.{mayChange && <> You can <Go to={paths.retention()}>have them kept longer</Go>.</>}</dd>
      <dt>Oldest entry</dt>
      <dd>{oldest === null ? "None yet" : <>No. {showCount(oldest.seq)}, <When at={oldest.at} exact /></>}</dd>
      <dt>Deleted</dt>
      <dd>
        {deleted === null ? "Nothing yet" : <>Everything up to No. {showCount(deleted.upTo)}, last <When at={deleted.at} exact />. {deleted.provenBy === null ? "The checkpoint above covers it and still proves that it was there." : <Proven by={deleted.provenBy} />}</>}
      </dd>
    </dl>
  );
}

/** A checkpoint that covers what was deleted, to keep. */
function Proven({ by: { day, checkpoint } }: { by: { readonly day: string; readonly checkpoint: string } }) {
  return (
    <>
      The <button type="button" className={styles.plain} onClick={() => saveAs(`checkpoint-${day}.txt`, checkpoint)}>checkpoint of {showDay(day)}</button> covers it, and still proves that it was there.
    </>
  );
}

function Facts({ state }: { state: TrailState }) {
  return (
    <dl className={facts.facts}>
      <dt>Log</dt>
      <dd className={styles.code}>{state.log}</dd>
      <dt>Key</dt>
      <dd className={styles.code}>{state.key}</dd>
      <dt>Signed</dt>
      <dd>
        {showCount(state.size)} entries, <When at={state.signedAt} exact />
      </dd>
      <dt>Witnesses</dt>
      <dd>
        {state.witnesses.length === 0
          ? "None yet. A witness is somebody else, you for instance, who signs each checkpoint after checking that the log only grew: then it cannot show two people two histories."
          : `${state.witnesses.join(", ")}. They checked that the log only grew before they signed this checkpoint.`}
      </dd>
    </dl>
  );
}

/** A checkpoint from before, chosen from one's own files: downloads then prove that the log continues it. */
function KeptCheckpoint({ state, since, onSince }: { state: TrailState; since: number | undefined; onSince: Props["onSince"] }) {
  const [trouble, setTrouble] = useState<string>();
  const choose = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const size = checkpointSize(await file.text(), state.log);
    setTrouble(size === undefined ? `${file.name} is not a checkpoint of this log.` : size > state.size ? `${file.name} is of ${showCount(size)} entries, and this log has signed only ${showCount(state.size)}. Keep that file: it is proof against us.` : undefined);
    onSince(size !== undefined && size <= state.size ? size : undefined);
  };
  return (
    <>
      <FileButton onChange={(file) => void choose(file)} accept=".txt,.jsonl,.tlog-proof,text/plain">
        {(props) => <Button variant="default" {...props}>{since === undefined ? "I kept a checkpoint …" : `Since entry ${showCount(since)}`}</Button>}
      </FileButton>
      {since !== undefined && <span className={styles.note}>Downloads now also prove that the log continues the checkpoint you chose.</span>}
      {trouble && <Notice meaning="risk" title={trouble} live />}
    </>
  );
}

function Days({ trail, state: { days }, fileStem, dayPath }: { trail: Trail; state: TrailState; fileStem: string; dayPath: (day: string) => string }) {
  const save = useMutation({ mutationFn: (day: string) => trail.savePack({ closedDay: day }, `${fileStem} on ${day}.jsonl`) });
  const rows = days.map((day, n) => ({ ...day, before: days[n + 1]?.closingSeq }));
  return (
    <>
      {save.error && <FailureNotice error={save.error} doing="The download of the day" />}
      <Table
        caption="Days that are closed"
        compact
        rows={rows}
        keyOf={({ day }) => day}
        columns={[
          { key: "day", head: "Day (UTC)", narrow: true, cell: ({ day }) => <Go to={dayPath(day)} title="Show the entries of this day">{showDay(day)}</Go> },
          { key: "happened", head: "What happened", cell: ({ closingSeq, before }) => happened(closingSeq, before) },
          {
            key: "save", head: "To keep", narrow: true,
            cell: ({ day, checkpoint }) => (
              <>
                <button type="button" className={styles.plain} disabled={save.isPending} onClick={() => save.mutate(day)}>Entries<span className="visually-hidden"> of {showDay(day)}</span></button>
                {" · "}
                <button type="button" className={styles.plain} onClick={() => saveAs(`checkpoint-${day}.txt`, checkpoint)}>Checkpoint<span className="visually-hidden"> of {showDay(day)}</span></button>
              </>
            ),
          },
        ]}
      />
    </>
  );
}

function happened(closingSeq: number, before: number | undefined): string {
  if (before === undefined) return `All of it is among the entries up to No. ${showCount(closingSeq)}. Nothing else happened.`;
  const count = closingSeq - before - 1;
  if (count === 0) return "Nothing.";
  const which = count === 1 ? `1 entry, No. ${showCount(before + 1)}` : `${showCount(count)} entries, No. ${showCount(before + 1)} to ${showCount(closingSeq - 1)}`;
  return `${which}. Nothing else happened.`;
}
