/**
 * Whatever a customer's administrator sends to whichever endpoint: never an internal error, always a problem in the one form. The endpoints are read
 * from the golden lists and their fields from the API description, so that a new one is tried without anybody thinking of it. The staff area's are tried
 * from outside: who may do nothing there breaks nothing there.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { addPerson, addOrganisation, openScene, type Answer, type Browser, type Scene } from "./scene.ts";

type Schema = {
  readonly $ref?: string; readonly type?: string | readonly string[]; readonly enum?: readonly unknown[]; readonly const?: unknown; readonly anyOf?: readonly Schema[]; readonly oneOf?: readonly Schema[]; readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>; readonly items?: Schema; readonly minimum?: number; readonly maximum?: number;
};
type Operation = {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
};

const GOLDEN = ["control-endpoints.txt", "staff-endpoints.txt"].map((file) => readFileSync(join(import.meta.dirname, "../golden", file), "utf8")).join("\n");
const ENDPOINTS = [...GOLDEN.matchAll(/^(get|post|put|patch|delete) (\/\S*?)(?=\s|[a-z-]+\.[a-z-]+(?:,|$))/gm)].map(([, method = "", path = ""]) => ({ method, path }));

let scene: Scene;
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
let schemas: Readonly<Record<string, Schema>>;
beforeAll(async () => {
  scene = await openScene();
  const document = scene.control.app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "control", version: "0" } });
  paths = document.paths as typeof paths;
  schemas = (document.components?.schemas ?? {}) as typeof schemas;
});
afterAll(async () => { await scene.close(); });

const hostile = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 150 }).map((points) => String.fromCodePoint(...points)),
  fc.constantFrom("a\u0000b", "\u0000", "\ud800", "' or 1=1 --", "<script>", "\u202egnp.exe", "../../etc/passwd", "%00", "__proto__", "🙂".repeat(150), "x".repeat(5000)),
);
const anything = fc.oneof(hostile, fc.jsonValue(), fc.constant("uk"), fc.constant("rust kettle ivory lamb"), fc.constant("person1@northwind.example"), fc.constant("https://127.0.0.1:9/"));

/** Mostly what the description allows, so that it gets past the door; sometimes anything. */
function valueOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const to = schema.$ref === undefined ? schema : (schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (depth > 5) return anything;
  return fc.oneof({ weight: 5, arbitrary: fitting(to, depth) }, { weight: 1, arbitrary: anything });
}

function fitting(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return fc.oneof(...either.map((one) => valueOf(one, depth + 1)));
  if (schema.allOf !== undefined) return fc.tuple(...schema.allOf.map((one) => valueOf(one, depth + 1))).map((parts) => Object.assign({}, ...parts.filter((part) => typeof part === "object")) as unknown);
  const type = Array.isArray(schema.type) ? (schema.type[0] as string) : schema.type;
  if (type === "object" || schema.properties) return fc.record(Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, valueOf(one, depth + 1)])), { requiredKeys: [] });
  if (type === "array") return fc.array(valueOf(schema.items ?? {}, depth + 1), { maxLength: 3 });
  if (type === "integer" || type === "number") return fc.oneof(fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000 }), fc.double());
  return type === "boolean" ? fc.boolean() : anything;
}

const inPath = fc.oneof(hostile.filter((text) => text !== "" && !/^\.{1,2}$/.test(text)), fc.constantFrom(...(["per", "ses", "sit", "inv", "con", "mai", "psk"] as const).map((kind) => newId(kind))));

