import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyFor, sealWith } from "./sealing.ts";

const secret = Buffer.alloc(32, 7);
const place = { kind: "audit_entry.sealed", object: "aud_1" };

describe("control's own sealing", () => {
  it("opens what it sealed, and only in its place and under its key", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (clear) => {
        const { seal, open } = sealWith(keyFor(secret, "audit"));
        const sealed = seal(place, clear);
        expect(open(place, sealed).equals(clear)).toBe(true);
        expect(() => open({ ...place, object: "aud_2" }, sealed)).toThrow();
        expect(() => open({ ...place, kind: "token_key" }, sealed)).toThrow();
        expect(() => sealWith(keyFor(secret, "token keys")).open(place, sealed)).toThrow();
      }),
    );
  });

  it("refuses any changed, missing or added byte", () => {
    const { seal, open } = sealWith(keyFor(secret, "audit"));
    const sealed = seal(place, Buffer.from("clear text"));
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => open(place, changed), `byte ${i}`).toThrow();
      expect(() => open(place, sealed.subarray(0, i)), `cut at ${i}`).toThrow();
    }
    expect(() => open(place, Buffer.concat([sealed, Buffer.of(0)]))).toThrow();
  });

  it("will not work from a short secret", () => {
    expect(() => keyFor(Buffer.alloc(31), "audit")).toThrow(/32 bytes/);
  });
});
