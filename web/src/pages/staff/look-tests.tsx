/** The tests under a grant: which ran, which could not or were switched off and why, and how each is set. */
import * as region from "../../api/region.ts";
import type { ParametersVersion, Site, Test } from "../../api/shapes.ts";
import { paths } from "../../app/paths.ts";
import { Go } from "../../blocks/go.tsx";
import { Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { changeWords, showValue, testState, versionState } from "../../words/tests.ts";
import { Asked } from "./look-asked.tsx";

export function LookTests({ site, grantId, test }: { site: Site; grantId: string; test: string | undefined }) {
  return test === undefined ? <All site={site} grantId={grantId} /> : <One site={site} grantId={grantId} id={test} />;
}

function All({ site, grantId }: { site: Site; grantId: string }) {
  return (
    <>
      <Asked grantId={grantId} what="tests" ask={() => region.fetchTests(site)}>
        {({ items }) => (
          <Section title="Tests">
            <Table caption="Tests" rows={items} keyOf={({ id }) => id} columns={[
              { key: "id", head: "Test", narrow: true, cell: ({ id }) => <Go to={paths.staffLook(grantId, { show: "tests", test: id })}>{id}</Go> },
              { key: "name", head: "Looks for", cell: ({ name }) => name },
              { key: "state", head: "Last run", narrow: true, cell: (one) => (one.switchable ? <State test={one} /> : "") },
              { key: "why", head: "Why", cell: (one) => (one.on ? one.lastRun?.why : "") },
            ]} />
          </Section>
        )}
      </Asked>
      <Asked grantId={grantId} what="versions of the parameters" ask={() => region.fetchParameters(site)}>
        {({ items }) => <Section title="Versions">{items.length === 0 ? <p>Nothing was changed here.</p> : <Versions items={items} />}</Section>}
      </Asked>
    </>
  );
}

function State({ test }: { test: Test }) {
  const [meaning, words] = testState(test);
  return <Tag meaning={meaning}>{words}</Tag>;
}

/** Who switched what, when and why: what answers "why was this test off?". */
function Versions({ items }: { items: readonly ParametersVersion[] }) {
  return (
    <Table caption="Versions of the parameters, newest first" rows={items} keyOf={({ version }) => String(version)} columns={[
      { key: "version", head: "Version", narrow: true, cell: ({ version }) => version },
      { key: "state", head: "State", narrow: true, cell: ({ state }) => { const [meaning, words] = versionState(state); return <Tag meaning={meaning}>{words}</Tag>; } },
      { key: "why", head: "Why", cell: ({ why }) => why },
      { key: "changes", head: "Changes", cell: ({ changes }) => changes.map((one) => { const { subject, before, after } = changeWords(one); return `${subject}: ${before}, now ${after}`; }).join("; ") },
      { key: "by", head: "By", narrow: true, cell: ({ switchedOnBy, draftedBy }) => switchedOnBy?.name ?? draftedBy.name },
      { key: "at", head: "When", narrow: true, cell: ({ switchedOnAt, draftedAt }) => <When at={switchedOnAt ?? draftedAt} /> },
    ]} />
  );
}

function One({ site, grantId, id }: { site: Site; grantId: string; id: string }) {
  return (
    <Asked grantId={grantId} what={`test ${id}`} ask={() => region.fetchTest(site, id)}>
      {(test) => (
        <Section title={`${test.id}: ${test.name}`} aside={test.switchable ? <State test={test} /> : undefined}>
          {test.on && test.lastRun?.why && <p>{test.lastRun.why}</p>}
          {test.parameters.length === 0 ? <p>This test has no parameters: it is on or off.</p> : (
            <Table caption={`Parameters of ${test.id}`} rows={test.parameters} keyOf={({ name }) => name} columns={[
              { key: "means", head: "Parameter", cell: ({ means }) => means },
              { key: "value", head: "Here", cell: ({ value, unit }) => showValue(value, unit) },
              { key: "standard", head: "Standard", cell: ({ standard, unit }) => showValue(standard, unit) },
            ]} />
          )}
        </Section>
      )}
    </Asked>
  );
}
