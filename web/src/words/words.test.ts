/** The words against an independent second place: the server's own rules, and tables of text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { showDay as serverDay, type Day } from "../../../src/base/day.ts";
import { showFigure as serverFigure } from "../../../src/base/money.ts";
import { KINDS } from "../../../src/engine/run/finding.ts";
import { FIELDS } from "../../../src/region/mappings/mappings.schema.ts";
import { brokenPasswordRules, PASSWORD_RULES } from "../../../src/control/passwords/password-policy.ts";
import { TABLES } from "../pages/imports/fields.ts";
import { actChoices, ACTS_OF_ORGANISATION, ACTS_OF_SITE } from "./acts.ts";
import { changesOf, checkpointSize, noteOf, objectWords, whoWords } from "./entries.ts";
import { KIND_IDS } from "./kinds.ts";
import { showScore, showWeight } from "./likelihood.ts";
import { showFigure, showRounded } from "./money.ts";
import { checkPassword } from "./password.ts";
import { loadEstimate } from "./strength.ts";
import { fieldWords, within } from "./fields.ts";
import { strengthWords } from "./sign-on.ts";
import { showSize } from "./size.ts";
import { showDay, showDuration, showSince } from "./time.ts";

/** In the operator's own trail, which no customer's page shows. */
const OF_THE_OPERATOR = new Set(["first-administrator.issue-link", "sessions.limit", "token-keys.rotate"]);

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

describe("activity", () => {
  test("every act that is written has words", () => {
    const root = join(import.meta.dirname, "../../..");
    const golden = ["region", "control"].map((plane) => readFileSync(join(root, `test/golden/${plane}-endpoints.txt`), "utf8")).join("\n");
    const acts = new Set([...golden.matchAll(/(?<=[\s,])[a-z-]+\.[a-z-]+(?=[\s,]|$)/gm)].map(([act]) => act).filter((act) => !act.endsWith(".ts")));
    expect(acts.size).toBeGreaterThan(30);
    expect([...acts].filter((act) => !(act in ACTS_OF_SITE) && !(act in ACTS_OF_ORGANISATION) && !OF_THE_OPERATOR.has(act)), "acts without words: add them to words/acts.ts").toEqual([]);
  });
  test("the filter offers each act once and all of a noun, and keeps one that it does not know", () => {
    const choices = actChoices(ACTS_OF_SITE, "cases.open");
    expect(choices.flatMap(({ items }) => items.map(({ value }) => value)).filter((value) => value.includes(".")).sort()).toEqual([...Object.keys(ACTS_OF_SITE), "cases.open"].sort());
    expect(choices.find(({ group }) => group === "Findings")?.items[0]).toEqual({ value: "findings", label: "Findings: all" });
  });
  test("people and things are named, by themselves or by the end of their id", () => {
    const reader = { id: "per_1", name: "Agnes" };
    const who = (kind: "person" | "staff" | "job", id: string, name = ""): string => whoWords({ kind, id, name }, reader);
    expect([who("person", "per_1"), who("person", "per_00000000002"), who("person", "per_2", "Bo"), who("staff", "per_3 under grt_1"), who("job", "job_1")]).toEqual(["Agnes", "Person …00000002", "Bo", "Operator's staff", "Spendward"]);
    expect([{ kind: "site", id: "sit_1" }, { kind: "site", id: "sit_1", name: "Iberia" }, { kind: "day", id: "2026-11-23" }, { kind: "audit-entry", id: "aud_0123456789" }].map(objectWords)).toEqual(["The site", "Iberia", "Day 2026-11-23", "Entry …23456789"]);
  });
  test("changes are told field by field, and what stayed is not struck out", () => {
    const entry = { id: "a", seq: 1, at: "", who: { kind: "person" as const, id: "p", name: "" }, act: "x.y", object: { kind: "o", id: "o" } };
    expect(changesOf({ ...entry, before: { name: "Old", roles: ["a"] }, after: { name: "New", roles: ["a"] }, detail: { rows: 3, reason: "asked" } }))
      .toEqual([{ name: "Name", before: "Old", after: "New" }, { name: "Roles", after: '["a"]' }, { name: "Reason", after: "asked" }]);
    expect(noteOf({ ...entry, detail: { rows: 1 } })).toBe("1 row");
  });
  test("a kept checkpoint is known in each file that holds one, and only of this log", () => {
    const checkpoint = "log/a\n17\nAAAA\n\n— log/a xyz\n";
    for (const text of [checkpoint, `c2sp.org/tlog-proof@v1\nindex 3\n\n${checkpoint}`, `${JSON.stringify({ checkpoint })}\n{}\n`]) expect(checkpointSize(text, "log/a")).toBe(17);
    for (const text of ["", "{", "{}\n", checkpoint.replace("17", "-1"), checkpoint.replaceAll("log/a", "log/b")]) expect(checkpointSize(text, "log/a")).toBeUndefined();
  });
});

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
  test("strength grows with what would have to be guessed", async () => {
    const estimate = await loadEstimate();
    const steps = ["", "password1", "Mara Vance 1990", "aaaaaaaaaaaa", "kettle ivory", "rust kettle ivory lamp"].map((password) => estimate(password, ["Mara Vance", "mara@northwind.example"]).step);
    expect(steps).toEqual([0, 1, 2, 1, 3, 4]);
    expect(estimate("x".repeat(100_000), []).step).toBe(1);
  });
});

test.each([
  [["pwd", "otp", "mfa"], "Password and code"], [["pwd", "hwk", "mfa"], "Password and passkey"], [["swk", "mfa"], "Passkey"], [["sso", "pwd", "mfa"], "Single sign-on with a second factor"], [["sso", "otp", "mfa"], "Single sign-on and code"], [["pwd"], "Password, second factor not proven"], [["machine"], "Other"],
])("a session's strength %j in words: %s", (strength, words) => expect(strengthWords(strength)).toBe(words));

test.each([
  ["ssoOnly", "Single sign-on for everybody"], ["emergencyAdministrators", "Emergency administrators"], ["allowedNetworks/0", "Allowed networks, number 1"], ["/email", "E-mail address"], ["settings/kind", "Kind"],
  ["bkpf.csv, line 3", "bkpf.csv, line 3"], ["AMOUNT_GROSS", "AMOUNT_GROSS"], ["constructor", "Constructor"],
])("the place %j in words: %s", (at, words) => expect(fieldWords(at)).toBe(words));
test.each([["An email address", "an email address"], ["A verified domain", "a verified domain"], ["RSA with SHA-256", "RSA with SHA-256"], ["Origin: https", "Origin: https"]])("%j within a sentence is %j", (text, words) => expect(within(text)).toBe(words));
