/** The dialog in which somebody confirms or dismisses a finding: why, for what, and for how long. */
import { Button, Modal, NativeSelect, NumberInput, Radio, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { decideFinding, type DecideInput } from "../../api/region.ts";
import type { Finding, Site } from "../../api/shapes.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { CONFIRMED_BECAUSE, DISMISSED_BECAUSE, MONTHS, scopeChoice, type Verdict } from "../../words/decisions.ts";
import { minorUnits } from "../../words/money.ts";
import styles from "./decide.module.css";

type Props = { site: Site; finding: Finding; verdict: Verdict | undefined; onClose: () => void };

export function DecideDialog({ site, finding, verdict, onClose }: Props) {
  return (
    <Modal
      opened={verdict !== undefined} onClose={onClose} size={560} lockScroll={false}
      title={verdict === "confirmed" ? "Confirm this finding" : "Dismiss this finding"}
      closeButtonProps={{ "aria-label": "Close without deciding" }}
    >
      {verdict && <DecideForm key={verdict} site={site} finding={finding} verdict={verdict} onClose={onClose} />}
    </Modal>
  );
}

type Scope = Finding["dismissal"]["scopes"][number];

function DecideForm({ site, finding, verdict, onClose }: Props & { verdict: Verdict }) {
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [scope, setScope] = useState<Scope>("finding");
  const [months, setMonths] = useState("12");
  const [upTo, setUpTo] = useState<string | number>("");
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (body: DecideInput) => decideFinding(site, finding.id, body),
    onSuccess: onClose,
    onSettled: () => queries.forgetSite(client, site),
  });
  const limited = scope === "supplier_test" || scope === "supplier_group";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    decide.mutate(bodyOf(finding, { verdict, reason, note, scope, months, upTo: limited ? upTo : "" }));
  };
  const ready = reason !== "" && (reason !== "other" || note.trim() !== "");
  return (
    <form className={`${form.fields} ${styles.form}`} onSubmit={submit}>
      {decide.error && <FailureNotice error={decide.error} doing="Deciding" />}
      <p className={styles.title}>{finding.title}</p>
      <Radio.Group label="Why" value={reason} onChange={setReason} required>
        <div className={styles.choices}>
          {Object.entries(verdict === "confirmed" ? CONFIRMED_BECAUSE : DISMISSED_BECAUSE).map(([value, label], index) => <Radio key={value} value={value} label={label} data-autofocus={index === 0 || undefined} />)}
        </div>
      </Radio.Group>
      {verdict === "dismissed" && (
        <>
          <ForWhat finding={finding} scope={scope} onChange={setScope} />
          <div className={styles.pair}>{limited && (
            <NumberInput
              label="With no more at risk than" description={`In ${finding.amountAtRisk.currency}. Left empty: no more than this finding.`} value={upTo} onChange={setUpTo} min={0} decimalScale={2} thousandSeparator="," hideControls
            />
          )}
          <NativeSelect label="For" description="Then it is open again." value={months} data={[...MONTHS]} onChange={(event) => setMonths(event.currentTarget.value)} /></div>
        </>
      )}
      <Textarea label="Note" required={reason === "other"} autosize minRows={2} maxRows={8} maxLength={2_000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      {verdict === "dismissed" && finding.dismissal.needsSecond && (
        <Notice meaning="held" title="A second person has to agree.">
          <p>Setting a shared account aside takes two people. Until somebody else agrees, the finding stays open.</p>
        </Notice>
      )}
      <div className={form.actions}>
        <Button type="submit" disabled={!ready} loading={decide.isPending}>
          {verdict === "confirmed" ? "Confirm" : finding.dismissal.needsSecond ? "Dismiss and ask for a second person" : "Dismiss"}
        </Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

function ForWhat({ finding, scope, onChange }: { finding: Finding; scope: Scope; onChange: (scope: Scope) => void }) {
  if (finding.dismissal.scopes.length < 2) return <p className={form.hint}>It holds for this finding only, until more is at risk, a document is added, or bank details or payments change.</p>;
  return (
    <Radio.Group label="For what" value={scope} onChange={(value) => onChange(value as Scope)}>
      <div className={styles.choices}>
        {finding.dismissal.scopes.map((one) => <Radio key={one} value={one} {...scopeChoice(one, finding)} />)}
      </div>
    </Radio.Group>
  );
}

type Filled = { verdict: Verdict; reason: string; note: string; scope: Scope; months: string; upTo: string | number };

/** The reason was chosen from the list of its verdict. */
const bodyOf = ({ amountAtRisk }: Finding, { verdict, reason, note, scope, months, upTo }: Filled): DecideInput =>
  (verdict === "confirmed" ? { verdict, reason, note } : { verdict, reason, note, scope, months: Number(months), ...(upTo !== "" && { upToMinor: minorUnits(Number(upTo), amountAtRisk.currency) }) }) as DecideInput;
