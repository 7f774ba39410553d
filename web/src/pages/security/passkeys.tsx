/** The passkeys of an account, by name, with when each was last used. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { removePasskey, renamePasskey } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import type { Passkey } from "../../api/shapes.ts";
import { AddPasskey } from "../../blocks/add-passkey.tsx";
import styles from "../../blocks/add-factor.module.css";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";

export function OwnPasskeys({ list }: { list: readonly Passkey[] }) {
  const client = useQueryClient();
  const again = () => client.invalidateQueries(queries.secondFactor);
  const remove = useMutation({ mutationFn: removePasskey, onSettled: again });
  const [renaming, setRenaming] = useState<Passkey>();
  return (
    <>
      {remove.error && <FailureNotice error={remove.error} doing="Removing the passkey" />}
      {list.length > 0 && (
        <Table
          compact
          caption="Your passkeys"
          rows={list}
          keyOf={(one) => one.id}
          columns={[
            { key: "name", head: "Passkey", cell: (one) => one.name },
            { key: "kind", head: "Kept", narrow: true, cell: (one) => (one.synchronised ? "Synchronised between devices" : "On one device") },
            { key: "made", head: "Added", narrow: true, cell: (one) => <When at={one.createdAt} /> },
            { key: "used", head: "Last used", narrow: true, cell: (one) => (one.lastUsedAt ? <When at={one.lastUsedAt} /> : "Not yet") },
            {
              key: "acts",
              head: "",
              narrow: true,
              cell: (one) => (
                <span className={styles.acts}>
                  <Button size="compact-sm" variant="default" aria-label={`Rename ${one.name}`} onClick={() => setRenaming(one)}>
                    Rename
                  </Button>
                  <Button size="compact-sm" variant="default" aria-label={`Remove ${one.name}`} onClick={() => remove.mutate(one.id)}>
                    Remove
                  </Button>
                </span>
              ),
            },
          ]}
        />
      )}
      {renaming && <Rename key={renaming.id} passkey={renaming} onDone={() => (setRenaming(undefined), void again())} />}
      {list.length === 0 && <p>None yet. A passkey signs you in with your device's PIN or your fingerprint, without a password, and cannot be given to the wrong site.</p>}
      <div className={styles.below}>
        <AddPasskey key={list.length} onDone={() => void again()} />
      </div>
    </>
  );
}

function Rename({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({ mutationFn: () => renamePasskey(passkey.id, name.trim()), onSuccess: onDone });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {rename.error && <FailureNotice error={rename.error} doing="Renaming the passkey" />}
      <TextInput label={`New name for ${passkey.name}`} value={name} maxLength={200} autoFocus onChange={(event) => setName(event.currentTarget.value)} />
      <div className={form.actions}>
        <Button type="submit" loading={rename.isPending} disabled={!name.trim()}>
          Save the name
        </Button>
        <Button variant="subtle" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
