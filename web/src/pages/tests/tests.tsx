/** The tests of a site: what each looks for, whether it runs and how it is set; and the versions of that. */
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { ParametersVersion, Site, Test } from "../../api/shapes.ts";
import { useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Go } from "../../blocks/go.tsx";
import { Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { kindWords } from "../../words/kinds.ts";
import { families, showPercent, showValue, testState, versionState, versionWords } from "../../words/tests.ts";
import styles from "./tests.module.css";

export function TestsPage() {
  const site = useSite();
  const going = useGoing();
  const { data } = useSuspenseQuery(queries.tests(site));
  const { data: versions } = useSuspenseQuery(queries.parameters(site));
  const drafts = versions.items.filter(({ state }) => state === "draft");
  const raised = data.kinds.filter(({ value, standard }) => value !== standard);
  return (
    <Page
      wide title="Tests"
      lead={`What is looked for in the ledger of ${site.name}, and how. ${data.version === 0 ? "The standard parameters count." : `Version ${data.version} of the parameters counts.`} A change is tried on your history before it counts.`}
      actions={may(site, "changeParameters") && <Button onClick={() => going.to(paths.changeTests(site.id))}>Draft a change</Button>}
    >
      <p className={styles.well}><Go to={paths.howWell(site.id)}>How well it finds</Go>: what was measured of each kind, and what falls short.</p>
      {drafts.length > 0 && (
        <Notice title={drafts.length === 1 ? "A draft does not count yet" : `${drafts.length} drafts do not count yet`}>
          <p>{drafts.map(({ version }, at) => <span key={version}>{at > 0 && ", "}<Go to={paths.parameters(site.id, version)}>Version {version}</Go></span>)}</p>
        </Notice>
      )}
      {families(data.items).map(({ name, tests }) => (
        <Section key={name} title={name}>
          <Tests site={site} name={name} tests={tests} />
        </Section>
      ))}
      <Section title="Shown from" aside={raised.length === 0 ? "Every kind of finding is shown from where its tests report it" : undefined}>
        {raised.length > 0 && (
          <Table
            compact caption="Kinds that are shown from a higher probability" rows={raised} keyOf={({ kind }) => kind}
            columns={[
              { key: "kind", head: "Kind", cell: ({ kind }) => kindWords(kind) },
              { key: "from", head: "Shown from", number: true, cell: ({ value }) => showPercent(value) },
              { key: "standard", head: "Standard", number: true, cell: ({ standard }) => showPercent(standard) },
            ]}
          />
        )}
      </Section>
      <Section title="Versions">
        {versions.items.length === 0 ? <p className={styles.quiet}>Nothing was changed here yet. Who changes what, when and why is listed here, with what it did.</p> : <Versions site={site} items={versions.items} />}
      </Section>
    </Page>
  );
}

function Tests({ site, name, tests }: { site: Site; name: string; tests: readonly Test[] }) {
  return (
    <Table
      caption={`Tests: ${name}`}
      rows={tests}
      keyOf={({ id }) => id}
      columns={[
        { key: "id", head: "Test", narrow: true, cell: ({ id }) => <Go to={paths.test(site.id, id)}>{id}</Go> },
        { key: "name", head: "Looks for", cell: ({ name: words }) => words },
        { key: "state", head: "Last run", narrow: true, cell: (test) => (test.switchable ? <State test={test} /> : "") },
        { key: "set", head: "Set otherwise than standard", cell: (test) => <Changed test={test} /> },
      ]}
    />
  );
}

function State({ test }: { test: Test }) {
  const [meaning, words] = testState(test);
  return <><Tag meaning={meaning}>{words}</Tag>{test.on && test.lastRun?.state === "skipped" && <span className={styles.under}>{test.lastRun.why}</span>}</>;
}

function Changed({ test }: { test: Test }) {
  const changed = test.parameters.filter(({ value, standard }) => value !== standard);
  if (changed.length === 0) return null;
  return <ul className={styles.plain}>{changed.map(({ name, means, value, unit, standard }) => <li key={name}>{means}: <strong>{showValue(value, unit)}</strong> <span className={styles.quiet}>(standard {showValue(standard, unit)})</span></li>)}</ul>;
}

function Versions({ site, items }: { site: Site; items: readonly ParametersVersion[] }) {
  return (
    <Table
      caption="Versions of the parameters, newest first"
      rows={items}
      keyOf={({ version }) => String(version)}
      columns={[
        { key: "version", head: "Version", narrow: true, cell: ({ version }) => <Go to={paths.parameters(site.id, version)}>Version {version}</Go> },
        { key: "state", head: "State", narrow: true, cell: ({ state }) => { const [meaning, words] = versionState(state); return <Tag meaning={meaning}>{words}</Tag>; } },
        { key: "why", head: "Why", cell: ({ why }) => why },
        { key: "changes", head: "Changes", narrow: true, cell: ({ changes, basedOn }) => `${changes.length} to ${versionWords(basedOn)}` },
        { key: "by", head: "Drafted", narrow: true, cell: ({ draftedBy, draftedAt }) => <>{draftedBy.name}<span className={styles.under}><When at={draftedAt} /></span></> },
        { key: "on", head: "Switched on", narrow: true, cell: ({ switchedOnBy, switchedOnAt }) => (switchedOnAt ? <>{switchedOnBy?.name}<span className={styles.under}><When at={switchedOnAt} /></span></> : "") },
      ]}
    />
  );
}
