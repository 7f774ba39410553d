/** Payment runs before they are released: drop a file, see each that was checked with how much is held. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import { askPaymentCheck } from "../../api/region.ts";
import { sendFile, useSendingFiles } from "../../api/sending-files.ts";
import type { PaymentRun, Site } from "../../api/shapes.ts";
import { useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Amounts } from "../../blocks/amount.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";
import { nameOf, RUN_STATES, VERDICT_WORDS } from "../../words/payments.ts";
import { DropZone } from "../uploads/drop-zone.tsx";
import { SendingList } from "../uploads/sending-list.tsx";
import { OnePaymentDialog } from "./one-payment.tsx";
import styles from "./payment-runs.module.css";

const KINDS = ".xml,.txt,.bac,.ach,.csv,.tsv,.xlsx,.gz";

export function PaymentRunsPage() {
  const site = useSite();
  const going = useGoing();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(queries.paymentRuns(site));
  const [one, setOne] = useState(false);
  const sending = useSendingFiles(site.id, undefined, "payment-run");
  const ask = useMutation({
    mutationFn: (uploadId: string) => askPaymentCheck(site, { uploadId }),
    onSuccess: ({ id }, _uploadId) => {
      void client.invalidateQueries({ queryKey: queries.paymentRuns(site).queryKey });
      // whoever sends one file waits for its answer
      if (sending.filter(({ state }) => state !== "done").length <= 1) going.to(paths.paymentRun(site.id, id));
    },
  });
  return (
    <Page
      title="Payment runs" lead="Have a run checked before it goes to the bank: every payment is held against what was billed, paid and changed before."
      actions={may(site, "checkPayments") && <Button variant="default" onClick={() => setOne(true)}>Check one payment</Button>}
    >
      {may(site, "checkPayments") && (
        <DropZone
          title="Drop a payment run here" kinds={KINDS} onFiles={(files) => files.forEach((file) => sendFile(site, file, (uploadId) => ask.mutate(uploadId), undefined, "payment-run"))}
          words="The file that goes to the bank: ISO 20022 pain.001, Bacs Standard 18 or Nacha ACH; or a list in CSV or Excel with payee, account, amount and invoice number. Nothing is paid or sent from here."
        />
      )}
      <OnePaymentDialog site={site} opened={one} onClose={() => setOne(false)} />
      <SendingList files={sending} />
      {ask.error && <FailureNotice error={ask.error} doing="The check" />}
      {data.items.length === 0 ? <Nothing site={site} /> : <Section title="Checked"><Runs site={site} items={data.items} /></Section>}
    </Page>
  );
}

function Runs({ site, items }: { site: Site; items: readonly PaymentRun[] }) {
  return (
    <Table
      caption="Payment runs, newest first"
      rows={items}
      keyOf={(one) => one.id}
      columns={[
        { key: "name", head: "Run", cell: (one) => <span className={styles.name}><Go to={paths.paymentRun(site.id, one.id)}>{nameOf(one)}</Go>{one.layout && <span className={styles.under}>{one.layout}</span>}</span> },
        { key: "state", head: "State", narrow: true, cell: (one) => <State run={one} /> },
        ...(["hold", "review", "release"] as const).map((verdict) => ({
          key: verdict, head: VERDICT_WORDS[verdict], number: true, narrow: true,
          cell: (one: PaymentRun) => {
            const sum = one.sums?.find((own) => own.verdict === verdict);
            if (!sum) return "";
            return <>{sum.lines === 0 ? "none" : <Go to={paths.paymentRun(site.id, one.id, { verdict })}>{showCount(sum.lines)}</Go>}{sum.lines > 0 && <span className={styles.under}><Amounts list={sum.amounts.slice(0, 2)} />{sum.amounts.length > 2 && <span className={styles.under}>and others</span>}</span>}</>;
          },
        })),
        { key: "who", head: "Asked by", narrow: true, cell: (one) => <>{one.askedBy.name || "A program"}<span className={styles.under}><When at={one.askedAt} /></span></> },
      ]}
    />
  );
}

function State({ run }: { run: PaymentRun }) {
  const [meaning, words] = RUN_STATES[run.state];
  const { progress } = run;
  return <><Tag meaning={meaning}>{words}</Tag>{progress && progress.total > 1 && <span className={styles.under}>{progress.stage}: {showCount(progress.done)} of {showCount(progress.total)}</span>}</>;
}

function Nothing({ site }: { site: Site }) {
  return (
    <Empty title="No payment runs yet">
      <p>
        Each payment is answered with release, review or hold, and the reasons in words: paid already, a copy of a paid bill, an account that is new, changed, another supplier&rsquo;s or an
        employee&rsquo;s, more than is open, a bill or payee nobody knows.
      </p>
      <ul className={styles.formats}>
        <li><strong>pain.001</strong> in any version, as banks in Europe take it; totals and counts are checked</li>
        <li><strong>Bacs Standard 18</strong>, with its user trailer checked</li>
        <li><strong>Nacha ACH</strong>, with batch and file controls and entry hash checked</li>
        <li><strong>CSV or Excel</strong> with headings such as Payee, IBAN or account, Amount, Invoice number</li>
      </ul>
      {!may(site, "seeUploads") ? null : <p>The more of the ledger is uploaded (invoices, payments, suppliers, bank changes, employees), the more can be told.</p>}
    </Empty>
  );
}
