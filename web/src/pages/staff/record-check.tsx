/** Records that a background check was made: kind, day, result, where it is filed. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { recordCheck, type NewCheck } from "../../api/staff.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { CHECKS } from "../../words/staff.ts";

export function RecordCheck({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  return open ? <Fields id={id} onDone={() => setOpen(false)} /> : <Button mt="md" variant="default" onClick={() => setOpen(true)}>Record a check</Button>;
}

function Fields({ id, onDone }: { id: string; onDone: () => void }) {
  const [fields, setFields] = useState({ kind: "identity", passed: "yes", doneOn: "", reference: "" });
  const client = useQueryClient();
  const record = useMutation({
    mutationFn: () => recordCheck(id, { kind: fields.kind as NewCheck["kind"], passed: fields.passed === "yes", doneOn: fields.doneOn, reference: fields.reference.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["staff", "people"] });
      onDone();
    },
  });
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setFields((now) => ({ ...now, [name]: value }));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    record.mutate();
  };
  return (
    <form className={form.form} onSubmit={submit} aria-label="Recording a check">
      {record.error && <FailureNotice error={record.error} doing="Recording the check" />}
      <NativeSelect mt="md" label="Check" value={fields.kind} onChange={set("kind")} data={Object.entries(CHECKS).map(([value, label]) => ({ value, label }))} />
      <NativeSelect label="Result" value={fields.passed} onChange={set("passed")} data={[{ value: "yes", label: "Passed" }, { value: "no", label: "Not passed" }]} />
      <TextInput label="Made on" type="date" value={fields.doneOn} onChange={set("doneOn")} required withAsterisk={false} />
      <TextInput label="Filed as" description="A reference, not the result's contents" value={fields.reference} maxLength={100} onChange={set("reference")} required withAsterisk={false} />
      <div className={form.actions}>
        <Button type="submit" loading={record.isPending}>Record it</Button>
        <Button variant="subtle" onClick={onDone}>Leave it</Button>
      </div>
    </form>
  );
}
