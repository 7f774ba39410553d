import { expect, it } from "vitest";
import { hashingQueue } from "./hashing-queue.ts";

it("runs few at once, lets some wait in order, and refuses the rest", async () => {
  const queue = hashingQueue(2, 2);
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const started: number[] = [];
  const calls = gates.map((gate, i) => queue.run(async () => { started.push(i); await gate.promise; return i; }));
  await expect(queue.run(async () => 9)).rejects.toMatchObject({ kind: "unavailable", code: "sign-in-busy" });
  expect(started).toEqual([0, 1]);
  gates[1]?.resolve();
  await calls[1];
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve();
  expect(await Promise.all(calls)).toEqual([0, 1, 2, 3]);
});

it("gives the place back after a failure", async () => {
  const queue = hashingQueue(1, 0);
  await expect(queue.run(async () => { throw new Error("no"); })).rejects.toThrow("no");
  expect(await queue.run(async () => "yes")).toBe("yes");
});
