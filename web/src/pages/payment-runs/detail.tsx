/** One payment run: how much may go and how much is held, what is wrong with the file, and every line with its reasons. */
import { Button } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import { download } from "../../api/region.ts";
import type { PaymentRunDetail, Site } from "../../api/shapes.ts";
import { useParam, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Amounts } from "../../blocks/amount.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { ProgressLine } from "../../blocks/progress.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";
import { nameOf, VERDICT_WORDS } from "../../words/payments.ts";
import { showDay } from "../../words/time.ts";
import { Lines } from "./lines.tsx";
import styles from "./payment-runs.module.css";

const WAITING = { stage: "Waiting for its turn", done: 0, total: 0, unit: "" };

export function PaymentRunPage() {
  const site = useSite();
  const { data } = useSuspenseQuery(queries.paymentRun(site, useParam("paymentRunId")));
  const save = useMutation({ mutationFn: () => download(site, `/payment-runs/${encodeURIComponent(data.id)}/verdicts.csv`, "payment-verdicts.csv") });
  return (
    <Page
      wide title={nameOf(data)} above={{ to: paths.paymentRuns(site.id), words: "Payment runs" }}
      lead={<>{data.layout && `${data.layout}, `}asked for by {data.askedBy.name || "a program"} <When at={data.askedAt} /></>}
      actions={data.state === "done" && <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>Export CSV</Button>}
    >
      {save.error && <FailureNotice error={save.error} doing="The export" />}
      <State run={data} />
      {data.state === "done" && <Done site={site} run={data} onExport={() => save.mutate()} />}
    </Page>
  );
}

function State({ run }: { run: PaymentRunDetail }) {
  if (run.state === "done") return null;
  if (run.state === "failed") return <Notice meaning="risk" title="The check failed on our side"><p>Nothing was said of these payments. Send the file again; if it fails again, ask the helpdesk.</p></Notice>;
  if (run.state !== "refused") return <Section title="Check"><ProgressLine progress={run.progress ?? WAITING} label="Check" /></Section>;
  return (
    <Notice meaning="risk" title={run.refusal?.message ?? "The file could not be read."}>
      {run.refusal?.details.map(({ at, expected, remedy }) => <p key={`${at}${expected}`}>{[at, expected && `expected ${expected}`, remedy].filter(Boolean).join(". ")}</p>)}
      <p>No payment of it was checked.</p>
    </Notice>
  );
}

function Done({ site, run, onExport }: { site: Site; run: PaymentRunDetail; onExport: () => void }) {
  const failed = run.controls.filter(({ agrees }) => !agrees);
  return (
    <>
      <Figures
        list={[
          ...(run.sums ?? []).map((sum) => ({
            label: VERDICT_WORDS[sum.verdict], value: showCount(sum.lines), note: sum.lines > 0 ? <Amounts list={sum.amounts} /> : undefined,
            to: paths.paymentRun(site.id, run.id, { verdict: sum.verdict }),
          })),
          { label: "Decided by people", value: showCount(run.overridden.released + run.overridden.held), note: `${showCount(run.overridden.released)} released, ${showCount(run.overridden.held)} held` },
        ]}
      />
      {failed.length > 0 && (
        <Notice meaning="risk" title="The file does not add up: payments may be missing, or were changed. No line is released.">
          <ul className={styles.problems}>{failed.map((one) => <li key={one.at}>{one.at}: {one.words} {one.stated}, found {one.found}</li>)}</ul>
        </Notice>
      )}
      <Lines site={site} run={run} onExport={onExport} />
      <About run={run} />
    </>
  );
}

function About({ run }: { run: PaymentRunDetail }) {
  const [all, setAll] = useState(false);
  const agreed = run.controls.filter(({ agrees }) => agrees).length;
  return (
    <>
      {run.problemCount > 0 && (
        <Section title="Problems of the file" aside={run.problemCount === 1 ? "1 problem" : `${showCount(run.problemCount)} problems`}>
          <Table
            caption="Problems of the file"
            rows={all ? run.problems : run.problems.slice(0, 10)}
            keyOf={(one, at) => `${at}${one.at}`}
            columns={[
              { key: "at", head: "Where", cell: (one) => one.at }, { key: "value", head: "Found", cell: (one) => one.value ?? "nothing" },
              { key: "expected", head: "Expected", cell: (one) => one.expected }, { key: "remedy", head: "What to do", cell: (one) => one.remedy },
            ]}
          />
          {!all && run.problems.length > 10 && <Button mt="sm" variant="default" onClick={() => setAll(true)}>Show all that are listed</Button>}
        </Section>
      )}
      <Section title="How it was checked">
        <ul className={styles.problems}>
          {agreed > 0 && <li>{agreed === 1 ? "1 total" : `${showCount(agreed)} totals`} of the file agreed with its payments.</li>}
          {run.screened.length > 0 && <li>Names were screened against {run.screened.map(({ name, publishedOn }) => (publishedOn === null ? name : `${name} of ${showDay(publishedOn)}`)).join(", ")}.</li>}
          {run.notes.map((note) => <li key={note}>{note}</li>)}
          {run.untested.map((words) => <li key={words}>{words}</li>)}
          <li>A line is held from {run.thresholds.holdAt} points, and to be looked at from {run.thresholds.reviewAt}; the points stand beside each reason.</li>
        </ul>
      </Section>
    </>
  );
}
