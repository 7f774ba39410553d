/** Which roles somebody has, as boxes to tick. */
import { Checkbox } from "@mantine/core";
import form from "../../blocks/form.module.css";
import { ROLES, ROLE_MEANINGS, type Role } from "../../words/roles.ts";

export function RoleBoxes({ value, onChange }: { value: readonly Role[]; onChange: (roles: Role[]) => void }) {
  return (
    <Checkbox.Group label="Roles" value={[...value]} onChange={(roles) => onChange(roles as Role[])}>
      <div className={form.group}>
        {(Object.keys(ROLES) as Role[]).map((role) => (
          <Checkbox key={role} value={role} label={ROLES[role]} description={ROLE_MEANINGS[role]} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
