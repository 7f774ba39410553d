/** One test: what it looks for, how the thing happens, what is falsely taken for it, where it comes from (its own documentation), and how it is set here. */
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { useGoing, useParam, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Go } from "../../blocks/go.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { kindsWords } from "../../words/kinds.ts";
import { showNumber, showValue, testState } from "../../words/tests.ts";
import { figuresOf } from "../../words/benchmark.ts";
import { FiguresTable } from "./figures-table.tsx";
import { Marked } from "./marked.tsx";
import styles from "./tests.module.css";

export function TestPage() {
  const site = useSite();
  const going = useGoing();
  const { data } = useSuspenseQuery(queries.test(site, useParam("testId")));
  const [meaning, words] = testState(data);
  const measured = [...new Set(data.kinds.flatMap((kind) => figuresOf(kind)))];
  return (
    <Page
      title={`${data.id}: ${data.name}`}
      above={{ to: paths.tests(site.id), words: "Tests" }}
      lead={<>{data.switchable && <Tag meaning={meaning}>{words}</Tag>} {data.on && data.lastRun?.why}</>}
      actions={may(site, "changeParameters") && <Button variant="default" onClick={() => going.to(paths.changeTests(site.id, data.id))}>Draft a change</Button>}
    >
      <Section title="About">
        {data.sections.map(({ heading, text }) => (
          <div key={heading} className={styles.text}>
            <h3>{heading}</h3>
            <p><Marked text={text} /></p>
          </div>
        ))}
        {may(site, "seeFindings") && <p>{data.kinds.map((kind, at) => <span key={kind}>{at > 0 && " · "}<Go to={paths.findings(site.id, { kind })}>{kindsWords(kind)}</Go></span>)}</p>}
      </Section>
      {measured.length > 0 && (
        <Section title="How well it finds" aside={<Go to={paths.howWell(site.id)}>All that was measured</Go>}>
          <FiguresTable caption={`Measured: what ${data.id} finds, with the other tests of its kind`} rows={measured} />
        </Section>
      )}
      <Section title="Parameters">
        {data.parameters.length === 0 ? <p className={styles.quiet}>This test has none: it is on or off.</p> : (
          <Table
            caption={`Parameters of ${data.id}`} rows={data.parameters} keyOf={({ name }) => name}
            columns={[
              { key: "means", head: "Parameter", cell: ({ means }) => means },
              { key: "value", head: "Here", cell: ({ value, standard, unit }) => (value === standard ? showValue(value, unit) : <strong>{showValue(value, unit)}</strong>) },
              { key: "standard", head: "Standard", number: true, cell: ({ standard }) => showNumber(standard) },
              { key: "bounds", head: "From, to", number: true, cell: ({ least, most }) => `${showNumber(least)} to ${showNumber(most)}` },
            ]}
          />
        )}
      </Section>
    </Page>
  );
}
