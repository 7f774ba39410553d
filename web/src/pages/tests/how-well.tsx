/** How well it finds: what was measured on labelled ledgers, how that was done, and what falls short. The same figures as docs/benchmark.md. */
import { useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { BENCHMARK, KIND_FIGURES, show } from "../../words/benchmark.ts";
import { sentence } from "../../words/kinds.ts";
import { showCount } from "../../words/money.ts";
import { showDay } from "../../words/time.ts";
import { FiguresTable } from "./figures-table.tsx";
import { Reliability } from "./reliability.tsx";
import styles from "./tests.module.css";

export function HowWellPage() {
  const site = useSite();
  const kinds = [...new Set(KIND_FIGURES.map(({ kind }) => kind))];
  return (
    <Page
      wide title="How well it finds" above={{ to: paths.tests(site.id), words: "Tests" }}
      lead={`Measured on ${showDay(BENCHMARK.measuredOn)} on made-up ledgers whose errors are known and were not looked at while the tests were made. Percent. It says nothing of your own ledger, which may be easier or harder.`}
    >
      <Section title="What falls short">
        <ul className={styles.short}>{BENCHMARK.notMet.map((one) => <li key={one}>{one}</li>)}</ul>
      </Section>
      <Section title="By kind" aside="Precision: how many of the findings are right. Recall: how many of the errors are found. Average precision: both, over the whole list in its order.">
        <p className={styles.quiet}>Duplicates are listed down to unlikely ones, so their precision is of a list that goes on far below what anybody would call likely; average precision judges the order.</p>
        {kinds.map((kind) => (
          <div key={kind} className={styles.kind}>
            <h3>{sentence(kind.replaceAll("_", " "))}</h3>
            <FiguresTable caption={`Measured: ${kind.replaceAll("_", " ")}`} rows={KIND_FIGURES.filter((one) => one.kind === kind)} />
          </div>
        ))}
      </Section>
      <Section title="Against other ways" aside="Duplicates, hard noise, 100,000 invoices">
        <Table
          compact caption="Other ways of finding duplicates" rows={BENCHMARK.rivals} keyOf={({ name }) => name}
          columns={[
            { key: "name", head: "Way", cell: ({ name, labels }) => (labels ? `${name} (it was shown the answers of other ledgers)` : name) },
            { key: "ap", head: "Average precision", number: true, cell: ({ averagePrecision }) => show(averagePrecision) },
            { key: "f1", head: "Best F1", number: true, cell: ({ bestF1 }) => show(bestF1) },
          ]}
        />
      </Section>
      <Section title="Are the probabilities true?" aside="Each dot: findings of about one probability; on the line as many are right as is told">
        <Reliability bands={BENCHMARK.calibration} />
        <Table
          compact caption="Findings by probability" rows={BENCHMARK.calibration} keyOf={({ from }) => String(from)}
          columns={[
            { key: "band", head: "Told", cell: ({ from, to }) => `${show(from * 100)} to ${show(to * 100)} %` },
            { key: "findings", head: "Findings", number: true, cell: ({ findings }) => showCount(findings) },
            { key: "mean", head: "Told, mean", number: true, cell: ({ meanScore }) => `${show(meanScore)} %` },
            { key: "right", head: "Right", number: true, cell: ({ right }) => `${show(right)} %` },
          ]}
        />
      </Section>
      <Section title="What each part is worth" aside="The same ledgers judged again without one part">
        <Table
          compact caption="Without each part" rows={BENCHMARK.ablation} keyOf={({ without }) => without}
          columns={[
            { key: "without", head: "Without", cell: ({ without }) => without },
            { key: "ap", head: "Average precision", number: true, cell: ({ averagePrecision }) => show(averagePrecision) },
            { key: "f1", head: "Best F1", number: true, cell: ({ bestF1 }) => show(bestF1) },
            { key: "value", head: "Recall by value", number: true, cell: ({ valueRecall }) => show(valueRecall) },
            { key: "corrected", head: "Corrected copies reported", number: true, cell: ({ correctedReported }) => correctedReported.toFixed(1) },
          ]}
        />
      </Section>
      <Section title="How it was measured">
        <p>{BENCHMARK.machine}</p>
        <pre className={styles.commands} tabIndex={0} aria-label="Commands">{BENCHMARK.commands.join("\n")}</pre>
      </Section>
    </Page>
  );
}
