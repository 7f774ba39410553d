/** "Is this payment safe?": one payment typed in, answered on the spot. */
import { Button, Modal, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { checkPayment, type PaymentAnswer, type PaymentGiven } from "../../api/region.ts";
import type { PaymentLine, Site } from "../../api/shapes.ts";
import { paths } from "../../app/paths.ts";
import { Amount } from "../../blocks/amount.tsx";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { minorDigits, minorUnits } from "../../words/money.ts";
import { VERDICT_MEANS, VERDICT_WORDS } from "../../words/payments.ts";
import styles from "./payment-runs.module.css";

export function OnePaymentDialog({ site, opened, onClose }: { site: Site; opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} size={620} lockScroll={false} title="Check one payment" closeButtonProps={{ "aria-label": "Close" }}>
      {opened && <OnePayment site={site} />}
    </Modal>
  );
}

const CURRENCY = { uk: "GBP", eu: "EUR", us: "USD" } as const;
type Typed = { payee: string; supplierId: string; account: string; bank: string; amount: string | number; currency: string; references: string };

function OnePayment({ site }: { site: Site }) {
  const empty: Typed = { payee: "", supplierId: "", account: "", bank: "", amount: "", currency: CURRENCY[site.region], references: "" };
  const [typed, setTyped] = useState(empty);
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: (payment: PaymentGiven) => checkPayment(site, { payment }),
    onSettled: () => client.invalidateQueries({ queryKey: queries.paymentRuns(site).queryKey }),
  });
  const text = (field: Exclude<keyof Typed, "amount">) => ({ value: typed[field], onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [field]: event.currentTarget.value }) });
  const payment = paymentOf(typed);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (payment) check.mutate(payment);
  };
  return (
    <form className={form.fields} onSubmit={submit}>
      <div className={styles.pair}>
        <TextInput label="Payee" maxLength={200} data-autofocus {...text("payee")} />
        <TextInput label="or supplier number" maxLength={200} {...text("supplierId")} />
      </div>
      <div className={styles.pair}>
        <TextInput label="Account" description="IBAN or account number" maxLength={60} {...text("account")} />
        <TextInput label="Sort code or routing number" description="Not with an IBAN" maxLength={20} {...text("bank")} />
      </div>
      <div className={styles.pair}>
        <NumberInput label="Amount" required min={0} decimalScale={minorDigits(typed.currency)} thousandSeparator="," hideControls value={typed.amount} onChange={(amount) => setTyped({ ...typed, amount })} />
        <TextInput label="Currency" required maxLength={3} {...text("currency")} />
      </div>
      <TextInput label="Invoice numbers" description="Several with commas between them" maxLength={500} {...text("references")} />
      <div className={form.actions}>
        <Button type="submit" disabled={!payment} loading={check.isPending}>Check</Button>
        {check.data && <Button variant="default" onClick={() => { setTyped(empty); check.reset(); }}>Another one</Button>}
      </div>
      {check.error && <FailureNotice error={check.error} doing="The check" />}
      <div role="status">{check.data && <Answer site={site} answer={check.data} />}</div>
    </form>
  );
}

/** Undefined while something that is needed is missing. */
export function paymentOf({ payee, supplierId, account, bank, amount, currency, references }: Typed): PaymentGiven | undefined {
  const [name, id, number, code] = [payee.trim(), supplierId.trim(), account.trim(), bank.replace(/[^0-9A-Za-z]/g, "")];
  const money = { minor: minorUnits(Number(amount), currency.toUpperCase()), currency: currency.toUpperCase() };
  if ((name === "" && id === "") || !(money.minor > 0) || !Number.isSafeInteger(money.minor) || !/^[A-Z]{3}$/.test(money.currency)) return undefined;
  const iban = /^[A-Za-z]{2}\s*\d{2}/.test(number);
  return {
    ...(name && { payee: name }), ...(id && { supplierId: id }), amount: money,
    references: references.split(/[,;]/).map((one) => one.trim()).filter((one) => one !== "").slice(0, 50),
    ...(number && (iban ? { iban: number } : { accountNumber: number })),
    ...(number && !iban && code && (code.length === 9 ? { routingNumber: code } : { sortCode: code })),
  };
}

function Answer({ site, answer: { run, lines: [line] } }: { site: Site; answer: PaymentAnswer }) {
  const more = <Go to={paths.paymentRun(site.id, run.id)}>Open it as a payment run</Go>;
  if (run.state === "failed") return <Notice meaning="risk" title="The check failed on our side"><p>Nothing was said of this payment. Check it again; if it fails again, ask the helpdesk.</p></Notice>;
  if (line === undefined) return <Notice title="It is still being checked"><p>The history of the ledger is being prepared, which takes longer the first time. {more}</p></Notice>;
  return (
    <div className={styles.answer} data-verdict={line.verdict}>
      <p className={styles.verdict}><Tag meaning={VERDICT_MEANS[line.verdict]}>{VERDICT_WORDS[line.verdict]}</Tag> {line.amount && <Amount money={line.amount} strong />} to {line.supplier?.name ?? line.payee ?? line.supplier?.id}</p>
      {line.reasons.length === 0 ? <p>Nothing speaks against it{paidBills(line)}.</p> : (
        <ul className={styles.reasons}>
          {line.reasons.map(({ code, words, points }) => <li key={code}><span className={styles.points} title={`${points} points`}>{points}</span><span>{words}</span></li>)}
        </ul>
      )}
      {run.untested.length > 0 && <p className={form.hint}>{run.untested.join(" ")}</p>}
      <p>{more}</p>
    </div>
  );
}

const paidBills = ({ bills }: PaymentLine): string => {
  const named = bills.map(({ number, docId }) => number ?? docId);
  return named.length === 0 ? "" : `: it pays ${named.slice(0, 3).join(", ")}${named.length > 3 ? " and others" : ""}`;
};
