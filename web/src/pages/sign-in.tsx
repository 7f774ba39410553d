/** Sign in, then go to where one was heading. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { signIn } from "../api/control.ts";
import { browserHasPasskeys, signInWithPasskey } from "../api/passkey.ts";
import { forgetTokens } from "../api/token.ts";
import { ownPath, useFilters, useGoing } from "../app/going.ts";
import { paths } from "../app/paths.ts";
import { Entrance } from "../blocks/entrance.tsx";
import form from "../blocks/form.module.css";
import { Go } from "../blocks/go.tsx";
import { FailureNotice, Notice } from "../blocks/notice.tsx";
import { problemWords } from "../words/sign-on.ts";
import { WaysIn } from "./sign-on/ways.tsx";

export function SignInPage() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { then, problem } = useFilters();
  const going = useGoing();
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => {
      forgetTokens();
      client.clear();
      going.replace(paths.secondFactor(then));
    },
    onError: () => setPassword(""),
  });
  const withPasskey = useMutation({
    mutationFn: signInWithPasskey,
    onSuccess: () => {
      forgetTokens();
      client.clear();
      going.replace(ownPath(then));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter.mutate({ email: email.trim(), password });
  };
  return (
    <Entrance title="Sign in">
      {then && <p>Sign in to go on to the page you asked for.</p>}
      {problem && !enter.error && !withPasskey.error && <Notice meaning="risk" title={problemWords(problem)} live />}
      {(enter.error ?? withPasskey.error) && <FailureNotice error={enter.error ?? withPasskey.error} doing="Signing in" />}
      <form className={form.form} onSubmit={submit}>
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
          withAsterisk={false}
          autoFocus
        />
        <WaysIn email={email} then={then} />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
        />
        <Button type="submit" loading={enter.isPending}>
          Sign in
        </Button>
      </form>
      {browserHasPasskeys() && (
        <Button variant="default" leftSection={<IconKey size={16} aria-hidden="true" />} loading={withPasskey.isPending} onClick={() => withPasskey.mutate()}>
          Sign in with a passkey
        </Button>
      )}
      <p>
        <Go to={paths.forgotten()}>Forgotten your password?</Go>
      </p>
      <p className={form.hint}>No account? An administrator of your organisation can invite you.</p>
    </Entrance>
  );
}
