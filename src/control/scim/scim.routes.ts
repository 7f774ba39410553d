/** SCIM over HTTP: resources, paging, versions and errors as the protocol has them. Not part of our own API: another standard describes it. */
import type { Context } from "hono";
import { isId } from "../../base/ids.ts";
import type { HttpEnv } from "../../platform/http/http.ts";
import { rateLimit } from "../../platform/http/http.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { RESOURCE_TYPES, SCHEMAS, SERVICE_PROVIDER } from "./describe.ts";
import { filterOf } from "./filter.ts";
import { deleteGroup, GROUP_COLUMNS, GROUP_SCHEMA, groupBody, groupOf, membersOf, patchGroup, saveGroup, type GroupRow } from "./groups.ts";
import { booleanOf, operationsOf, patched } from "./patch.ts";
import { errorBody, problemFrom, ScimProblem } from "./scim-error.ts";
import { needToken, type TokenBearer } from "./tokens.ts";
import { deleteUser, saveUser, USER_COLUMNS, USER_SCHEMA, userBody, userOf, type By, type Tx, type UserRow } from "./users.ts";

const LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const MOST_PER_PAGE = 200;

type Visit = { readonly c: Context<HttpEnv>; readonly bearer: TokenBearer; readonly by: By };
type Answer = { readonly status: 200 | 201 | 204; readonly body?: object; readonly etag?: string; readonly location?: string };

const etagOf = (revision: number): string => `W/"${revision}"`;
const missing = (what: string): ScimProblem => new ScimProblem(404, `There is no such ${what}.`);

export function scimRoutes({ app }: ControlRouter, plane: ControlPlane): void {
  const base = `${plane.origin}/scim/v2`;
  app.use("/scim/*", rateLimit({ points: 1_200, seconds: 60 }));
  const on = (method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, work: (visit: Visit) => Promise<Answer>) => app.on(method, `/scim/v2${path}`, (c) => served(plane, c, work));
  const read = <Result>(by: By, work: (tx: Tx) => Promise<Result>): Promise<Result> => inTrail(plane.database, by.organisation, work);

  on("GET", "/ServiceProviderConfig", async () => ({ status: 200, body: SERVICE_PROVIDER }));
  on("GET", "/ResourceTypes", async () => ({ status: 200, body: listOf(RESOURCE_TYPES) }));
  on("GET", "/Schemas", async () => ({ status: 200, body: listOf(SCHEMAS) }));
  on("POST", "/Bulk", async () => Promise.reject(new ScimProblem(501, "Bulk is not supported, as ServiceProviderConfig says.")));

  on("GET", "/Users", async ({ c, by }) => ({ status: 200, body: await read(by, (tx) => findUsers(tx, by, c, base)) }));
  on("POST", "/Users", async ({ c, by }) => userAnswer(await read(by, async (tx) => saveUser(plane, tx, by, null, userBody(await jsonOf(c)))), base, 201));
  on("GET", "/Users/:id", async ({ c, by }) => userAnswer(await read(by, (tx) => needUser(tx, by, c)), base, 200));
  on("PUT", "/Users/:id", async ({ c, by }) => userAnswer(await read(by, async (tx) => saveUser(plane, tx, by, needMatch(c, await needUser(tx, by, c)), userBody(await jsonOf(c)))), base, 200));
  on("PATCH", "/Users/:id", async ({ c, by }) => userAnswer(await read(by, async (tx) => {
    const known = needMatch(c, await needUser(tx, by, c));
    return saveUser(plane, tx, by, known, userBody(patched(known.resource, operationsOf(await jsonOf(c)).filter(({ path }) => path !== "id" && path !== "schemas"))));
  }), base, 200));
  on("DELETE", "/Users/:id", async ({ c, by }) => {
    await read(by, async (tx) => deleteUser(plane, tx, by, needMatch(c, await needUser(tx, by, c))));
    return { status: 204 };
  });

  on("GET", "/Groups", async ({ c, by }) => ({ status: 200, body: await read(by, (tx) => findGroups(tx, by, c, base)) }));
  const group = async (c: Context<HttpEnv>, by: By, status: 200 | 201, work: (tx: Tx) => Promise<GroupRow>): Promise<Answer> => read(by, async (tx) => {
    const row = await work(tx);
    return { status, body: await groupView(tx, by, row, base, c), etag: etagOf(row.revision), location: `${base}/Groups/${row.id}` };
  });
  on("POST", "/Groups", ({ c, by }) => group(c, by, 201, async (tx) => saveGroup(plane, tx, by, null, groupBody(await jsonOf(c)))));
  on("GET", "/Groups/:id", ({ c, by }) => group(c, by, 200, (tx) => needGroup(tx, by, c)));
  on("PUT", "/Groups/:id", ({ c, by }) => group(c, by, 200, async (tx) => {
    const given = groupBody(await jsonOf(c));
    return saveGroup(plane, tx, by, needMatch(c, await needGroup(tx, by, c)), { ...given, members: given.members ?? [] });
  }));
  on("PATCH", "/Groups/:id", ({ c, by }) => group(c, by, 200, async (tx) => patchGroup(plane, tx, by, needMatch(c, await needGroup(tx, by, c)), operationsOf(await jsonOf(c)))));
  on("DELETE", "/Groups/:id", async ({ c, by }) => {
    await read(by, async (tx) => deleteGroup(plane, tx, by, needMatch(c, await needGroup(tx, by, c))));
    return { status: 204 };
  });
}