function requestTo(method: string, path: string): fc.Arbitrary<{ readonly path: string; readonly body: string | undefined }> {
  const operation = paths[path]?.[method];
  expect(operation, `${method} ${path} is described`).toBeDefined();
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const query = (operation?.parameters ?? []).filter((parameter) => parameter.in === "query");
  const body = operation?.requestBody?.content["application/json"]?.schema;
  return fc.record({
    names: fc.tuple(...named.map(() => inPath)),
    query: fc.record(Object.fromEntries(query.map(({ name, schema }) => [name, valueOf(schema)])), { requiredKeys: [] }),
    body: method === "get" ? fc.constant(undefined) : fc.oneof({ weight: 6, arbitrary: valueOf(body ?? {}).map((value) => JSON.stringify(value)) }, fc.json(), hostile),
  }).map((drawn) => {
    const filled = named.reduce((text, name, n) => text.replace(`{${name}}`, () => encodeURIComponent((drawn.names[n] ?? "").toWellFormed())), path);
    const asked = new URLSearchParams(Object.entries(drawn.query).map(([name, value]) => [name, String(typeof value === "string" ? value.toWellFormed() : JSON.stringify(value))])).toString();
    return { path: asked === "" ? filled : `${filled}?${asked}`, body: drawn.body };
  });
}

function needProblem(answer: Answer, asked: string): void {
  expect(answer.status, `${asked}\n${answer.text}`).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(Object.keys(answer.body).sort()).toEqual(["code", "details", "status", "title", "type"]);
}

/** Whether the description leaves anything to choose. */
function varies(method: string, path: string): boolean {
  const operation = paths[path]?.[method];
  return operation?.requestBody !== undefined || (operation?.parameters ?? []).length > 0;
}

let people = 0;
let present: Browser | undefined;
/** The one of the endpoint before, unless that ended the session or shut its person out. */
async function administrator(): Promise<Browser> {
  if (present !== undefined && (await present.get("/api/sites")).status === 200) return present;
  const organisation = await addOrganisation(scene, `Northwind ${++people}`);
  return (present = await addPerson(scene, organisation, `person${people}@northwind.example`, ["administrator"]));
}

describe("any input", () => {
  it("reaches every endpoint of the golden list, and that list is the whole API", () => {
    expect(ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`)).sort());
    expect(ENDPOINTS.length).toBeGreaterThan(80);
  });

  it.each(ENDPOINTS)("$method $path", async ({ method, path }) => {
    const browser = await administrator();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(requestTo(method, path), async (asked) => {
        // An address each, so that the limits on guessing do not answer instead; the session stays the same.
        const visitor = scene.browser(`10.${n >> 8}.${n++ & 255}.1`);
        const headers = { cookie: browser.cookieHeader() };
        needProblem(await visitor.send({ method: method.toUpperCase(), path: asked.path, ...(asked.body !== undefined && { body: asked.body }), headers }), asked.path);
      }),
      { numRuns: varies(method, path) ? (path.startsWith("/api/staff/") ? 2 : 6) : 1 },
    );
  });

  it("in the path is answered like a thing that is not there", async () => {
    const browser = await administrator();
    await fc.assert(
      fc.asyncProperty(hostile.filter((text) => text !== "" && !/^\.{1,2}$/.test(text)), async (text) => {
        for (const path of [`/api/sites/${encodeURIComponent(text.toWellFormed())}/token`, `/api/sessions/${encodeURIComponent(text.toWellFormed())}`]) {
          const answer = await browser.send({ method: path.endsWith("token") ? "POST" : "DELETE", path });
          expect(answer.status, path).toBe(404);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("with U+0000 in a question is refused with what to do, and is no internal error", async () => {
    const browser = await administrator();
    for (const path of ["/api/people?q=a%00b", "/api/people?q=%00", "/api/activity?cursor=%00"]) {
      const answer = await browser.get(path);
      expect(answer.status, path).toBeLessThan(500);
      if (path.includes("people")) expect(answer, path).toMatchObject({ status: 422, body: { code: "text-not-readable" } });
    }
  });

  it("names are one line of visible characters, in any script", async () => {
    const browser = await administrator();
    const create = async (name: string) => (await browser.post("/api/sites", { name, region: "uk" })).status;
    for (const name of ["a\u0000b", "two\nlines", "\u202egnp.exe", "tab\tbed", "half \ud800"]) expect(await create(name), JSON.stringify(name)).toBe(422);
    for (const name of ["Größe & Söhne", "株式会社 東京", "مكتب", "O'Neill — UK/IE (2)", "👩‍👩‍👧 Foods"]) expect(await create(name), name).toBe(201);
  });
});
