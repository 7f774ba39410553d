/** What can be done about one person: other roles, a lost sign-in begun anew, or their leaving. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeRoles, removePerson, resetSignIn } from "../../api/control.ts";
import type { Person } from "../../api/shapes.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { RoleBoxes } from "./role-boxes.tsx";

export function ChangePerson({ person, onDone }: { person: Person; onDone: () => void }) {
  const [roles, setRoles] = useState(person.roles);
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: ["people"] });
  const done = () => (void changed(), onDone());
  const save = useMutation({ mutationFn: () => changeRoles(person.id, roles), onSuccess: done });
  const remove = useMutation({ mutationFn: () => removePerson(person.id), onSuccess: done });
  const reset = useMutation({ mutationFn: () => resetSignIn(person.id), onSuccess: changed });
  const error = save.error ?? remove.error ?? reset.error;
  return (
    <section className={form.form} aria-label={`Change ${person.name}`}>
      <h3>{person.name}</h3>
      {error && <FailureNotice error={error} doing={`Changing ${person.name}`} />}
      {reset.isSuccess && <Notice title={`${person.name} is signed out everywhere and was sent a link to begin anew.`} live />}
      <RoleBoxes value={roles} onChange={setRoles} />
      <div className={form.actions}>
        <Button loading={save.isPending} disabled={roles.length === 0} onClick={() => save.mutate()}>
          Save the roles
        </Button>
        <Button variant="subtle" onClick={onDone}>
          Close
        </Button>
      </div>
      {!person.you && (
        <div className={form.actions}>
          <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>
            Lost phone and password: begin the sign-in anew
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {`Remove ${person.name} and sign them out everywhere`}
          </Button>
        </div>
      )}
    </section>
  );
}
