/**
 * The first administrator, by the one-time link that the start of the service prints. The token stands after the `#`,
 * which browsers do not send, and is taken out of the address at once.
 */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { createFirstAdministrator } from "../api/control.ts";
import * as queries from "../api/queries.ts";
import { useGoing } from "../app/going.ts";
import { paths } from "../app/paths.ts";
import { Entrance } from "../blocks/entrance.tsx";
import form from "../blocks/form.module.css";
import { Go } from "../blocks/go.tsx";
import { NewPassword, otherThanPassword } from "../blocks/new-password.tsx";
import { FailureNotice } from "../blocks/notice.tsx";
import { checkPassword } from "../words/password.ts";

const taken = window.location.pathname === paths.welcome() ? window.location.hash.slice(1) : "";
if (taken) window.history.replaceState(window.history.state, "", paths.welcome());

export function WelcomePage() {
  const [token] = useState(taken);
  const [fields, setFields] = useState({ organisation: "", name: "", email: "", password: "" });
  const { data: policy } = useSuspenseQuery(queries.passwordPolicy);
  const going = useGoing();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createFirstAdministrator,
    onSuccess: () => {
      client.clear();
      going.replace(paths.secondFactor());
    },
  });
  const set = (name: keyof typeof fields) => (value: string) => setFields((now) => ({ ...now, [name]: value }));
  const ready = checkPassword(fields.password, policy, fields).every((check) => check.met);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({ token, ...fields, email: fields.email.trim() });
  };
  if (!token) return <NoToken />;
  return (
    <Entrance title="Welcome to Spendward" lead="You are the first administrator. Choose how you will sign in; you can invite others afterwards. A second factor comes next.">
      {otherThanPassword(create.error) != null && <FailureNotice error={create.error} doing="Creating the administrator" />}
      <form className={form.form} onSubmit={submit}>
        <Field label="Organisation" value={fields.organisation} onChange={set("organisation")} autoComplete="organization" autoFocus />
        <Field label="Your name" value={fields.name} onChange={set("name")} autoComplete="name" />
        <Field label="E-mail address" type="email" value={fields.email} onChange={set("email")} autoComplete="username" />
        <NewPassword label="Password" value={fields.password} onChange={set("password")} policy={policy} own={fields} refusal={create.error} />
        <Button type="submit" loading={create.isPending} disabled={!ready}>
          Create administrator and go on
        </Button>
      </form>
    </Entrance>
  );
}

type FieldProps = { label: string; value: string; onChange: (value: string) => void; type?: string; autoComplete: string; autoFocus?: boolean };

function Field({ onChange, ...rest }: FieldProps) {
  return <TextInput required withAsterisk={false} {...rest} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function NoToken() {
  return (
    <Entrance title="This link is not complete">
      <p>
        The first administrator is created with the one-time link that is printed when the service starts. Open that link, with
        everything after the <code>#</code>. It works once and ends after a day; starting the service again prints a new one for
        as long as there is no administrator.
      </p>
      <p>
        <Go to={paths.signIn()}>Sign in</Go> if you already have an account.
      </p>
    </Entrance>
  );
}
