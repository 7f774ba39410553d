/** Payment runs under a grant: what was said of each payment, and why. Nothing here decides, and nothing can be taken away. */
import * as region from "../../api/region.ts";
import type { PaymentRun, Site } from "../../api/shapes.ts";
import { paths } from "../../app/paths.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Go } from "../../blocks/go.tsx";
import { Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { nameOf, RUN_STATES, VERDICT_MEANS, VERDICT_WORDS } from "../../words/payments.ts";
import { Asked } from "./look-asked.tsx";
import styles from "./look.module.css";

/** As many as one answer of the region holds; whoever needs to see further narrows them by verdict. */
const LINES = 200;
type Verdict = keyof typeof VERDICT_WORDS;
const VERDICTS = Object.keys(VERDICT_WORDS) as Verdict[];

type Props = { site: Site; grantId: string; run: string | undefined; verdict: string | undefined };

export function LookPayments({ site, grantId, run, verdict }: Props) {
  if (run !== undefined) return <Lines site={site} grantId={grantId} run={run} verdict={VERDICTS.find((one) => one === verdict)} />;
  return (
    <Asked grantId={grantId} what="payment runs" ask={() => region.fetchPaymentRuns(site)}>
      {({ items, total }) => (
        <Section title="Payment runs" aside={`${items.length} of ${total}`}>
          {items.length === 0 ? <p>None.</p> : (
            <Table caption="Payment runs" rows={items} keyOf={(one) => one.id} columns={[
              { key: "name", head: "Payment run", cell: (one) => <Go to={paths.staffLook(grantId, { show: "payments", run: one.id })}>{nameOf(one)}</Go> },
              { key: "state", head: "State", narrow: true, cell: (one) => <State run={one} /> },
              { key: "said", head: "Said of its lines", cell: (one) => (one.sums ?? []).filter(({ lines }) => lines > 0).map((sum) => `${sum.lines} ${VERDICT_WORDS[sum.verdict].toLowerCase()}`).join(", ") },
              { key: "at", head: "Asked", narrow: true, cell: (one) => <When at={one.askedAt} /> },
            ]} />
          )}
        </Section>
      )}
    </Asked>
  );
}

function State({ run }: { run: PaymentRun }) {
  const [meaning, words] = RUN_STATES[run.state];
  return <Tag meaning={meaning}>{words}</Tag>;
}

function Lines({ site, grantId, run, verdict }: { site: Site; grantId: string; run: string; verdict: Verdict | undefined }) {
  const link = (words: string, to?: Verdict) => (
    <Go key={words} to={paths.staffLook(grantId, { show: "payments", run, verdict: to })} {...(to === verdict ? { "aria-current": "page" as const } : {})}>{words}</Go>
  );
  return (
    <Asked grantId={grantId} what={`payment run ${run} ${verdict ?? ""}`} ask={() => region.fetchPaymentLines(site, run, { limit: LINES, ...(verdict && { verdict }) })}>
      {({ items, total }) => (
        <Section title="Payments" aside={`${items.length} of ${total}`}>
          <nav aria-label="Verdicts" className={styles.parts}>{link("All")}{VERDICTS.map((one) => link(VERDICT_WORDS[one], one))}</nav>
          {items.length === 0 ? <p>None.</p> : (
            <Table caption="Payments, held ones first" rows={items} keyOf={(one) => String(one.line)} columns={[
              { key: "verdict", head: "Verdict", narrow: true, cell: (one) => <Tag meaning={VERDICT_MEANS[one.verdict]}>{VERDICT_WORDS[one.verdict]}</Tag> },
              { key: "payee", head: "Payee", cell: (one) => one.supplier?.name ?? one.payee ?? one.supplier?.id ?? "" },
              { key: "amount", head: "Amount", number: true, narrow: true, cell: (one) => (one.amount ? <Amount money={one.amount} /> : "") },
              { key: "why", head: "Why", cell: (one) => one.reasons.map(({ words }) => words).join("; ") },
              { key: "people", head: "Decided by people", narrow: true, cell: (one) => { const last = one.overrides.at(-1); return last ? `${VERDICT_WORDS[last.verdict]}: ${last.reason}` : ""; } },
            ]} />
          )}
        </Section>
      )}
    </Asked>
  );
}
