/** One's own address: changed by a link to the new one, stopped or undone by a link to the old one. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { askForAddressChange, withdrawAddressChange } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { When } from "../../blocks/when.tsx";

const GIVEN_BY = { provisioning: "Your organisation's provisioning gives it, so it is changed there.", connection: "Your organisation's single sign-on gives it, so it is changed there." } as const;

export function OwnAddress() {
  const { data } = useSuspenseQuery(queries.ownAddress);
  return (
    <div className={form.form}>
      <p>
        You sign in with <strong>{data.email}</strong>. {data.givenBy && GIVEN_BY[data.givenBy]}
      </p>
      {data.asked && <Asked email={data.asked.email} expiresAt={data.asked.expiresAt} />}
      {data.undoableUntil && <p>It was changed lately. The address before can undo that until <When at={data.undoableUntil} />; then another change is possible.</p>}
      {!data.givenBy && !data.asked && !data.undoableUntil && <Change />}
    </div>
  );
}

function Asked({ email, expiresAt }: { email: string; expiresAt: string }) {
  const client = useQueryClient();
  const withdraw = useMutation({ mutationFn: withdrawAddressChange, onSettled: () => client.invalidateQueries(queries.ownAddress) });
  return (
    <>
      {withdraw.error && <FailureNotice error={withdraw.error} doing="Taking it back" />}
      <Notice title={`A link is on its way to ${email}.`} live>
        <p>Open it there before <When at={expiresAt} />. Until then nothing changes. Your present address was told, and can stop it.</p>
      </Notice>
      <div className={form.actions}>
        <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          Take it back
        </Button>
      </div>
    </>
  );
}

function Change() {
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const ask = useMutation({ mutationFn: askForAddressChange, onSuccess: () => client.invalidateQueries(queries.ownAddress) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask.mutate({ email: email.trim() });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {ask.error && <FailureNotice error={ask.error} doing="Changing the address" />}
      <TextInput label="New address" type="email" autoComplete="email" maxLength={254} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <div className={form.actions}>
        <Button type="submit" disabled={!email.trim()} loading={ask.isPending}>
          Send a link to the new address
        </Button>
      </div>
    </form>
  );
}
