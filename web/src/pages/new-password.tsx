/** Choosing a new password with the link that was mailed. Sign-in with the second factor comes next. */
import { Button } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { resetPassword } from "../api/control.ts";
import * as queries from "../api/queries.ts";
import { paths } from "../app/paths.ts";
import { takenFromAddress } from "../app/taken.ts";
import { Entrance } from "../blocks/entrance.tsx";
import form from "../blocks/form.module.css";
import { Go } from "../blocks/go.tsx";
import { NewPassword, otherThanPassword } from "../blocks/new-password.tsx";
import { FailureNotice } from "../blocks/notice.tsx";
import { checkPassword } from "../words/password.ts";

const token = takenFromAddress(paths.newPassword());
/** The page does not know whose link it is; the server checks name and address as well. */
const UNKNOWN = { name: "", email: "" };

export function NewPasswordPage() {
  const { data: policy } = useSuspenseQuery(queries.passwordPolicy);
  const [password, setPassword] = useState("");
  const change = useMutation({ mutationFn: resetPassword });
  const ready = token !== "" && checkPassword(password, policy, UNKNOWN).every((check) => check.met);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ token, password });
  };
  if (change.isSuccess) {
    return (
      <Entrance title="Your password is changed" lead="Every session was signed out.">
        <p>
          <Go to={paths.signIn()}>Sign in</Go> with the new password and your second factor.
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title="Choose a new password">
      {otherThanPassword(change.error) != null && <FailureNotice error={change.error} doing="Changing the password" />}
      <form className={form.form} onSubmit={submit}>
        <NewPassword label="New password" value={password} onChange={setPassword} policy={policy} own={UNKNOWN} refusal={change.error} />
        <Button type="submit" loading={change.isPending} disabled={!ready}>
          Change the password
        </Button>
      </form>
    </Entrance>
  );
}
