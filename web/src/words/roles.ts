/** Roles in words. */
import type { Person } from "../api/shapes.ts";

export const ROLES: Readonly<Record<Role, string>> = {
  administrator: "Administrator",
  ap_manager: "Accounts-payable manager",
  analyst: "Analyst",
  auditor: "Auditor",
  uploader: "Uploader",
};

export type Role = Person["roles"][number];

export const ROLE_MEANINGS: Readonly<Record<Role, string>> = {
  administrator: "People, keys and sites; sees findings, does not decide on them",
  ap_manager: "Everything in the queue, uploads and imports, and who did what",
  analyst: "Works the queue, uploads and imports files",
  auditor: "Reads everything, changes nothing",
  uploader: "Sends files, sees no findings",
};

/** A ready-made role by its id, or an own role by its name. */
export const roleInWords = (role: string): string => (Object.hasOwn(ROLES, role) ? ROLES[role as Role] : role);
export const rolesInWords = (roles: readonly string[]): string => roles.map(roleInWords).join(", ");
