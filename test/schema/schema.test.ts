/** Each plane's schema is a committed text: a migration that changes it shows as a change of that text. */
import { expect, test } from "vitest";
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

test("the three regions have one schema", async () => {
  const texts = await Promise.all((["uk", "eu", "us"] as const).map(async (plane) => {
    const world = await openWorld(plane);
    const { text } = await schemaText(world.superuserUrl, world.tls);
    await world.close();
    return text;
  }));
  expect(new Set(texts).size).toBe(1);
});
