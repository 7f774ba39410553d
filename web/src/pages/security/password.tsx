/** Changing one's own password. */
import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { changePassword } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import { useSession } from "../../app/going.ts";
import form from "../../blocks/form.module.css";
import { NewPassword, otherThanPassword } from "../../blocks/new-password.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { checkPassword } from "../../words/password.ts";

export function PasswordForm() {
  const { person } = useSession();
  const { data: policy } = useSuspenseQuery(queries.passwordPolicy);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setCurrent("");
      setNext("");
    },
  });
  const ready = current.length > 0 && checkPassword(next, policy, person).every((check) => check.met);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ current, next });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {otherThanPassword(change.error) != null && <FailureNotice error={change.error} doing="Changing the password" />}
      {change.isSuccess && <Notice title="Password changed. Your other sessions have to sign in again." live />}
      <input type="hidden" autoComplete="username" value={person.email} readOnly />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
      />
      <NewPassword label="New password" value={next} onChange={setNext} policy={policy} own={person} refusal={change.error} />
      <div className={form.actions}>
        <Button type="submit" disabled={!ready} loading={change.isPending}>
          Change password
        </Button>
      </div>
    </form>
  );
}
