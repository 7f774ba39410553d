/** The duties of one person: given and taken by security. Pairs that must be apart are refused, or need a reason that stays beside them. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Problem } from "../../api/problem.ts";
import { giveDuty, takeDuty, type Duty, type StaffDetail } from "../../api/staff.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { DUTIES } from "../../words/staff.ts";

export function Duties({ person }: { person: StaffDetail }) {
  const { rights } = useOwn();
  const client = useQueryClient();
  const mayGive = rights.includes("duties:give") && !person.you;
  const again = () => client.invalidateQueries({ queryKey: ["staff"] });
  const take = useMutation({ mutationFn: (duty: Duty) => takeDuty(person.id, duty), onSettled: again });
  return (
    <Section title="Duties">
      {take.error && <FailureNotice error={take.error} doing="Taking the duty away" />}
      {person.duties.length === 0 ? <p>None yet.</p> : (
        <Table compact caption="Duties" rows={person.duties} keyOf={(one) => one.duty} columns={[
          { key: "duty", head: "Duty", cell: (one) => DUTIES[one.duty].words },
          { key: "means", head: "What it is for", cell: (one) => DUTIES[one.duty].meaning },
          { key: "since", head: "Since", narrow: true, cell: (one) => <When at={one.since} /> },
          { key: "take", head: "", narrow: true, cell: (one) => mayGive && <Button size="compact-sm" variant="default" aria-label={`Take ${DUTIES[one.duty].words} away`} loading={take.isPending && take.variables === one.duty} onClick={() => take.mutate(one.duty)}>Take away</Button> },
        ]} />
      )}
      {mayGive && <Give person={person} onDone={again} />}
    </Section>
  );
}

function Give({ person, onDone }: { person: StaffDetail; onDone: () => void }) {
  const free = (Object.keys(DUTIES) as Duty[]).filter((duty) => !person.duties.some((one) => one.duty === duty));
  const [chosen, setChosen] = useState<Duty>();
  const [reason, setReason] = useState("");
  const duty = chosen !== undefined && free.includes(chosen) ? chosen : free[0];
  const give = useMutation({
    mutationFn: () => giveDuty(person.id, duty as Duty, reason),
    onSuccess: () => {
      setReason("");
      onDone();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    give.mutate();
  };
  if (duty === undefined) return null;
  const needsReason = reason !== "" || (give.error instanceof Problem && give.error.code === "reason-missing");
  return (
    <form className={form.form} onSubmit={submit} aria-label="Giving a duty">
      {give.error && <FailureNotice error={give.error} doing="Giving the duty" />}
      <NativeSelect mt="md" label="Give a duty" value={duty} onChange={(event) => setChosen(event.currentTarget.value as Duty)} data={free.map((value) => ({ value, label: `${DUTIES[value].words}: ${DUTIES[value].meaning}` }))} />
      {needsReason && <Textarea label="Why this is right for now" description="Your name stands beside it for as long as it lasts" value={reason} maxLength={500} autosize minRows={2} onChange={(event) => setReason(event.currentTarget.value)} autoFocus />}
      <div className={form.actions}>
        <Button type="submit" variant="default" loading={give.isPending}>Give it</Button>
      </div>
    </form>
  );
}
