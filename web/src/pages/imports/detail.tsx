/** One import: how far it is while it runs; afterwards what was taken, what was not, and the totals to compare. */
import { Button } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { download } from "../../api/region.ts";
import type { Import, ImportFile, Site } from "../../api/shapes.ts";
import { useGoing, useParam, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { DetailList, FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";
import { showDay } from "../../words/time.ts";
import { RunProgress } from "../runs/progress.tsx";
import { tableWords } from "./fields.ts";
import { ImportProgress } from "./progress.tsx";
import { ImportState } from "./state.tsx";

export function ImportPage() {
  const site = useSite();
  const going = useGoing();
  const { data } = useSuspenseQuery(queries.oneImport(site, useParam("importId")));
  const runId = data.runId;
  return (
    <Page
      title="Import"
      heading={<>Import <ImportState state={data.state} /></>}
      above={{ to: paths.uploads(site.id), words: "Uploads" }}
      lead={<>Asked for <When at={data.askedAt} /> by {data.by.name}</>}
      actions={runId && <Button variant="default" onClick={() => going.to(paths.run(site.id, runId))}>See the run</Button>}
    >
      {queries.importMoves(data.state) && <ImportProgress data={data} />}
      <Ending data={data} />
      {data.state === "committed" && runId && <RunProgress site={site} runId={runId} />}
      {data.state === "committed" && <Totals data={data} />}
      {data.files.length > 0 && <Files data={data} />}
      {data.problems.count > 0 && <Problems site={site} data={data} />}
    </Page>
  );
}

function Ending({ data }: { data: Import }) {
  if (data.state === "refused" && data.refusal)
    return (
      <Notice meaning="risk" title={data.refusal.message}>
        <DetailList details={data.refusal.details} />
        <p>Nothing was imported: the ledger is as it was before.</p>
      </Notice>
    );
  if (data.state === "failed")
    return (
      <Notice meaning="risk" title="The import failed on our side">
        <p>Nothing was imported: the ledger is as it was before. The files are still among the uploads; import them again.</p>
      </Notice>
    );
  if (data.unchanged)
    return (
      <Notice title="Nothing new: the ledger held these files already">
        <p>The same files twice change nothing. The earlier import and its findings stand.</p>
      </Notice>
    );
  return null;
}

function Totals({ data }: { data: Import }) {
  const period = data.firstDay && data.lastDay ? `${showDay(data.firstDay)} to ${showDay(data.lastDay)}` : "no dates";
  return (
    <Section title="Control totals" aside="Compare these with the totals of your accounting system">
      <Figures
        list={[
          ...data.totals.map((total) => ({ label: `Total ${total.currency}`, value: <Amount money={total} />, note: `${showCount(total.rows)} rows` })),
          { label: "Period", value: period },
        ]}
      />
    </Section>
  );
}

function Files({ data }: { data: Import }) {
  return (
    <Section title="Files">
      <Table
        caption="Files of this import"
        rows={data.files}
        keyOf={(file, index) => `${file.fileName}-${index}`}
        columns={[
          { key: "name", head: "File", cell: (file) => file.fileName },
          { key: "table", head: "Holds", cell: (file) => tableWords(file.table) },
          { key: "read", head: "Rows read", number: true, cell: (file) => showCount(file.rowsRead) },
          { key: "taken", head: "Rows taken", number: true, cell: (file) => showCount(file.rowsTaken) },
          { key: "problems", head: "With problems", number: true, cell: (file) => showCount(file.rowsWithProblems) },
          { key: "notes", head: "Notes", cell: (file) => notesOf(file).map((note) => <div key={note}>{note}</div>) },
        ]}
      />
    </Section>
  );
}

function notesOf(file: ImportFile): string[] {
  const joined = file.linesJoined > 0 ? [`${showCount(file.linesJoined)} lines were put together into documents`] : [];
  return [...(file.alreadyInLedger ? ["The ledger held this file already"] : []), ...joined, ...file.notes];
}

function Problems({ site, data }: { site: Site; data: Import }) {
  const save = useMutation({ mutationFn: () => download(site, `/imports/${data.id}/problems.csv`, "rows-with-problems.csv") });
  const { count, sample } = data.problems;
  return (
    <Section
      title={count === 1 ? "1 row with a problem" : `${showCount(count)} rows with problems`}
      aside={<Button size="compact-sm" variant="default" onClick={() => save.mutate()} loading={save.isPending}>Download all as CSV</Button>}
    >
      {save.error && <FailureNotice error={save.error} doing="The download" />}
      <Table
        caption="Rows with problems"
        rows={sample}
        keyOf={(problem, index) => `${problem.file}-${problem.row}-${index}`}
        columns={[
          { key: "file", head: "File", cell: (problem) => problem.file },
          { key: "row", head: "Line", number: true, cell: (problem) => showCount(problem.row) },
          { key: "column", head: "Column", cell: (problem) => problem.column ?? "" },
          { key: "value", head: "Found", cell: (problem) => (problem.value ? <code>{problem.value}</code> : "") },
          { key: "expected", head: "Expected", cell: (problem) => problem.expected },
          { key: "remedy", head: "What to do", cell: (problem) => problem.remedy },
          { key: "taken", head: "Row", cell: (problem) => (problem.taken ? "taken" : "left out") },
        ]}
      />
      {sample.length < count && <p>The first {showCount(sample.length)} are shown; the download has them all.</p>}
    </Section>
  );
}
