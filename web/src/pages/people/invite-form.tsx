/** Inviting somebody: an address, and what they will be assigned. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { invite } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import styles from "./people.module.css";
import { AssignmentLines, assignmentsOf, newLine } from "./assignment-lines.tsx";

export function InviteForm() {
  const { data: matrix } = useSuspenseQuery(queries.roles);
  const [email, setEmail] = useState("");
  const [lines, setLines] = useState(() => [newLine()]);
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: invite,
    onSuccess: () => {
      setEmail("");
      setLines([newLine()]);
      void client.invalidateQueries(queries.invitations);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send.mutate({ email: email.trim(), assignments: assignmentsOf(lines) });
  };
  return (
    <form className={`${form.form} ${styles.invite}`} onSubmit={submit}>
      {send.error && <FailureNotice error={send.error} doing="Inviting" />}
      {send.isSuccess && <Notice title="Invited. The link in the mail works once, for a week." live />}
      <TextInput label="E-mail address" type="email" maw={420} autoComplete="off" value={email} required withAsterisk={false} onChange={(event) => setEmail(event.currentTarget.value)} />
      <AssignmentLines lines={lines} matrix={matrix} mayChange onChange={setLines} />
      <div className={form.actions}>
        <Button type="submit" loading={send.isPending} disabled={!email.trim() || lines.length === 0}>
          Send the invitation
        </Button>
        <Button variant="default" onClick={() => setLines([...lines, newLine()])}>
          Add an assignment
        </Button>
      </div>
    </form>
  );
}
