/** What this site's decisions do to its scores, test by test; to look at, to have counted at once, and to have forgotten. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { resetLearning, startRun } from "../../api/region.ts";
import type { Learning, Site } from "../../api/shapes.ts";
import { useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Empty } from "../../blocks/empty.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { kindsWords } from "../../words/kinds.ts";
import { showScore, showWeight } from "../../words/likelihood.ts";
import { showCount } from "../../words/money.ts";
import styles from "./decisions.module.css";

export function LearningPage() {
  const site = useSite();
  const { data } = useSuspenseQuery(queries.learning(site));
  return (
    <Page
      title="What this site has taught" above={{ to: paths.decisions(site.id), words: "Decisions" }}
      lead="Confirmed and dismissed findings move the scores of the same test here, and nowhere else: what is decided at one site teaches no other. Few decisions move little; no finding is ever taken away."
    >
      {data.kinds.length === 0 ? <Nothing data={data} /> : <Taught site={site} data={data} />}
      <Acts site={site} data={data} />
    </Page>
  );
}

type Row = { key: string; kind: string; name: string; confirmed: number; dismissed: number; bits: number; appliedBits: number };

const rowsOf = ({ kinds }: Learning): Row[] =>
  kinds.flatMap(({ kind, tests }) => tests.map(({ test, name, ...own }) => ({ key: `${kind} ${test}`, kind: kindsWords(kind), name: `${test} ${name}`, ...own })));

function Taught({ site, data }: { site: Site; data: Learning }) {
  return (
    <Section title="By test" aside={teaching(data)}>
      {!data.upToDate && (
        <div className={styles.before}><Notice title="The scores shown now are from before the latest decisions.">
          <p>They count from the next examination of the ledger on.</p>
        </Notice></div>
      )}
      <Table
        caption={`What decisions in ${site.name} do to scores, by test`}
        rows={rowsOf(data)}
        keyOf={(row) => row.key}
        columns={[
          { key: "kind", head: "Kind", cell: (row) => row.kind },
          { key: "test", head: "Test", cell: (row) => row.name },
          { key: "confirmed", head: "Confirmed", number: true, narrow: true, cell: (row) => showCount(row.confirmed) },
          { key: "dismissed", head: "Dismissed", number: true, narrow: true, cell: (row) => showCount(row.dismissed) },
          { key: "weight", head: "Makes each finding", cell: (row) => <span className={styles.weight}>{showWeight(row.bits)}<span className={styles.under}>{showBits(row.bits)} bits; shown now {showBits(row.appliedBits)}</span></span> },
          { key: "example", head: "So that 90 % becomes", number: true, narrow: true, cell: (row) => showScore(1 / (1 + 2 ** -(Math.log2(9) + row.bits))) },
        ]}
      />
      <p className={styles.after}>
        No test is moved by more than {data.mostBits} bits, whatever is decided. A finding is counted with the first of its tests; tests of one kind without decisions move with their kind. Decisions teach for two years.
        {data.since && <> Forgotten was what was decided before <When at={data.since} exact />.</>}
      </p>
    </Section>
  );
}

const teaching = ({ decisions, neutral }: Learning): string =>
  `${decisions === 1 ? "1 decision teaches" : `${showCount(decisions)} decisions teach`}${neutral === 0 ? "" : `, ${showCount(neutral)} more ${neutral === 1 ? "says" : "say"} nothing about the tests`}`;

const showBits = (bits: number): string => `${bits < 0 ? "\u2212" : ""}${Math.abs(bits).toFixed(2)}`;

const count = (decisions: number): string => (decisions === 1 ? "1 decision" : `${showCount(decisions)} decisions`);

const Nothing = ({ data }: { data: Learning }) => (
  <Empty title="Nothing yet">
    <p>When findings are confirmed and dismissed, this page shows how many of each test, and what that does to the scores of its findings here.</p>
    {data.since && <p>What was decided before <When at={data.since} exact /> was forgotten.</p>}
  </Empty>
);

function Acts({ site, data }: { site: Site; data: Learning }) {
  const client = useQueryClient();
  const going = useGoing();
  const onSettled = (): Promise<void> => queries.forgetSite(client, site);
  const again = useMutation({ mutationFn: () => startRun(site), onSuccess: ({ id }) => going.to(paths.run(site.id, id)), onSettled });
  const reset = useMutation({ mutationFn: () => resetLearning(site), onSettled });
  const error = again.error ?? reset.error;
  return (
    <>
      {error && <FailureNotice error={error} doing={again.error ? "Examining again" : "Forgetting"} />}
      {reset.data && <Notice title="Forgotten." live><p>{reset.data.runId ? "The ledger is being examined again; after that the scores are the tests' own." : "There is no ledger yet."}</p></Notice>}
      <div className={styles.acts}>
        {may(site, "startRuns") && !data.upToDate && <Button onClick={() => again.mutate()} loading={again.isPending}>Examine the ledger again now</Button>}
        {may(site, "resetLearning") && data.decisions > 0 && (
          <Button variant="default" onClick={() => reset.mutate()} loading={reset.isPending}>
            Forget what {count(data.decisions)} taught
          </Button>
        )}
      </div>
    </>
  );
}
