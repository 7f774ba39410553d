/**
 * Groups and what they stand for as lines of text, which is how they are copied between systems:
 * `AP London = Analyst`, `AP Bonn = Analyst at Germany for 0100, 0200`. Roles of one's own by their names.
 */
import { useQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { Provisioning } from "../../api/sign-on.ts";
import { useSession } from "../../app/going.ts";
import { ROLES } from "../../words/roles.ts";

type Mapping = Provisioning["mapping"];
type Named = { readonly id: string; readonly name: string };
export type MappingNames = { readonly roles: readonly Named[]; readonly sites: readonly Named[] };

const READY: readonly Named[] = Object.entries(ROLES).map(([id, name]) => ({ id, name }));
export const MAPPING_HINT = "One per line: group = role. Narrower, if need be: group = role at a site for company codes, separated by commas.";
export const ROLE_CHOICES = READY.map(({ id, name }) => ({ value: id, label: name }));

/** Undefined while own roles are being asked for: a text made without them would lose them. */
export function useMappingNames(): MappingNames | undefined {
  const { sites } = useSession();
  const { data, isPending } = useQuery({ ...queries.roles, retry: false });
  if (isPending) return undefined;
  return { roles: [...READY, ...(data?.items ?? []).flatMap(({ id, name }) => (name === null ? [] : [{ id, name }]))], sites };
}

const nameOf = (list: readonly Named[], id: string): string => list.find((one) => one.id === id)?.name ?? id;
const named = (list: readonly Named[], text: string): string | undefined => list.find(({ id, name }) => name.toLowerCase() === text.toLowerCase() || id === text)?.id;

export const mappingText = (mapping: Mapping, { roles, sites }: MappingNames): string =>
  mapping.map(({ value, role, siteId, companyCodes }) => `${value} = ${nameOf(roles, role)}${siteId ? ` at ${nameOf(sites, siteId)}` : ""}${companyCodes ? ` for ${companyCodes.join(", ")}` : ""}`).join("\n");

/** `wrong` says which line cannot be read. */
export function mappingFrom(text: string, { roles, sites }: MappingNames): { mapping: Mapping; wrong: string | undefined } {
  const mapping: Mapping = [];
  for (const [n, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const at = line.lastIndexOf("=");
    const value = at < 0 ? "" : line.slice(0, at).trim();
    const [, before = "", codes] = /^(.*?)(?: for (.+))?$/i.exec(line.slice(at + 1).trim()) ?? [];
    const [, roleName = "", siteName] = named(roles, before) === undefined ? (/^(.*?)(?: at (.+))?$/i.exec(before) ?? []) : ["", before];
    const role = named(roles, roleName.trim());
    const siteId = siteName === undefined ? null : named(sites, siteName.trim());
    if (role === undefined || siteId === undefined || value === "") return { mapping, wrong: `Line ${n + 1}: write a group, =, and one of ${roles.map(({ name }) => name).join(", ")}; then, if it is narrower, "at" a site and "for" company codes.` };
    mapping.push({ value, role, ...(siteId !== null && { siteId }), ...(codes !== undefined && { companyCodes: codes.split(",").map((code) => code.trim()).filter((code) => code !== "") }) });
  }
  return { mapping, wrong: undefined };
}