async function served(plane: ControlPlane, c: Context<HttpEnv>, work: (visit: Visit) => Promise<Answer>): Promise<Response> {
  const told = plane.clock.now();
  const headers = { "Content-Type": "application/scim+json", "Cache-Control": "no-store" };
  try {
    const bearer = await needToken(plane, c.req.header("authorization"));
    const answer = await work({ c, bearer, by: { organisation: bearer.organisation, told } });
    const more = { ...headers, ...(answer.etag !== undefined && { ETag: answer.etag }), ...(answer.location !== undefined && { Location: answer.location }) };
    return answer.body === undefined ? c.body(null, 204, { "Cache-Control": "no-store" }) : c.body(JSON.stringify(answer.body), answer.status as 200, more);
  } catch (error) {
    const problem = problemFrom(error);
    if (problem === undefined) throw error;
    return c.body(JSON.stringify(errorBody(problem)), problem.status as 400, { ...headers, ...(problem.status === 401 && { "WWW-Authenticate": "Bearer" }) });
  }
}

async function jsonOf(c: Context<HttpEnv>): Promise<unknown> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/scim+json" && type !== "application/json") throw new ScimProblem(415, "The request must carry application/scim+json.");
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw new ScimProblem(400, "The request is not JSON.", "invalidSyntax");
  }
}

async function needUser(tx: Tx, { organisation }: By, c: Context<HttpEnv>): Promise<UserRow> {
  const id = c.req.param("id");
  const row = isId("usr", id) ? await userOf(tx, organisation, id) : undefined;
  if (!row) throw missing("user");
  return row;
}

async function needGroup(tx: Tx, { organisation }: By, c: Context<HttpEnv>): Promise<GroupRow> {
  const id = c.req.param("id");
  const row = isId("grp", id) ? await groupOf(tx, organisation, id) : undefined;
  if (!row) throw missing("group");
  return row;
}

/** @throws ScimProblem 412 when the request was made on another version (RFC 7644, section 3.14). */
function needMatch<Row extends { readonly revision: number }>(c: Context<HttpEnv>, row: Row): Row {
  const asked = c.req.header("if-match");
  if (asked !== undefined && asked.trim() !== "*" && !asked.split(",").some((one) => one.trim() === etagOf(row.revision))) throw new ScimProblem(412, "The resource has changed since.");
  return row;
}

const listOf = (resources: readonly object[], total = resources.length, startIndex = 1): object => ({ schemas: [LIST_SCHEMA], totalResults: total, startIndex, itemsPerPage: resources.length, Resources: resources });

