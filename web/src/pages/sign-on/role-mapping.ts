/** Groups and their roles as lines of text, which is how they are copied between systems. */
import type { Provisioning } from "../../api/sign-on.ts";
import { ROLES } from "../../words/roles.ts";

type Mapping = Provisioning["mapping"];
type Role = Mapping[number]["role"];

export const ROLE_CHOICES = Object.entries(ROLES).map(([value, label]) => ({ value, label }));
export const mappingText = (mapping: Mapping): string => mapping.map(({ value, role }) => `${value} = ${ROLES[role]}`).join("\n");

/** `wrong` says which line cannot be read. */
export function mappingFrom(text: string): { mapping: Mapping; wrong: string | undefined } {
  const mapping: Mapping = [];
  for (const [n, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const at = line.lastIndexOf("=");
    const named = line.slice(at + 1).trim().toLowerCase();
    const role = Object.entries(ROLES).find(([value, label]) => label.toLowerCase() === named || value === named)?.[0] as Role | undefined;
    const value = at < 0 ? "" : line.slice(0, at).trim();
    if (!role || value === "") return { mapping, wrong: `Line ${n + 1}: write a group, =, and one of ${Object.values(ROLES).join(", ")}.` };
    mapping.push({ value, role });
  }
  return { mapping, wrong: undefined };
}
