/**
 * PATCH (RFC 7644, section 3.5.2) as providers really send it, brought into one form and applied by a library (its only importer).
 *
 * Entra capitalises `op`, writes booleans as "True" and "False", and puts dotted names into values without a path; Okta
 * replaces without a path. Names that mean something to JavaScript are refused.
 */
import { ScimError, scimPatch, type ScimPatchOperation, type ScimResource } from "scim-patch";
import { z } from "zod";
import { ScimProblem } from "./scim-error.ts";

export const PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const MOST_OPERATIONS = 100;
const body = z.looseObject({
  schemas: z.array(z.string()).refine((schemas) => schemas.includes(PATCH_SCHEMA), PATCH_SCHEMA),
  Operations: z.array(z.looseObject({ op: z.string(), path: z.string().max(300).nullish(), value: z.unknown().optional() })).min(1).max(MOST_OPERATIONS),
});

export type Operation = { readonly op: "add" | "remove" | "replace"; readonly path: string | undefined; readonly value: unknown };

const DANGEROUS = /__proto__|constructor|prototype/;
/** Attribute names are compared without regard to case (RFC 7643, section 2.1); these are the ones that we act on. */
const KNOWN = ["userName", "externalId", "displayName", "active", "emails", "name", "members"];
const canonical = (name: string): string => KNOWN.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;

/** @throws ScimProblem 400 invalidSyntax or invalidPath */
export function operationsOf(input: unknown): readonly Operation[] {
  const parsed = body.safeParse(input);
  if (!parsed.success) throw new ScimProblem(400, `The request is not a PatchOp: ${parsed.error.issues[0]?.path.join(".") ?? ""} ${parsed.error.issues[0]?.message ?? ""}`.trim(), "invalidSyntax");
  return parsed.data.Operations.flatMap(({ op, path, value }) => {
    const verb = op.toLowerCase();
    if (verb !== "add" && verb !== "remove" && verb !== "replace") throw new ScimProblem(400, "op must be add, remove or replace.", "invalidSyntax");
    if (DANGEROUS.test(path ?? "") || DANGEROUS.test(JSON.stringify(value ?? null))) throw new ScimProblem(400, "This name cannot be used.", "invalidPath");
    if (path) return [{ op: verb, path: path.replace(/^(urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):)?([A-Za-z]+)/, (_, __, name: string) => canonical(name)), value }] as const;
    if (verb === "remove") throw new ScimProblem(400, "A remove needs a path.", "noTarget");
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ScimProblem(400, "An operation without a path needs an object.", "invalidValue");
    return Object.entries(value).map(([name, one]) => ({ op: verb, path: canonical(name), value: one }) as const);
  });
}

/** @throws ScimProblem as RFC 7644 says for paths without target and values that do not fit. */
export function patched<Resource extends object>(resource: Resource, operations: readonly Operation[]): Resource {
  try {
    const given = operations.map(({ op, path, value }) => ({ op, ...(path !== undefined && { path }), value }) as ScimPatchOperation);
    return scimPatch(structuredClone(resource) as Resource & ScimResource, given, { mutateDocument: true, treatMissingAsAdd: true });
  } catch (error) {
    if (!(error instanceof ScimError)) throw new ScimProblem(400, "The path cannot be read.", "invalidPath");
    throw new ScimProblem(400, error.message.slice(0, 300), /target/i.test(error.message) ? "noTarget" : "invalidPath");
  }
}

/** "True", "False", true, false. undefined: not a boolean. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return typeof value === "string" && /^(true|false)$/i.test(value) ? value.toLowerCase() === "true" : undefined;
}
