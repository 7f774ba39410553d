/** The dialog in which somebody decides over the check of one payment, with the reason. */
import { Button, Modal, Radio, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { overridePaymentLine, type PaymentOverride } from "../../api/region.ts";
import type { PaymentLine, Site } from "../../api/shapes.ts";
import { Amount } from "../../blocks/amount.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";

type Props = { site: Site; runId: string; one: PaymentLine | undefined; onClose: () => void };

export function OverrideDialog({ site, runId, one, onClose }: Props) {
  return (
    <Modal opened={one !== undefined} onClose={onClose} size={520} lockScroll={false} title="Decide over this payment" closeButtonProps={{ "aria-label": "Close without deciding" }}>
      {one && <OverrideForm key={one.line} site={site} runId={runId} one={one} onClose={onClose} />}
    </Modal>
  );
}

function OverrideForm({ site, runId, one, onClose }: Props & { one: PaymentLine }) {
  const stands = one.overrides.at(-1)?.verdict ?? one.verdict;
  const choices = (["release", "hold"] as const).filter((verdict) => verdict !== stands);
  const [verdict, setVerdict] = useState<PaymentOverride["verdict"]>(choices[0] ?? "hold");
  const [reason, setReason] = useState("");
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (body: PaymentOverride) => overridePaymentLine(site, runId, one.line, body),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: queries.paymentRuns(site).queryKey }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    decide.mutate({ verdict, reason });
  };
  return (
    <form className={form.fields} onSubmit={submit}>
      {decide.error && <FailureNotice error={decide.error} doing="Deciding" />}
      <p>
        {one.amount && <Amount money={one.amount} strong />} to {one.payee ?? one.supplier?.id ?? "nobody named"}
      </p>
      {choices.length > 1 && (
        <Radio.Group label="What is to happen" value={verdict} onChange={(value) => setVerdict(value as PaymentOverride["verdict"])}>
          <Radio mt="xs" value="release" label="Release it" />
          <Radio mt="xs" value="hold" label="Hold it" />
        </Radio.Group>
      )}
      <Textarea label="Why" description="It stands beside the verdict and in the activity." required autosize minRows={2} maxRows={8} maxLength={2_000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
      {verdict === "release" && <p className={form.hint}>Releasing asks for your second factor once more. What the check said stays.</p>}
      <div className={form.actions}>
        <Button type="submit" disabled={reason.trim().length < 3} loading={decide.isPending}>{verdict === "release" ? "Release this payment" : "Hold this payment"}</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
