/** Each plane's schema is a committed text: a migration that changes it shows as a change of that text. */
import { expect, test } from "vitest";
import pg from "pg";
import { connectionOf } from "../../src/platform/postgres/postgres.ts";
import { clearColumns } from "../vault/canary-search.ts";
import { openWorld } from "../world/world.ts";
import { schemaText } from "./schema-text.ts";

test.each([["control", 8], ["uk", 8]] as const)("the schema of %s is the committed one", async (plane, leastTables) => {
  const world = await openWorld(plane);
  const { text, tables } = await schemaText(world.superuserUrl, world.tls);
  await world.close();
  expect(tables).toBeGreaterThanOrEqual(leastTables);
  expect(text).not.toContain("NOT FORCED");
  await expect(text).toMatchFileSnapshot(`../golden/schema-${plane === "control" ? "control" : "region"}.txt`);
});

/** What a region keeps unsealed, by name: each of these columns was thought about, because nothing of a customer's may stand in them. */
test("columns that are not sealed are the ones that were thought about", async () => {
  const world = await openWorld("uk");
  const client = new pg.Client(connectionOf(world.superuserUrl, world.tls));
  await client.connect();
  const columns = await clearColumns(client);
  await client.end();
  await world.close();
  await expect(`${columns}\n`).toMatchFileSnapshot("../golden/clear-columns-region.txt");
});

test("the three regions have one schema", async () => {
  const texts = await Promise.all((["uk", "eu", "us"] as const).map(async (plane) => {
    const world = await openWorld(plane);
    const { text } = await schemaText(world.superuserUrl, world.tls);
    await world.close();
    return text;
  }));
  expect(new Set(texts).size).toBe(1);
});
