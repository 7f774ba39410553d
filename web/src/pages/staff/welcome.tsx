/** The first passkey, with the link from the mail or the command line. The token stands after the `#` and is taken out of the address at once. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/staff-queries.ts";
import { enrol } from "../../api/staff.ts";
import { useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { StaffEntrance } from "./entrance.tsx";

const taken = window.location.pathname === paths.staffWelcome() ? window.location.hash.slice(1) : "";
if (taken) window.history.replaceState(window.history.state, "", paths.staffWelcome());

export function StaffWelcomePage() {
  const [token] = useState(taken);
  const [name, setName] = useState("Company key");
  const going = useGoing();
  const client = useQueryClient();
  const { data, error, isPending } = useQuery({ ...queries.invited(token), enabled: token !== "" });
  const make = useMutation({
    mutationFn: async () => {
      // A challenge is good for five minutes and for one answer: a fresh one for each try.
      const { options } = await client.fetchQuery({ ...queries.invited(token), staleTime: 0 });
      await enrol(token, name.trim(), options);
    },
    onSuccess: () => {
      // Not the link's own question: this page would ask it again, and the link is used.
      client.removeQueries({ queryKey: queries.own.queryKey });
      going.replace(paths.staffHome());
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  if (!token) {
    return (
      <StaffEntrance title="This link is not complete">
        <p>Open the whole link from the mail of the people team, with everything after the <code>#</code>. It works once and ends after a day.</p>
      </StaffEntrance>
    );
  }
  if (error) {
    return (
      <StaffEntrance title="Make your passkey">
        <FailureNotice error={error} doing="Opening the link" />
      </StaffEntrance>
    );
  }
  return (
    <StaffEntrance title={data ? `Welcome, ${data.name}` : "Make your passkey"} lead={data && `Your passkey for ${data.email} is the only way into the staff area. Use the security key or the device that you were given.`}>
      {make.error && <FailureNotice error={make.error} doing="Making the passkey" />}
      <form className={form.form} onSubmit={submit}>
        <TextInput label="Name of the key" description="So that you know it among others" value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} required withAsterisk={false} />
        <Button type="submit" loading={make.isPending} disabled={isPending || !name.trim()}>
          Make the passkey and go on
        </Button>
      </form>
    </StaffEntrance>
  );
}
