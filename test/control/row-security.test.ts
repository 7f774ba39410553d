/** What PostgreSQL itself allows the control plane's role, whatever our code asks for. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import { enqueueMail } from "../../src/control/mail/mail.ts";
import { inTrail, OPERATOR } from "../../src/platform/postgres/postgres.ts";
import { addOrganisation, addPerson, asSuperuser, openScene, type Scene } from "./scene.ts";

let scene: Scene;
let ours: OrganisationId;
let theirs: OrganisationId;
beforeAll(async () => {
  scene = await openScene();
  ours = await addOrganisation(scene, "Northwind Foods");
  theirs = await addOrganisation(scene, "Rival Foods");
  for (const [organisation, email] of [[ours, "a@northwind.example"], [theirs, "b@rival.example"]] as const) {
    await (await addPerson(scene, organisation, email, ["administrator"])).post("/api/sites", { name: "Head office", region: "uk" });
    await inTrail(scene.world.db, organisation, (tx) => enqueueMail(scene.control.plane, tx, email, { kind: "password-changed", name: "A" }));
    await inTrail(scene.world.db, organisation, (tx) => sql`insert into invitation (organisation_id, id, email, roles, token_sha256, invited_by, created_at, sent_at, expires_at) select ${organisation}, ${newId("inv")}, ${`new-${email}`}, '{analyst}', sha256('x'), id, now(), now(), now() from person where email = ${email}`.execute(tx));
    for (const row of [
      "insert into domain (organisation_id, name, proof, verified_at, created_at) values ($1, lower(right($1, 8)) || '.example', 'x', now(), now())",
      "insert into connection (organisation_id, id, kind, name, state, settings, revision, created_at, changed_at) values ($1, 'con_' || right($1, 8), 'oidc', 'Provider', 'on', '{}', 1, now(), now())",
      "insert into sign_on_policy (organisation_id, sso_only, allowed_networks, changed_at) values ($1, false, '{}', now())",
      "insert into break_glass (organisation_id, person_id, named_at) select organisation_id, person_id, now() from membership where organisation_id = $1",
    ]) await asSuperuser(scene, row, [organisation]);
  }
});
afterAll(async () => { await scene.close(); });

const SCOPED = { organisation: "id", membership: "organisation_id", site: "organisation_id", mail: "organisation_id", domain: "organisation_id", connection: "organisation_id", sign_on_policy: "organisation_id", break_glass: "organisation_id", audit_entry: "site_id" } as const;

it.each(Object.entries(SCOPED))("%s shows an organisation its own rows, and nobody's without a scope", async (table, column) => {
  const idsIn = (trail: OrganisationId | typeof OPERATOR) => inTrail(scene.world.db, trail, async (tx) => (await sql<{ id: string }>`select distinct ${sql.ref(column)} as id from ${sql.table(table)}`.execute(tx)).rows.map((row) => row.id));
  expect(await idsIn(ours)).toEqual([ours]);
  expect(await idsIn(theirs)).toEqual([theirs]);
  expect((await idsIn(OPERATOR)).filter((id) => id !== OPERATOR)).toEqual([]);
  const unscoped = await sql`select 1 from ${sql.table(table)}`.execute(scene.world.db.kysely);
  expect(unscoped.rows).toEqual([]);
});

it("refuses to write into another organisation", async () => {
  const write = (statement: ReturnType<typeof sql>) => inTrail(scene.world.db, ours, (tx) => statement.execute(tx));
  await expect(write(sql`insert into organisation (id, name, created_at) values ('org_x', 'X', now())`)).rejects.toThrow(/row-level security/);
  await expect(write(sql`insert into site (organisation_id, id, name, region, state, created_at) values (${theirs}, 'sit_x', 'X', 'uk', 'preparing', now())`)).rejects.toThrow(/row-level security/);
  await expect(write(sql`insert into membership (organisation_id, person_id, roles, created_at) select ${theirs}, id, '{administrator}', now() from person limit 1`)).rejects.toThrow(/row-level security/);
  expect((await write(sql`update site set name = 'Ours now' where organisation_id = ${theirs} returning id`)).rows).toEqual([]);
  expect((await write(sql`update organisation set name = 'Ours now' where id = ${theirs} returning id`)).rows).toEqual([]);
});

it("does not let the application rewrite history, roles, keys or who came first", async () => {
  const run = (text: string) => inTrail(scene.world.db, ours, (tx) => sql.raw(text).execute(tx));
  for (const text of [
    "delete from audit_entry", "update audit_entry set act = 'x.y'", "truncate audit_entry",
    "update membership set person_id = person_id", "delete from organisation", "delete from site", "delete from person",
    "delete from token_key", "update token_key set public_jwk = '{}'", "delete from first_administrator",
    "alter table site disable row level security", "create table mine (x int)",
  ]) {
    await expect(run(text), text).rejects.toThrow(/permission denied|must be owner|can only be added to/);
  }
});

it("runs as a role that owns nothing and cannot bypass row security", async () => {
  const role = new URL(scene.world.url).username;
  const rows = await asSuperuser(scene, "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, (select count(*)::int from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = $1", [role]);
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: 0 }]);
});

it("leaves no table open that names an organisation and is not scoped, but for those on the list", async () => {
  const rows = await asSuperuser<{ name: string }>(scene, `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped
    where c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`);
  // Ids, states and instants only: which installation came first, the demo, what senders look through, the operator's own queues, and addresses found by the hash of a secret.
  expect(rows.map((row) => row.name)).toEqual(["access_review_due", "demo_organisation", "first_administrator", "grant_queue", "mail_due", "retention_message", "revocation", "site_announcement", "ticket_address", "ticket_queue"]);
});

it("lets no unique constraint tell one organisation of another's rows, but for those on the list", async () => {
  const rows = await asSuperuser<{ name: string }>(scene, `select t.relname || ' (' || string_agg(a.attname, ', ' order by k.n) || ')' as name
    from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace s on s.oid = t.relnamespace and s.nspname = 'public'
    cross join lateral unnest(i.indkey::int[]) with ordinality as k(col, n) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.col
    where i.indisunique and exists (select from pg_attribute o where o.attrelid = t.oid and o.attname in ('organisation_id', 'site_id') and not o.attisdropped) and t.relforcerowsecurity
    group by t.relname, i.indexrelid having bool_and(a.attname not in ('organisation_id', 'site_id')) order by 1`);
  const guessable = rows.map((row) => row.name).filter((name) => !/ \((id|\w+_sha256)\)$/.test(name)); // random values: nobody can ask for one
  // A domain is one organisation's, and who has not shown the proof is not told; a person belongs to one organisation, and only their mailbox is told.
  // A ticket's reference and an upload's id are made at random by us; nobody can ask for one.
  expect(guessable).toEqual(["domain (name)", "membership (person_id)", "ticket (reference)", "ticket_attachment (upload)"]);
});

it("has no view that looks past row security, and a server with its corrections", async () => {
  const views = await asSuperuser(scene, "select relname from pg_class join pg_namespace n on n.oid = relnamespace and n.nspname = 'public' where relkind in ('v', 'm') and not coalesce(reloptions::text like '%security_invoker=true%', false)");
  expect(views).toEqual([]);
  const [{ version } = { version: 0 }] = await asSuperuser<{ version: number }>(scene, "select current_setting('server_version_num')::int as version");
  expect(version).toBeGreaterThanOrEqual(180_000);
});
