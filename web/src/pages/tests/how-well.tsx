/** How well it finds: what was measured on labelled ledgers, how that was done, and what falls short. The same figures as docs/benchmark.md. */
import { useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { BENCHMARK, DUPLICATES_AND_BARS, KIND_FIGURES, show } from "../../words/benchmark.ts";
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
      <Section title="Duplicates against our bars" aside="Precision of the first k: k is the number of copies there are. Corrected: copies that were credited already and listed all the same, however unlikely.">
        <Table
          compact caption="Duplicates and the bars set for them" rows={DUPLICATES_AND_BARS} keyOf={({ group }) => group}
          columns={[
            { key: "group", head: "Ledgers", cell: ({ group }) => group },
            { key: "ap", head: "Average precision", number: true, cell: ({ averagePrecision }) => averagePrecision },
            { key: "f1", head: "Best F1", number: true, cell: ({ bestF1 }) => bestF1 },
            { key: "k", head: "Precision of the first k", number: true, cell: ({ precisionAtK }) => precisionAtK },
            { key: "value", head: "Recall by value", number: true, cell: ({ valueRecall }) => valueRecall },
            { key: "corrected", head: "Corrected", number: true, cell: ({ correctedReported }) => correctedReported },
          ]}
        />
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
      <Section title="What it takes" aside="One examination of a whole ledger with all tests, on two processors">
        <Table
          compact caption="Time and memory" rows={BENCHMARK.costs} keyOf={({ ledger }) => ledger}
          columns={[
            { key: "invoices", head: "Invoices", number: true, cell: ({ invoices }) => showCount(invoices) },
            { key: "seconds", head: "Seconds", number: true, cell: ({ seconds, barSeconds }) => `${seconds.toFixed(1)}${barSeconds === null ? "" : `, bar ${barSeconds}`}` },
            { key: "memory", head: "Memory, MB", number: true, cell: ({ megabytes, barMegabytes }) => `${showCount(megabytes)}${barMegabytes === null ? "" : `, bar ${showCount(barMegabytes)}`}` },
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
