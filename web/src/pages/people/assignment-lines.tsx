/** Assignments as lines to fill in: a role, where, and for which company codes. */
import { Button, Select, TextInput } from "@mantine/core";
import type { HeldAssignment, RoleMatrix } from "../../api/shapes.ts";
import { useSession } from "../../app/going.ts";
import { ROLE_MEANINGS, roleInWords, type Role } from "../../words/roles.ts";
import styles from "../access/access.module.css";

export type Line = { readonly key: number; readonly role: string; readonly siteId: string | null; readonly codes: string };
const ALL_SITES = "all";
/** Codes may hold anything but a line's end; a comma between two is how people list them. */
const codesOf = (text: string): string[] => [...new Set(text.split(/[,\n]/).map((code) => code.trim()).filter((code) => code !== ""))];

let lastKey = 0;
export const lineOf = ({ role, siteId, companyCodes }: Pick<HeldAssignment, "role" | "siteId" | "companyCodes">): Line => ({ key: ++lastKey, role, siteId, codes: (companyCodes ?? []).join(", ") });
export const newLine = (): Line => lineOf({ role: "analyst", siteId: null, companyCodes: null });
/** As the server takes them. */
export const assignmentsOf = (lines: readonly Line[]) => lines.map(({ role, siteId, codes }) => ({ role, siteId, companyCodes: codesOf(codes).length > 0 ? codesOf(codes) : null }));

type LinesProps = { lines: readonly Line[]; matrix: RoleMatrix; mayChange: boolean; onChange: (lines: Line[]) => void };

export function AssignmentLines({ lines, matrix, mayChange, onChange }: LinesProps) {
  const change = (key: number, part: Partial<Line>): void => onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <ul className={styles.lines} aria-label="Assignments">
      {lines.map((line, at) => (
        <AssignmentLine key={line.key} line={line} at={at + 1} matrix={matrix} mayChange={mayChange} onChange={(part) => change(line.key, part)} onRemove={() => onChange(lines.filter((one) => one !== line))} />
      ))}
    </ul>
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
