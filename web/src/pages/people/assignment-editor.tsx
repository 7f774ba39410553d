/** One person's assignments: a role, where, and for which company codes. A line each; saved together. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changeAssignments } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import type { PersonAccess } from "../../api/shapes.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import styles from "../access/access.module.css";
import { AssignmentLines, assignmentsOf, lineOf, newLine } from "./assignment-lines.tsx";

export function AssignmentEditor({ access, onSaved }: { access: PersonAccess; onSaved: () => void }) {
  const { data: matrix } = useSuspenseQuery(queries.roles);
  const [lines, setLines] = useState(() => access.assignments.map(lineOf));
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeAssignments(access.person.id, { assignments: assignmentsOf(lines), revision: access.revision }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["people"] });
      onSaved();
    },
  });
  return (
    <div className={styles.editor}>
      {save.error && <FailureNotice error={save.error} doing={`Changing the access of ${access.person.name}`} />}
      <AssignmentLines lines={lines} matrix={matrix} mayChange={access.mayChange} onChange={setLines} />
      {lines.length === 0 && <p>No access. To take all access away, remove the person instead.</p>}
      {!access.mayChange && <p className={form.hint}>{`${access.person.name} holds more than you do, or is yourself: an administrator can change this.`}</p>}
      {access.mayChange && (
        <div className={form.actions}>
          <Button loading={save.isPending} disabled={lines.length === 0} onClick={() => save.mutate()}>Save the access</Button>
          <Button variant="default" onClick={() => setLines([...lines, newLine()])}>Add an assignment</Button>
        </div>
      )}
    </div>
  );
}
