/** Asking for a link to a new password. Says the same whether somebody has this address or not. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { askForReset } from "../api/control.ts";
import { paths } from "../app/paths.ts";
import { Entrance } from "../blocks/entrance.tsx";
import form from "../blocks/form.module.css";
import { Go } from "../blocks/go.tsx";
import { FailureNotice, Notice } from "../blocks/notice.tsx";

export function ForgottenPage() {
  const [email, setEmail] = useState("");
  const ask = useMutation({ mutationFn: askForReset });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask.mutate({ email: email.trim() });
  };
  return (
    <Entrance title="Forgotten your password?" lead="We send a link to your address. It works once, for half an hour. Your second factor stays as it is.">
      {ask.error && <FailureNotice error={ask.error} doing="Asking for a link" />}
      {ask.isSuccess && <Notice title="If somebody has this address, a link is on its way." live />}
      <form className={form.form} onSubmit={submit}>
        <TextInput label="E-mail address" type="email" autoComplete="username" value={email} required withAsterisk={false} autoFocus onChange={(event) => setEmail(event.currentTarget.value)} />
        <Button type="submit" loading={ask.isPending}>
          Send me a link
        </Button>
      </form>
      <p className={form.hint}>
        Phone or passkey lost as well? A recovery code is enough for the second step; without one, ask an administrator of your organisation. <Go to={paths.signIn()}>Back to sign in</Go>
      </p>
    </Entrance>
  );
}
