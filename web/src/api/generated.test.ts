/** The committed API descriptions and the web app's types are what the routes say now. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openApiFiles } from "../../../tools/openapi.ts";
import { typeOf } from "../../../tools/openapi-types.ts";

const root = join(import.meta.dirname, "../../..");
const files = openApiFiles();

test.each([...files.keys()])("%s is current (node tools/openapi.ts writes it)", (file) => {
  expect(readFileSync(join(root, file), "utf8")).toBe(files.get(file));
});

test("both planes have operations, and each one an id of its own", () => {
  for (const plane of ["control", "region"]) {
    const document = JSON.parse(files.get(`web/openapi/${plane}.json`) ?? "{}") as { paths: Record<string, Record<string, { operationId: string }>> };
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId));
    expect(ids.length).toBeGreaterThan(5);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test.each([
  [{ type: ["string", "null"] }, "string | null"],
  [{ type: "array", items: { type: ["integer", "null"] } }, "(number | null)[]"],
  [{ type: "array", prefixItems: [{ type: "number" }, { type: "string" }] }, "[number, string]"],
  [{ $ref: "#/components/schemas/Money" }, "Money"],
  [{ anyOf: [{ $ref: "#/components/schemas/Money" }, { type: "null" }] }, "Money | null"],
  [{ type: "object", additionalProperties: { type: "integer" } }, "Record<string, number>"],
  [{ type: "object", properties: { "a-b": { enum: ["x", "y"] } }, required: [] }, '{\n  "a-b"?: "x" | "y";\n}'],
  [{ allOf: [{ $ref: "#/components/schemas/Run" }, { type: ["object", "null"] }] }, "Run | null"],
  [{}, "unknown"],
])("schema %j becomes %s", (schema, type) => {
  expect(typeOf(schema, "")).toBe(type);
});
