/** A role of the organisation's own: its name, what it is for, and its permissions by area. */
import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeRole, makeRole } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import type { RoleMatrix, RoleOfOrganisation } from "../../api/shapes.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { byArea, permissionWords } from "../../words/permissions.ts";
import styles from "./access.module.css";

type Props = { role: RoleOfOrganisation | undefined; permissions: RoleMatrix["permissions"]; onDone: () => void };

export function RoleForm({ role, permissions, onDone }: Props) {
  const [name, setName] = useState(role?.name ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [chosen, setChosen] = useState<string[]>(role?.permissions ?? []);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async () => {
      const body = { name, description, permissions: chosen };
      if (role) await changeRole(role.id, { ...body, revision: role.revision });
      else await makeRole(body);
    },
    onSuccess: () => (void client.invalidateQueries(queries.roles), onDone()),
  });
  const areas = byArea(permissions, ({ permission }) => permission);
  return (
    <section className={styles.editor} aria-label={role ? `Change ${role.name}` : "A new role"}>
      {save.error && <FailureNotice error={save.error} doing={role ? "Changing the role" : "Making the role"} />}
      <div className={form.form}>
        <TextInput label="Name" value={name} maxLength={100} onChange={(event) => setName(event.currentTarget.value)} />
        <Textarea label="What it is for" value={description} maxLength={500} autosize onChange={(event) => setDescription(event.currentTarget.value)} />
      </div>
      <Checkbox.Group label="Permissions" description="Greyed ones are more than you hold yourself." value={chosen} onChange={setChosen} mt="md">
        <div className={styles.areas}>
          {areas.map(([area, list]) => (
            <fieldset key={area} className={form.group}>
              <legend>{area}</legend>
              {list.map(({ permission, yours }) => (
                <Checkbox key={permission} value={permission} label={permissionWords(permission).action} disabled={!yours && !chosen.includes(permission)} aria-label={`${area}: ${permissionWords(permission).action}`} />
              ))}
            </fieldset>
          ))}
        </div>
      </Checkbox.Group>
      <div className={form.actions}>
        <Button loading={save.isPending} disabled={name.trim() === "" || chosen.length === 0} onClick={() => save.mutate()}>{role ? "Save the role" : "Make the role"}</Button>
        <Button variant="subtle" onClick={onDone}>Close</Button>
      </div>
    </section>
  );
}
