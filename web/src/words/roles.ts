/** Roles in words. */
import type { Site } from "../api/shapes.ts";

export const ROLES: Readonly<Record<Site["role"], string>> = {
  administrator: "Administrator",
  ap_manager: "Accounts-payable manager",
  analyst: "Analyst",
  auditor: "Auditor",
  uploader: "Uploader",
};
