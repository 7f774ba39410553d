/** Roles in words. */
import type { Site } from "../api/shapes.ts";

export const ROLES: Readonly<Record<Site["role"], string>> = {
  administrator: "Administrator",
  ap_manager: "Accounts-payable manager",
  analyst: "Analyst",
  auditor: "Auditor",
  uploader: "Uploader",
};

export type Role = Site["role"];

export const ROLE_MEANINGS: Readonly<Record<Role, string>> = {
  administrator: "People, keys and sites; sees findings, does not decide on them",
  ap_manager: "Everything in the queue, uploads and imports, and who did what",
  analyst: "Works the queue, uploads and imports files",
  auditor: "Reads everything, changes nothing",
  uploader: "Sends files, sees no findings",
};

export const rolesInWords = (roles: readonly Role[]): string => roles.map((role) => ROLES[role]).join(", ");
