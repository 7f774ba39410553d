/** One version of the parameters: what it changes, who and why; a draft's back-test, and the way to let it count. */
import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery, type UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import { startBackTest, switchOnParameters, withdrawParameters } from "../../api/region.ts";
import type { BackTest, ParametersVersion, Site } from "../../api/shapes.ts";
import { useGoing, useParam, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { ProgressLine } from "../../blocks/progress.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { changeWords, versionState, versionWords } from "../../words/tests.ts";
import { Outcome } from "./outcome.tsx";
import styles from "./tests.module.css";

export function VersionPage() {
  const site = useSite();
  const version = Number(useParam("version"));
  const { data } = useSuspenseQuery(queries.parametersVersion(site, version));
  const { data: { backTest } } = useSuspenseQuery(queries.backTest(site, version));
  const [meaning, words] = versionState(data.state);
  return (
    <Page
      wide title={`Version ${version} of the parameters`} above={{ to: paths.tests(site.id), words: "Tests" }}
      lead={<><Tag meaning={meaning}>{words}</Tag> Drafted by {data.draftedBy.name} <When at={data.draftedAt} />{data.switchedOnAt && <>, switched on by {data.switchedOnBy?.name} <When at={data.switchedOnAt} /></>}</>}
    >
      <p className={styles.text}>{data.why}</p>
      <Section title="Changes" aside={`To ${versionWords(data.basedOn)}`}>
        <Table
          compact caption="Changes of this version" rows={data.changes.map(changeWords)} keyOf={({ subject }) => subject}
          columns={[
            { key: "subject", head: "What", cell: ({ subject }) => subject },
            { key: "before", head: "Before", cell: ({ before }) => before },
            { key: "after", head: "After", cell: ({ after }) => <strong>{after}</strong> },
          ]}
        />
      </Section>
      <Section title="Back-test" aside="The same ledger examined as the tests are set now, and as this version sets them">
        <Trial site={site} version={data} backTest={backTest} />
      </Section>
    </Page>
  );
}

type Act = UseMutationResult<unknown, Error, void>;

function Trial({ site, version: { version, state }, backTest }: { site: Site; version: ParametersVersion; backTest: BackTest | null }) {
  const going = useGoing();
  const client = useQueryClient();
  const again = (): Promise<void> => queries.forgetSite(client, site);
  const start: Act = useMutation({ mutationFn: () => startBackTest(site, version), onSettled: again });
  const withdraw: Act = useMutation({ mutationFn: () => withdrawParameters(site, version), onSettled: again });
  const open = state === "draft" && may(site, "changeParameters");
  const moves = backTest !== null && (backTest.state === "queued" || backTest.state === "running");
  const done = backTest?.state === "done";
  return (
    <>
      {backTest === null && <p className={styles.quiet}>{state === "draft" ? "Not tried yet. It can be switched on once it was." : "It was never tried."}</p>}
      {moves && <ProgressLine progress={backTest.progress ?? { stage: "Waiting for its turn", done: 0, total: 0, unit: "" }} label="Back-test" />}
      {backTest?.state === "failed" && <Notice meaning="risk" title="The back-test failed on our side"><p>Nothing was changed by it. Try it again.</p></Notice>}
      {state === "draft" && done && backTest.outdated && <Notice meaning="held" title="The ledger or the parameters changed since"><p>Try it again before it is switched on: what follows is of the ledger as it was.</p></Notice>}
      {done && <Outcome site={site} backTest={backTest} />}
      {[start, withdraw].map(({ error }, at) => error && <FailureNotice key={at} error={error} doing={at === 0 ? "The back-test" : "Withdrawing"} />)}
      {open && !moves && (
        <div className={styles.end}>
          {done && !backTest.outdated && <SwitchOn site={site} backTest={backTest} onDone={(runId) => going.to(paths.run(site.id, runId))} />}
          <div className={styles.row}>
            {(!done || backTest.outdated) && <Button loading={start.isPending} onClick={() => start.mutate()}>{backTest === null ? "Try it on the history" : "Try it again"}</Button>}
            <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>Withdraw the draft</Button>
          </div>
        </div>
      )}
    </>
  );
}

function SwitchOn({ site, backTest, onDone }: { site: Site; backTest: BackTest; onDone: (runId: string) => void }) {
  const client = useQueryClient();
  const confirmed = backTest.outcome?.decided.confirmedLost.count ?? 0;
  const [knows, setKnows] = useState(false);
  const on = useMutation({
    mutationFn: () => switchOnParameters(site, backTest.version, confirmed),
    onSuccess: ({ runId }) => {
      void queries.forgetSite(client, site);
      onDone(runId);
    },
  });
  return (
    <>
      {confirmed > 0 && <Checkbox checked={knows} onChange={(event) => setKnows(event.currentTarget.checked)} label={`I know that ${confirmed === 1 ? "one finding that was confirmed is" : `${confirmed} findings that were confirmed are`} not found any more`} />}
      <div className={styles.row}>
        <Button disabled={confirmed > 0 && !knows} loading={on.isPending} onClick={() => on.mutate()}>Switch on version {backTest.version} and examine the ledger with it</Button>
      </div>
      {on.error && <FailureNotice error={on.error} doing="Switching it on" />}
    </>
  );
}
