/** One run: which tests examined the ledger, which could not and why, and what changed since the run before. */
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { Run, Site } from "../../api/shapes.ts";
import { useGoing, useParam, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Amounts } from "../../blocks/amount.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { Go } from "../../blocks/go.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { comparedWords } from "../../words/compared.ts";
import { kindsWords } from "../../words/kinds.ts";
import { showCount } from "../../words/money.ts";
import { showDuration } from "../../words/time.ts";
import { RunProgress } from "./progress.tsx";

const COVERAGE: Readonly<Record<Run["coverage"][number]["state"], readonly [Meaning, string]>> = {
  ran: ["good", "Ran"],
  skipped: ["held", "Could not run"],
  capped: ["held", "Ran in part"],
  off: ["neutral", "Switched off"],
};

export function RunPage() {
  const site = useSite();
  const going = useGoing();
  const { data } = useSuspenseQuery(queries.run(site, useParam("runId")));
  return (
    <Page
      title="Run"
      above={{ to: paths.oneImport(site.id, data.importId), words: "Its import" }}
      lead={<Times run={data} />}
      actions={data.state === "done" && <Button onClick={() => going.to(paths.findings(site.id))}>See the findings</Button>}
    >
      {data.state === "done" ? <Outcome site={site} run={data} /> : <RunProgress site={site} runId={data.id} />}
      {data.coverage.length > 0 && <Coverage run={data} />}
    </Page>
  );
}

function Times({ run }: { run: Run }) {
  const { askedAt, startedAt, finishedAt, engineVersion, parametersVersion } = run;
  const took = startedAt && finishedAt ? `, took ${showDuration(Date.parse(finishedAt) - Date.parse(startedAt))}` : "";
  return (
    <>
      {startedAt ? "Started " : "Asked for "}
      <When at={startedAt ?? askedAt} />
      {took}
      {engineVersion && `, version ${engineVersion}`}
      {parametersVersion !== null && (parametersVersion === 0 ? ", with the standard parameters" : `, with version ${parametersVersion} of the parameters`)}
    </>
  );
}

function setAsideNote({ decisions: { setAside, confirmed, reopened } }: Run): string {
  const by = setAside.length === 0 ? "by no decision" : `by ${setAside.length === 1 ? "1 decision" : `${showCount(setAside.length)} decisions`}`;
  return [by, confirmed > 0 && `${showCount(confirmed)} confirmed`, reopened > 0 && `${showCount(reopened)} open again`].filter((part) => part !== false).join("; ");
}

function Outcome({ site, run }: { site: Site; run: Run }) {
  const kinds = Object.entries(run.counts.byKind).filter(([, count]) => count > 0).sort(([, one], [, other]) => other - one);
  return (
    <>
      <Figures
        list={[
          { label: "At risk", value: <Amounts list={run.exposure} />, to: paths.findings(site.id, { sort: "amount", decision: "all" }) },
          { label: "New", value: showCount(run.counts.new), to: paths.findings(site.id, { state: "new", decision: "all" }) },
          { label: "Seen before", value: showCount(run.counts.still), to: paths.findings(site.id, { state: "still", decision: "all" }) },
          { label: "Changed", value: showCount(run.counts.changed), to: paths.findings(site.id, { state: "changed", decision: "all" }) },
          { label: "Set aside", value: showCount(run.decisions.dismissed), note: setAsideNote(run), to: paths.findings(site.id, { decision: "dismissed" }) },
          { label: "Gone", value: showCount(run.counts.gone), note: run.parametersVersion ? "no longer in the ledger, or not looked for" : "no longer in the ledger" },
          ...(run.heldBack > 0 ? [{ label: "Held back", value: showCount(run.heldBack), note: "below the probability that the site has set" }] : []),
        ]}
      />
      <Section title="Found">
        <Table
          compact
          caption="Findings of this run by kind"
          rows={kinds}
          keyOf={([kind]) => kind}
          columns={[
            { key: "kind", head: "Kind", cell: ([kind]) => <Go to={paths.findings(site.id, { kind, decision: "all" })}>{kindsWords(kind)}</Go> },
            { key: "count", head: "Findings", number: true, cell: ([, count]) => showCount(count) },
          ]}
        />
      </Section>
    </>
  );
}

function Coverage({ run }: { run: Run }) {
  return (
    <Section title="Tests" aside="What the columns of your files allowed">
      {run.compared && <p>{comparedWords(run.compared)}</p>}
      <Table
        caption="Tests of this run"
        rows={run.coverage}
        keyOf={(test) => test.detector}
        columns={[
          { key: "id", head: "Test", narrow: true, cell: (test) => test.detector },
          { key: "name", head: "Looks for", cell: (test) => test.name },
          { key: "state", head: "State", narrow: true, cell: (test) => { const [meaning, words] = COVERAGE[test.state]; return <Tag meaning={meaning}>{words}</Tag>; } },
          { key: "why", head: "Why", cell: (test) => test.why },
        ]}
      />
    </Section>
  );
}
