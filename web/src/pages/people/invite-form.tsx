/** Inviting somebody: an address and roles. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { invite } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import type { Role } from "../../words/roles.ts";
import { RoleBoxes } from "./role-boxes.tsx";

export function InviteForm() {
  const [email, setEmail] = useState("");
  const [roles, setRoles] = useState<Role[]>(["analyst"]);
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: invite,
    onSuccess: () => {
      setEmail("");
      void client.invalidateQueries(queries.invitations);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send.mutate({ email: email.trim(), roles });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {send.error && <FailureNotice error={send.error} doing="Inviting" />}
      {send.isSuccess && <Notice title="Invited. The link in the mail works once, for a week." live />}
      <TextInput label="E-mail address" type="email" autoComplete="off" value={email} required withAsterisk={false} onChange={(event) => setEmail(event.currentTarget.value)} />
      <RoleBoxes value={roles} onChange={setRoles} />
      <div className={form.actions}>
        <Button type="submit" loading={send.isPending} disabled={!email.trim() || roles.length === 0}>
          Send the invitation
        </Button>
      </div>
    </form>
  );
}
