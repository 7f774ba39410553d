import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noBreachedList, openBreachedList } from "./breached-list.ts";
import { brokenPasswordRules, countClasses, needGoodPassword } from "./password-policy.ts";

const mara = { name: "Mara O'Neill-Vance", email: "m.vance@example.test" };

/** password → rules it breaks, in order; an empty list means accepted. */
const TABLE: readonly (readonly [string, readonly string[]])[] = [
  ["", ["too-short", "too-few-classes"]],
  ["aB3!xyz", ["too-short"]],
  ["aB3xyzqk", []],
  ["ab3xyzqk", ["too-few-classes"]],
  ["ABCXYZQK", ["too-few-classes"]],
  ["tomber!9", []],
  ["tomber19", ["too-few-classes"]],
  ["rust kettle ivory", []], // 17 characters: a passphrase needs no classes
  ["rustkettleivory", ["too-few-classes"]], // 15 characters
  ["rustkettleivoryx", []], // 16 characters
  ["Straße99", []], // three classes beyond ASCII
  ["пароль-Ж", []], // small, capital, sign in another script
  ["漢字漢字漢字漢字", ["too-few-classes", "common"]], // one class, and a repetition
  ["🙂🙃🙂🙃🙃🙂🙃", ["too-short", "too-few-classes"]], // seven characters, though 28 bytes
  [`${"xQ7-vd".repeat(10)}zzzz`, []], // 64 characters
  [`rust kettle ${"ivory lamp ".repeat(10)}end`, []], // 125 characters
  [`${"rust kettle ivory lamp ".repeat(6)}`, ["too-long"]], // 138 characters
  ["Mara-2291x", ["contains-name"]],
  ["xO'Neill77q", ["contains-name"]],
  ["oneill77Qx", ["contains-name"]],
  ["Vance-2291x", ["contains-name", "contains-email"]],
  ["m.vance-77Q", ["contains-name", "contains-email"]],
  ["Password1!", ["common"]],
  ["P@ssw0rd2026", ["common"]],
  ["Qwerty123!", ["common"]],
  ["Welcome-2026", ["common"]],
  ["Summer2026!", ["common"]],
  ["1qaz2wsx!Q", []],
  ["1qaz2wsx!1", ["common"]],
  ["123456789012345678", ["common"]],
  ["abcdefghijklmnop", ["common"]],
  ["aaaaaaaaaaaaaaaaaaaa", ["common"]],
  ["passwordpassword", ["common"]],
  ["correct horse battery staple", ["common"]],
];

describe("the password policy (A2)", () => {
  it.each(TABLE)("%j breaks %j", async (password, expected) => {
    expect(await brokenPasswordRules(password, mara, noBreachedList)).toEqual(expected);
  });

  it("does not read two-letter names as part of a password", async () => {
    expect(await brokenPasswordRules("Lisbon-tram-28", { name: "Li Bo", email: "li@example.test" }, noBreachedList)).toEqual([]);
  });

  it("refuses what is over a kilobyte at once, whatever it is made of", async () => {
    expect(await brokenPasswordRules("🙂".repeat(300_000), mara, noBreachedList)).toEqual(["too-long"]);
  });

  it("refuses with one detail per rule and never repeats the password", async () => {
    const refusal = await needGoodPassword("Vance", mara, noBreachedList).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: "invalid", code: "password-refused" });
    expect((refusal as { details: { at: string }[] }).details.map((detail) => detail.at)).toEqual([
      "too-short", "too-few-classes", "contains-name", "contains-email",
    ]);
    expect(JSON.stringify(refusal)).not.toContain("Vance");
  });

  it("counts classes without regard to order", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        expect(countClasses([...text].reverse().join(""))).toBe(countClasses(text));
        expect(countClasses(`${text}aA1-`)).toBe(4);
      }),
    );
  });
});

describe("the breached-password list", () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), "spendward breached ")); });
  afterEach(async () => { await rm(folder, { recursive: true }); });

  const install = async (password: string, count = 7, file = (prefix: string) => `${prefix}.txt`): Promise<void> => {
    const digest = createHash("sha1").update(password).digest("hex").toUpperCase();
    const lines = [`${"0".repeat(35)}:1`, `${digest.slice(5)}:${count}`, `${"F".repeat(35)}:3`];
    await writeFile(join(folder, file(digest.slice(0, 5))), lines.join("\r\n"));
  };

  it("is not installed in an empty or missing folder, and then refuses nobody", async () => {
    expect(await openBreachedList(folder).installed()).toBe(false);
    expect(await openBreachedList(join(folder, "none")).installed()).toBe(false);
    expect(await openBreachedList(folder).includes("tomber!9")).toBe(false);
  });

  it("refuses a password in its range file, and only that one", async () => {
    await install("tomber!9");
    const list = openBreachedList(folder);
    expect(await list.installed()).toBe(true);
    expect(await brokenPasswordRules("tomber!9", mara, list)).toEqual(["breached"]);
    expect(await brokenPasswordRules("tomber!8", mara, list)).toEqual([]);
  });

  it("reads small-letter file names, and takes a count of 0 for padding", async () => {
    await install("tomber!9", 1, (prefix) => `${prefix.toLowerCase()}.txt`);
    await install("aB3xyzqk", 0);
    expect(await openBreachedList(folder).includes("tomber!9")).toBe(true);
    expect(await openBreachedList(folder).includes("aB3xyzqk")).toBe(false);
  });

  it("does not wave a password through when the list cannot be read", async () => {
    const digest = createHash("sha1").update("tomber!9").digest("hex").toUpperCase();
    await mkdir(join(folder, `${digest.slice(0, 5)}.txt`));
    await expect(openBreachedList(folder).includes("tomber!9")).rejects.toThrow(/EISDIR/);
  });
});
