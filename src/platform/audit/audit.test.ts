import { createHash } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type WorldDatabase } from "../../../test/world/world.ts";
import { newId } from "../../base/ids.ts";
import type { SystemActor } from "../access/access.ts";
import { connectionOf, inTrail, withSite } from "../postgres/postgres.ts";
import { audit, auditRead, entryBytes, leafHash, listEntries, type Sealer } from "./audit.ts";

let world: WorldDatabase<any>;
beforeAll(async () => {
  world = await openWorld("uk");
});
afterAll(() => world.close());

const actor: SystemActor = { kind: "system", name: "test" };
const object = { kind: "thing", id: "thing_1" };
/** Stands in for the vault: reversible, but not the clear text. */
const seal: Sealer = (_place, clear) => Uint8Array.from(clear, (byte) => byte ^ 0x5a);

test("numbers are gapless and in order, also with many writers and some that fail", async () => {
  const site = newId("sit");
  await Promise.allSettled(
    Array.from({ length: 40 }, (_, n) =>
      withSite(world.db, site, async (tx) => {
        await audit(tx, { actor, act: "thing.change", object });
        if (n % 4 === 0) throw new Error("undone");
      }),
    ),
  );
  const entries = await withSite(world.db, site, (tx) => listEntries(tx, { limit: 100 }));
  expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 30 }, (_, n) => 30 - n));
});

test("an act that fails leaves no entry, an entry that fails undoes the act", async () => {
  const site = newId("sit");
  const act = withSite(world.db, site, async (tx) => {
    await sql`INSERT INTO job_progress (site_id, job_id, queue, state, cause) VALUES (${site}, 'j', 'q', 'queued', 't')`.execute(tx);
    await audit(tx, { actor, act: "thing.change", object, after: { a: 1 } }); // details without a seal
  });
  await expect(act).rejects.toThrow(/without a seal/);
  const left = await withSite(world.db, site, (tx) => sql`SELECT * FROM job_progress`.execute(tx));
  expect(left.rows).toEqual([]);
});

test("details are sealed, and the leaf can be computed again from what is stored", async () => {
  const site = newId("sit");
  await withSite(world.db, site, async (tx) => {
    await audit(tx, { actor, act: "thing.change", object, before: { name: "Acme Canary Ltd" }, after: { name: "Other" } }, seal);
    await auditRead(tx, { actor, act: "thing.read", object, rows: 3 }, seal);
  });
  const entries = await withSite(world.db, site, (tx) => listEntries(tx, { limit: 10 }));
  expect(entries).toHaveLength(2);
  for (const entry of entries) {
    expect(Buffer.from(entry.sealed ?? []).includes("Canary")).toBe(false);
    expect(Buffer.from(leafHash(entry.salt, entry)).equals(Buffer.from(entry.leaf))).toBe(true);
    const commitment = createHash("sha256").update(entry.salt).update(entryBytes(entry)).digest();
    expect(createHash("sha256").update(Buffer.concat([Buffer.of(0), commitment])).digest().equals(Buffer.from(entry.leaf))).toBe(true);
    expect(leafHash(entry.salt, { ...entry, act: "thing.remove" }).equals(Buffer.from(entry.leaf))).toBe(false);
  }
});

test("nobody changes or removes an entry: not the application, not the owner, not even the superuser by mistake", async () => {
  const site = newId("sit");
  await withSite(world.db, site, (tx) => audit(tx, { actor, act: "thing.change", object }));
  for (const statement of ["UPDATE audit_entry SET act = 'thing.x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]) {
    await expect(withSite(world.db, site, (tx) => sql.raw(statement).execute(tx))).rejects.toThrow(/permission denied/);
    for (const url of [world.ownerUrl, world.superuserUrl]) {
      const client = new pg.Client(connectionOf(url, world.tls));
      await client.connect();
      await expect(client.query(statement)).rejects.toThrow(/only be added to/);
      await client.end();
    }
  }
});

test("trails are apart: a site's, an organisation's and the operator's", async () => {
  const organisation = newId("org");
  await inTrail(world.db, organisation, (tx) => audit(tx, { actor, act: "thing.change", object }));
  const own = await inTrail(world.db, organisation, (tx) => listEntries(tx, { limit: 10 }));
  const operators = await inTrail(world.db, "operator", (tx) => listEntries(tx, { limit: 10 }));
  expect([own.length, operators.length]).toEqual([1, 0]);
});
