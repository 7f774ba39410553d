/** The words against an independent second place: the server's own rules, and tables of text. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { showDay as serverDay, type Day } from "../../../src/base/day.ts";
import { showFigure as serverFigure } from "../../../src/base/money.ts";
import { KINDS } from "../../../src/engine/run/finding.ts";
import { FIELDS } from "../../../src/region/mappings/mappings.schema.ts";
import { brokenPasswordRules, PASSWORD_RULES } from "../../../src/control/passwords/password-policy.ts";
import { TABLES } from "../pages/imports/fields.ts";
import { KIND_IDS } from "./kinds.ts";
import { showScore, showWeight } from "./likelihood.ts";
import { showFigure, showRounded } from "./money.ts";
import { checkPassword, strengthOf } from "./password.ts";
import { showSize } from "./size.ts";
import { showDay, showDuration, showSince } from "./time.ts";

describe("money", () => {
  test("agrees with the server for every amount and currency", () => {
    const currency = fc.constantFrom("GBP", "EUR", "JPY", "BHD", "XXX");
    fc.assert(fc.property(fc.integer(), currency, (minor, code) => {
      expect(showFigure({ minor, currency: code })).toBe(serverFigure({ minor, currency: code }));
    }));
  });
  test.each([
    [123_450, "GBP", "1,234.50"], [-123_450, "GBP", "(1,234.50)"], [5, "GBP", "0.05"], [1_234_567, "JPY", "1,234,567"], [1_500, "BHD", "1.500"], [0, "EUR", "0.00"],
  ])("%i minor of %s is %s", (minor, currency, shown) => {
    expect(showFigure({ minor, currency })).toBe(shown);
  });
  test.each([[123_456_789, "1.2m"], [-4_500_000, "(45k)"], [99_900, "999"]])("a chart label of %i is %s", (minor, shown) => {
    expect(showRounded({ minor, currency: "GBP" })).toBe(shown);
  });
});

describe("time", () => {
  test("days agree with the server", () => {
    const days = fc.integer({ min: 0, max: 40_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
    fc.assert(fc.property(days, (day) => {
      expect(showDay(day)).toBe(serverDay(day as Day));
    }));
  });
  const now = new Date("2026-11-23T12:00:00Z");
  test.each([
    ["2026-11-23T11:59:40Z", "just now"], ["2026-11-23T11:58:59Z", "1 minute ago"], ["2026-11-23T09:00:00Z", "3 hours ago"], ["2026-11-22T11:00:00Z", "yesterday"], ["2026-11-17T12:00:01Z", "5 days ago"],
  ])("%s is %s", (at, shown) => {
    expect(showSince(at, now)).toBe(shown);
  });
  test("a week ago is a date", () => expect(showSince("2026-11-16T12:00:00Z", now)).toMatch(/^16 Nov 2026, \d\d:\d\d$/));
  test.each([[4_210, "4.2 s"], [59_400, "59 s"], [72_000, "1 min 12 s"]])("%i ms is %s", (ms, shown) => expect(showDuration(ms)).toBe(shown));
});

describe("likelihood", () => {
  test.each([[0.999, "> 99 %"], [0.97, "97 %"], [0.004, "< 1 %"]])("%f is %s", (score, shown) => expect(showScore(score)).toBe(shown));
  test.each([[6, "64 × likelier"], [-1, "2.0 × less likely"], [14, "over 1,000 × likelier"], [0.02, "hardly changes it"], [3.32, "10 × likelier"]])("%f bits are %s", (bits, shown) => expect(showWeight(bits)).toBe(shown));
});

test.each([[999, "999 bytes"], [1_500, "1.5 kB"], [18_400_221, "18 MB"], [2_147_483_648, "2.1 GB"]])("%i bytes are %s", (bytes, shown) => expect(showSize(bytes)).toBe(shown));

test("every kind that the engine knows has words", () => expect([...KIND_IDS].sort()).toEqual([...KINDS].sort()));

test("the fields a column can become are those the region takes", () => {
  const ours = Object.fromEntries(Object.entries(TABLES).map(([table, { fields }]) => [table, fields.map((field) => field.id).sort()]));
  const theirs = Object.fromEntries(Object.entries(FIELDS).map(([table, fields]) => [table, [...fields].sort()]));
  expect(ours).toEqual(theirs);
});

describe("passwords", () => {
  const own = { name: "Agnes de Whitfield", email: "a.okafor@example.com" };
  const policy = { ...PASSWORD_RULES, breachedList: "not installed" as const };
  const none = { includes: async () => false, installed: async () => false };
  test("what the checklist refuses, the server refuses, and the other way round but for common ones", async () => {
    const piece = fc.constantFrom("a", "B", "7", "!", "é", "Agnes", "whitfield", "okafor", "de", "horse", "Qx", " ");
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 14 }).map((list) => list.join("")), async (password) => {
      const broken = (await brokenPasswordRules(password, own, none)).filter((rule) => rule !== "common");
      const met = checkPassword(password, policy, own).every((check) => check.met);
      expect({ password, met }).toEqual({ password, met: broken.length === 0 });
    }));
  });
  test("strength grows with length and falls with repetition", () => {
    expect(strengthOf("aaaaaaaaaaaa").step).toBeLessThan(strengthOf("correct horse").step);
    expect(strengthOf("").step).toBe(0);
    expect(strengthOf("correct horse battery staple").step).toBe(4);
  });
});
