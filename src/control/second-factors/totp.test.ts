import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { base32, hotp, keyUri, newSecret, stepAt, stepOfCode } from "./totp.ts";

const secret = Buffer.from("12345678901234567890");

describe("codes", () => {
  // RFC 4226, appendix D.
  it.each(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"].map((code, counter) => [counter, code] as const))("HOTP of counter %i is %s", (counter, code) => {
    expect(hotp(secret, counter)).toBe(code);
  });

  // RFC 6238, appendix B (SHA-1), the last six of its eight digits.
  it.each([[59, "287082"], [1_111_111_109, "081804"], [1_111_111_111, "050471"], [1_234_567_890, "005924"], [2_000_000_000, "279037"], [20_000_000_000, "353130"]] as const)("TOTP at %i s is %s", (seconds, code) => {
    expect(stepOfCode(secret, code, new Date(seconds * 1000))).toBe(Math.floor(seconds / 30));
  });

  it("are taken one step early or late, and no further", () => {
    const now = new Date(2_000_000_000_000);
    const taken = [-2, -1, 0, 1, 2].map((offset) => stepOfCode(secret, hotp(secret, stepAt(now) + offset), now) !== undefined);
    expect(taken).toEqual([false, true, true, true, false]);
  });

  it("of any other form are not codes", () => {
    const now = new Date(59_000);
    for (const code of ["", "28708", "2870820", " 287082", "28708２", "287082\u0000"]) expect(stepOfCode(secret, code, now), JSON.stringify(code)).toBeUndefined();
  });
});

// RFC 4648, section 10.
test.each([["", ""], ["f", "MY"], ["fo", "MZXQ"], ["foo", "MZXW6"], ["foob", "MZXW6YQ"], ["fooba", "MZXW6YTB"], ["foobar", "MZXW6YTBOI"]])("base32 of %j is %s", (text, encoded) => expect(base32(Buffer.from(text))).toBe(encoded));

test("a secret has 160 bits and its address names account and issuer", () => {
  fc.assert(fc.property(fc.emailAddress(), (email) => {
    const bytes = newSecret();
    const uri = new URL(keyUri(bytes, email));
    expect(uri.searchParams.get("secret")).toMatch(/^[A-Z2-7]{32}$/);
    expect(decodeURIComponent(uri.href).startsWith(`otpauth://totp/Spendward:${email}?`)).toBe(true);
  }), { numRuns: 50 });
});
