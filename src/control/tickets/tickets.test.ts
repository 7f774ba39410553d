/** The rules that need no database: the life of a ticket, and until when an answer is owed. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { PRIORITIES, TICKET_STATES } from "../ticket-tables.ts";
import { answerDue, ANSWER_WITHIN } from "./answer-due.ts";
import { afterCustomerWrote, isOpen, mayFollow, TRANSITIONS } from "./ticket-state.ts";
import { newReference } from "./tickets.store.ts";

test("the life of a ticket is the committed one", async () => {
  const lines = TICKET_STATES.flatMap((from) => TICKET_STATES.filter((to) => TRANSITIONS[from][to] !== undefined).map((to) => `${from.padEnd(13)}${to.padEnd(11)}${TRANSITIONS[from][to]?.join(", ")}`));
  expect(lines.length).toBeGreaterThan(10);
  const head = ["# Which state of a ticket may follow which, and at whose word. Written by src/control/tickets/tickets.test.ts.", "", `open, as a grant asks for it: ${TICKET_STATES.filter(isOpen).join(", ")}`, ""];
  await expect(`${[...head, ...lines].join("\n")}\n`).toMatchFileSnapshot("../../../test/golden/tickets.txt");
});

test("staff and time never make a ticket open that was not, and every state but closed can end", () => {
  for (const from of TICKET_STATES) {
    for (const to of TICKET_STATES) {
      for (const side of ["staff", "clock"] as const) if (mayFollow(from, to, side)) expect(isOpen(to) && !isOpen(from), `${from} to ${to}`).toBe(false);
    }
    expect(from === "closed" || mayFollow(from, "closed", "customer")).toBe(true);
    if (from !== "unconfirmed") expect(mayFollow(from, afterCustomerWrote(from), "customer") || afterCustomerWrote(from) === from).toBe(true);
  }
});

test.each([
  ["urgent", "2026-11-28T23:30:00Z", "2026-11-29T00:30:00Z"], // a Saturday
  ["high", "2026-11-27T10:00:00Z", "2026-11-27T14:00:00Z"], // a Friday
  ["high", "2026-11-27T15:00:00Z", "2026-11-30T11:00:00Z"],
  ["high", "2026-11-27T17:00:00Z", "2026-11-30T13:00:00Z"],
  ["normal", "2026-11-28T12:00:00Z", "2026-11-30T17:00:00Z"],
  ["normal", "2026-11-27T09:00:00Z", "2026-11-27T17:00:00Z"],
  ["low", "2026-11-23T06:00:00Z", "2026-11-25T17:00:00Z"],
] as const)("%s, asked at %s, is due at %s", (priority, asked, due) => expect(answerDue(new Date(asked), priority).toISOString().replace(".000", "")).toBe(due));

test("what is due counts exactly the working hours in between, minute by minute", () => {
  const working = (ms: number): boolean => {
    const at = new Date(ms);
    return at.getUTCDay() % 6 !== 0 && at.getUTCHours() >= 9 && at.getUTCHours() < 17;
  };
  fc.assert(fc.property(fc.integer({ min: 0, max: 14 * 24 * 60 }), fc.constantFrom(...PRIORITIES), (minute, priority) => {
    const asked = Date.UTC(2026, 10, 20) + minute * 60_000;
    const { hours, working: counted } = ANSWER_WITHIN[priority];
    let left = hours * 60;
    let at = asked;
    for (; left > 0; at += 60_000) if (!counted || working(at)) left -= 1;
    expect(answerDue(new Date(asked), priority).getTime()).toBe(at);
  }), { numRuns: 150 });
});

test("references are read the same by everybody", () => {
  const some = Array.from({ length: 200 }, newReference);
  expect(some.every((reference) => /^T-[2-9A-HJKMNP-Z0]{4}-[2-9A-HJKMNP-Z0]{4}$/.test(reference))).toBe(true);
  expect(new Set(some).size).toBe(200);
});
