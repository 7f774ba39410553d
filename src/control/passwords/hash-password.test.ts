import { describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./hash-password.ts";

describe("password hashes", () => {
  it("are Argon2id at the cost of RFC 9106's second recommendation, and verify", async () => {
    const hash = await hashPassword("correct horse battery staple");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$/);
    expect(await verifyPassword(hash, "correct horse battery staple")).toBe(true);
    expect(await verifyPassword(hash, "correct horse battery stapl")).toBe(false);
  });

  it("of one password differ, since each has its own salt", async () => {
    expect(await hashPassword("the same")).not.toBe(await hashPassword("the same"));
  });

  it("agree with the reference implementation: a vector of phc-winner-argon2's test.c", async () => {
    const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    expect(await verifyPassword(reference, "password")).toBe(true);
    expect(await verifyPassword(reference, "differentpassword")).toBe(false);
  });

  it("treat composed and decomposed characters as one password", async () => {
    const hash = await hashPassword("caf\u00e9 au lait 12");
    expect(await verifyPassword(hash, "cafe\u0301 au lait 12")).toBe(true);
  });

  it.each([
    ["empty", ""],
    ["another kind", "$2b$12$abcdefghijklmnopqrstuuu"],
    ["plain text", "correct horse battery staple"],
    ["asking for 9 GB", `$argon2id$v=19$m=9437184,t=3,p=4$${"A".repeat(22)}$${"A".repeat(43)}`],
    ["no passes", `$argon2id$v=19$m=65536,t=0,p=4$${"A".repeat(22)}$${"A".repeat(43)}`],
    ["argon2i", `$argon2i$v=19$m=65536,t=3,p=4$${"A".repeat(22)}$${"A".repeat(43)}`],
  ])("of a form we never wrote never verify: %s", async (_, hash) => {
    expect(await verifyPassword(hash, "correct horse battery staple")).toBe(false);
  });
});
