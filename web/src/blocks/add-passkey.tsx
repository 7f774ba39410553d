/** Adding a passkey on this device: a name to know it by, then the browser's own dialog. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { addPasskey, browserHasPasskeys } from "../api/passkey.ts";
import form from "./form.module.css";
import { FailureNotice } from "./notice.tsx";
import { thisDevice } from "../words/device.ts";

type Props = { primary?: boolean; onDone: (recoveryCodes: readonly string[] | null) => void };

export function AddPasskey({ primary = false, onDone }: Props) {
  const [name, setName] = useState(() => thisDevice(navigator.userAgent));
  const add = useMutation({ mutationFn: addPasskey, onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) });
  if (!browserHasPasskeys()) return <p>This browser does not know passkeys.</p>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(name.trim());
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {add.error && <FailureNotice error={add.error} doing="Adding the passkey" />}
      <TextInput label="Name of the passkey" description="So that you know later which device it is on." value={name} maxLength={200} required withAsterisk={false} onChange={(event) => setName(event.currentTarget.value)} />
      <div className={form.actions}>
        <Button type="submit" variant={primary ? "filled" : "default"} loading={add.isPending} disabled={!name.trim()}>
          Add a passkey
        </Button>
      </div>
    </form>
  );
}
