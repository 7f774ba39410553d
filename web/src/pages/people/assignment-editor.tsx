/** One person's assignments: a role, where, and for which company codes. A line each; saved together. */
import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changeAssignments } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import type { HeldAssignment, PersonAccess, RoleMatrix } from "../../api/shapes.ts";
import { useSession } from "../../app/going.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { ROLE_MEANINGS, roleInWords, type Role } from "../../words/roles.ts";
import styles from "../access/access.module.css";

type Line = { readonly key: number; readonly role: string; readonly siteId: string | null; readonly codes: string };
const ALL_SITES = "all";
/** Codes may hold anything but a line's end; a comma between two is how people list them. */
const codesOf = (text: string): string[] => [...new Set(text.split(/[,\n]/).map((code) => code.trim()).filter((code) => code !== ""))];

let lastKey = 0;
const lineOf = ({ role, siteId, companyCodes }: Pick<HeldAssignment, "role" | "siteId" | "companyCodes">): Line => ({ key: ++lastKey, role, siteId, codes: (companyCodes ?? []).join(", ") });

export function AssignmentEditor({ access, onSaved }: { access: PersonAccess; onSaved: () => void }) {
  const { data: matrix } = useSuspenseQuery(queries.roles);
  const [lines, setLines] = useState(() => access.assignments.map(lineOf));
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeAssignments(access.person.id, { assignments: lines.map(({ role, siteId, codes }) => ({ role, siteId, companyCodes: codesOf(codes).length > 0 ? codesOf(codes) : null })), revision: access.revision }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["people"] });
      onSaved();
    },
  });
  const change = (key: number, part: Partial<Line>): void => setLines(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <div className={styles.editor}>
      {save.error && <FailureNotice error={save.error} doing={`Changing the access of ${access.person.name}`} />}
      <ul className={styles.lines} aria-label="Assignments">
        {lines.map((line, at) => (
          <AssignmentLine key={line.key} line={line} at={at + 1} matrix={matrix} mayChange={access.mayChange} onChange={(part) => change(line.key, part)} onRemove={() => setLines(lines.filter((one) => one !== line))} />
        ))}
      </ul>
      {lines.length === 0 && <p>No access. To take all access away, remove the person instead.</p>}
      {!access.mayChange && <p className={form.hint}>{`${access.person.name} holds more than you do, or is yourself: an administrator can change this.`}</p>}
      {access.mayChange && (
        <div className={form.actions}>
          <Button loading={save.isPending} disabled={lines.length === 0} onClick={() => save.mutate()}>Save the access</Button>
          <Button variant="default" onClick={() => setLines([...lines, lineOf({ role: "analyst", siteId: null, companyCodes: null })])}>Add an assignment</Button>
        </div>
      )}
    </div>
  );
}

type LineProps = { line: Line; at: number; matrix: RoleMatrix; mayChange: boolean; onChange: (part: Partial<Line>) => void; onRemove: () => void };

function AssignmentLine({ line, at, matrix, mayChange, onChange, onRemove }: LineProps) {
  const { sites } = useSession();
  const role = matrix.items.find(({ id }) => id === line.role);
  const meaning = role?.own ? role.description : ROLE_MEANINGS[line.role as Role];
  return (
    <li className={styles.line}>
      <Select
        label={`Role ${at}`} description={meaning} allowDeselect={false} disabled={!mayChange} value={line.role} onChange={(value) => value !== null && onChange({ role: value })}
        data={matrix.items.map((one) => ({ value: one.id, label: one.name ?? roleInWords(one.id), disabled: !one.mayGive && one.id !== line.role }))}
      />
      <Select
        label={`Where ${at}`} allowDeselect={false} disabled={!mayChange} value={line.siteId ?? ALL_SITES} onChange={(value) => value !== null && onChange({ siteId: value === ALL_SITES ? null : value })}
        data={[{ value: ALL_SITES, label: "All sites" }, ...sites.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <TextInput label={`Company codes ${at}`} description="As in the ledger, separated by commas; empty: all" disabled={!mayChange} value={line.codes} placeholder="All" onChange={(event) => onChange({ codes: event.currentTarget.value })} />
      {mayChange && <Button variant="default" aria-label={`Take away assignment ${at}`} onClick={onRemove}>Take away</Button>}
    </li>
  );
}