function pageOf(c: Context<HttpEnv>): { readonly start: number; readonly count: number } {
  const number = (name: string, otherwise: number): number => {
    const text = c.req.query(name);
    if (text === undefined) return otherwise;
    if (!/^-?\d{1,7}$/.test(text)) throw new ScimProblem(400, `${name} must be a number.`, "invalidValue");
    return Number(text);
  };
  return { start: Math.max(1, number("startIndex", 1)), count: Math.min(MOST_PER_PAGE, Math.max(0, number("count", 100))) };
}

async function findUsers(tx: Tx, { organisation }: By, c: Context<HttpEnv>, base: string): Promise<object> {
  const filter = filterOf(c.req.query("filter"));
  const { start, count } = pageOf(c);
  let query = tx.selectFrom("scim_user").select(USER_COLUMNS).where("organisation_id", "=", organisation).orderBy("id");
  const { attribute, value } = filter?.equals ?? { attribute: "", value: "" };
  const indexed = ["username", "externalid", "id", "emails.value"].includes(attribute);
  if (attribute === "username") query = query.where("user_name_folded", "=", value.toLowerCase());
  if (attribute === "externalid") query = query.where("external_id", "=", value);
  if (attribute === "id") query = query.where("id", "=", value as UserRow["id"]);
  if (attribute === "emails.value") query = query.where("email", "=", value.toLowerCase());
  if (filter === null) {
    const { total } = await tx.selectFrom("scim_user").select((eb) => eb.fn.countAll<number>().as("total")).where("organisation_id", "=", organisation).executeTakeFirstOrThrow();
    const rows = await query.offset(start - 1).limit(count).execute();
    return listOf(rows.map((row) => userView(row, base)), total, start);
  }
  const found = (await query.execute()).map((row) => userView(row, base)).filter((user) => indexed || filter.matches(user));
  return listOf(found.slice(start - 1, start - 1 + count), found.length, start);
}

async function findGroups(tx: Tx, by: By, c: Context<HttpEnv>, base: string): Promise<object> {
  const filter = filterOf(c.req.query("filter"));
  const { start, count } = pageOf(c);
  const rows = await tx.selectFrom("scim_group").select(GROUP_COLUMNS).where("organisation_id", "=", by.organisation).orderBy("id").execute();
  const found = filter === null ? rows : rows.filter((row) => filter.matches({ id: row.id, displayName: row.display_name, externalId: row.external_id ?? undefined }));
  const views = [];
  for (const row of found.slice(start - 1, start - 1 + count)) views.push(await groupView(tx, by, row, base, c));
  return listOf(views, found.length, start);
}

const userView = (row: UserRow, base: string): object => ({
  ...row.resource,
  schemas: row.resource["schemas"] ?? [USER_SCHEMA],
  id: row.id,
  active: booleanOf(row.active),
  meta: { resourceType: "User", created: row.created_at.toISOString(), lastModified: row.changed_at.toISOString(), location: `${base}/Users/${row.id}`, version: etagOf(row.revision) },
});
const userAnswer = (row: UserRow, base: string, status: 200 | 201): Answer => ({ status, body: userView(row, base), etag: etagOf(row.revision), location: `${base}/Users/${row.id}` });

async function groupView(tx: Tx, { organisation }: By, row: GroupRow, base: string, c: Context<HttpEnv>): Promise<object> {
  const excluded = (c.req.query("excludedAttributes") ?? "").toLowerCase().split(",").map((name) => name.trim());
  const members = excluded.includes("members") ? undefined : (await membersOf(tx, organisation, row.id)).map((value) => ({ value, $ref: `${base}/Users/${value}` }));
  return {
    schemas: [GROUP_SCHEMA],
    id: row.id,
    displayName: row.display_name,
    ...(row.external_id !== null && { externalId: row.external_id }),
    ...(members && { members }),
    meta: { resourceType: "Group", created: row.created_at.toISOString(), lastModified: row.changed_at.toISOString(), location: `${base}/Groups/${row.id}`, version: etagOf(row.revision) },
  };
}
