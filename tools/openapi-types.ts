/** From an OpenAPI 3.1 document to TypeScript: a type per named schema, and one table of operations. */
export type Schema = {
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  items?: Schema;
  prefixItems?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  description?: string;
};
type Content = { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> };
type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema };
type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
};
export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

export function typesOf(document: Document, plane: string): string {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => `${comment(schema, "")}export type ${name} = ${typeOf(schema, "")};\n`);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const types = operations.map(({ operation }) => `  ${operation.operationId}: ${operationType(operation)};\n`);
  const addresses = operations.map(({ path, method, operation }) => `  ${operation.operationId}: { method: "${method.toUpperCase()}", path: "${path}" },\n`);
  return [
    `/** Written by tools/openapi.ts from web/openapi/${plane}.json. Do not edit: change the routes and write it again. */\n`,
    ...schemas.map((text) => `\n${text}`),
    `\n/** What each operation takes and gives. */\nexport type Operations = {\n${types.join("")}};\n`,
    `\n/** Where each operation is. */\nexport const OPERATIONS = {\n${addresses.join("")}} as const;\n`,
  ].join("");
}

function operationType(operation: Operation): string {
  const given = (place: string): string => {
    const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
    const fields = parameters.map((parameter) => `${key(parameter.name)}${parameter.required ? "" : "?"}: ${typeOf(parameter.schema, "")}`);
    return fields.length > 0 ? `{ ${fields.join("; ")} }` : "NoFields";
  };
  const body = schemaIn(operation.requestBody);
  const [, success] = Object.entries(operation.responses).find(([status]) => status.startsWith("2")) ?? [];
  const answer = schemaIn(success);
  return `{ params: ${given("path")}; query: ${given("query")}; body: ${body ? typeOf(body, "  ") : "undefined"}; answer: ${answer ? typeOf(answer, "  ") : "undefined"} }`.replaceAll(
    "NoFields",
    "Record<never, never>",
  );
}

/** How a reference that may be null is written: all of the named schema and of "an object or null". */
const isJustNullable = (schema: Schema): boolean => Array.isArray(schema.type) && schema.type.includes("null") && !schema.properties;

const schemaIn = (content: Content | undefined): Schema | undefined => Object.values(content?.content ?? {})[0]?.schema;

export function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref) return schema.$ref.replace("#/components/schemas/", "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map((one) => typeOf(one, indent)).join(" | ");
  if (schema.allOf?.some(isJustNullable)) return `${typeOf({ allOf: schema.allOf.filter((one) => !isJustNullable(one)) }, indent)} | null`;
  if (schema.allOf) return schema.allOf.map((one) => bracketed(typeOf(one, indent))).join(" & ");
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => typeOf({ ...schema, type }, indent)).join(" | ");
  return plainType(schema, indent);
}

function plainType(schema: Schema, indent: string): string {
  switch (schema.type) {
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "number":
    case "integer":
      return "number";
    case "array":
      if (schema.prefixItems) return `[${schema.prefixItems.map((item) => typeOf(item, indent)).join(", ")}]`;
      return `${bracketed(typeOf(schema.items ?? {}, indent))}[]`;
    case "object":
      return objectType(schema, indent);
    default:
      return "unknown";
  }
}

function objectType(schema: Schema, indent: string): string {
  const inner = `${indent}  `;
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => `${comment(field, inner)}${inner}${key(name)}${schema.required?.includes(name) ? "" : "?"}: ${typeOf(field, inner)};\n`,
  );
  if (fields.length > 0) return `{\n${fields.join("")}${indent}}`;
  return typeof schema.additionalProperties === "object" ? `Record<string, ${typeOf(schema.additionalProperties, indent)}>` : "Record<string, unknown>";
}

const comment = (schema: Schema, indent: string): string => (schema.description ? `${indent}/** ${schema.description.replaceAll("*/", "* /")} */\n` : "");
const bracketed = (type: string): string => (/[|&]/.test(type) && !type.startsWith("{") ? `(${type})` : type);
const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
