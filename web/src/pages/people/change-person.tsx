/** What can be done about one person: other access, a look at what they see, a lost sign-in begun anew, or their leaving. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { removePerson, resetSignIn } from "../../api/control.ts";
import type { Person } from "../../api/shapes.ts";
import form from "../../blocks/form.module.css";
import styles from "./people.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import * as queries from "../../api/queries.ts";
import { AssignmentEditor } from "./assignment-editor.tsx";
import { WhatIsSeen } from "./what-is-seen.tsx";

export function ChangePerson({ person, onDone }: { person: Person; onDone: () => void }) {
  const { data: access, error: unknown } = useQuery(queries.assignments(person.id));
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: ["people"] });
  const done = () => (void changed(), onDone());
  const remove = useMutation({ mutationFn: () => removePerson(person.id), onSuccess: done });
  const reset = useMutation({ mutationFn: () => resetSignIn(person.id), onSuccess: changed });
  const error = unknown ?? remove.error ?? reset.error;
  return (
    <section className={styles.person} aria-label={`Change ${person.name}`}>
      <h3>{person.name}</h3>
      {error && <FailureNotice error={error} doing={`Changing ${person.name}`} />}
      {reset.isSuccess && <Notice title={`${person.name} is signed out everywhere and was sent a link to begin anew.`} live />}
      {access && <AssignmentEditor key={access.revision} access={access} onSaved={onDone} />}
      {access && (
        <details>
          <summary>{`What ${person.name} sees`}</summary>
          <WhatIsSeen access={access} />
        </details>
      )}
      <div className={form.actions}>
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
