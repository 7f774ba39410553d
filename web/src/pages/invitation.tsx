/** The invited person: who invites them to what, then a name and a password. The second factor comes next. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { acceptInvitation } from "../api/control.ts";
import * as queries from "../api/queries.ts";
import { useGoing } from "../app/going.ts";
import { paths } from "../app/paths.ts";
import { takenFromAddress } from "../app/taken.ts";
import { Entrance } from "../blocks/entrance.tsx";
import form from "../blocks/form.module.css";
import { Go } from "../blocks/go.tsx";
import { NewPassword, otherThanPassword } from "../blocks/new-password.tsx";
import { FailureNotice } from "../blocks/notice.tsx";
import { checkPassword } from "../words/password.ts";
import { rolesInWords } from "../words/roles.ts";

const taken = takenFromAddress(paths.invitation());

export function InvitationPage() {
  const { data: invitation, error } = useQuery(queries.invitation(taken));
  const { data: policy } = useSuspenseQuery(queries.passwordPolicy);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const going = useGoing();
  const client = useQueryClient();
  const accept = useMutation({
    mutationFn: acceptInvitation,
    onSuccess: () => {
      client.clear();
      going.replace(paths.secondFactor());
    },
  });
  if (error) {
    return (
      <Entrance title="This invitation does not work">
        <FailureNotice error={error} doing="Opening the invitation" />
        <p>
          <Go to={paths.signIn()}>Sign in</Go> if you have used it already.
        </p>
      </Entrance>
    );
  }
  if (!invitation) return <Entrance title="Your invitation" lead="One moment …"><span /></Entrance>;
  const own = { name, email: invitation.email };
  const ready = name.trim().length > 0 && checkPassword(password, policy, own).every((check) => check.met);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    accept.mutate({ link: taken, name: name.trim(), password });
  };
  return (
    <Entrance title={`Join ${invitation.organisation}`} lead={`${invitation.inviter} invites you as ${[rolesInWords(invitation.roles).toLowerCase(), ...invitation.narrower].filter(Boolean).join(", ")}. You will sign in with ${invitation.email}.`}>
      {otherThanPassword(accept.error) != null && <FailureNotice error={accept.error} doing="Accepting the invitation" />}
      <form className={form.form} onSubmit={submit}>
        <input type="hidden" autoComplete="username" value={invitation.email} readOnly />
        <TextInput label="Your name" value={name} autoComplete="name" maxLength={200} required withAsterisk={false} autoFocus onChange={(event) => setName(event.currentTarget.value)} />
        <NewPassword label="Password" value={password} onChange={setPassword} policy={policy} own={own} refusal={accept.error} />
        <Button type="submit" loading={accept.isPending} disabled={!ready}>
          Accept and go on
        </Button>
      </form>
    </Entrance>
  );
}
