/** Sign in, then go to where one was heading. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { signIn } from "../api/control.ts";
import { forgetTokens } from "../api/token.ts";
import { useFilters, useGoing } from "../app/going.ts";
import { paths } from "../app/paths.ts";
import { Entrance } from "../blocks/entrance.tsx";
import form from "../blocks/form.module.css";
import { FailureNotice } from "../blocks/notice.tsx";

export function SignInPage() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { then } = useFilters();
  const going = useGoing();
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => {
      forgetTokens();
      client.clear();
      going.replace(ownPath(then));
    },
    onError: () => setPassword(""),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter.mutate({ email: email.trim(), password });
  };
  return (
    <Entrance title="Sign in">
      {then && <p>Sign in to go on to the page you asked for.</p>}
      {enter.error && <FailureNotice error={enter.error} doing="Signing in" />}
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
      <p className={form.hint}>No account, or the password is lost? An administrator of your organisation can help.</p>
    </Entrance>
  );
}

/** Only an address of this app: what stands in a link must not send anyone elsewhere after signing in. */
function ownPath(then: string | undefined): string {
  if (!then) return paths.home();
  const target = new URL(then, window.location.origin);
  return target.origin === window.location.origin && then.startsWith("/") ? target.pathname + target.search : paths.home();
}
