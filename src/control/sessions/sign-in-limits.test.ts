import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkOf } from "./sign-in-limits.ts";

describe("limits on guessing", () => {
  it.each([
    ["198.51.100.9", "198.51.100.9"],
    ["::ffff:198.51.100.9", "198.51.100.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("see %s as %s", (address, network) => expect(networkOf(address)).toBe(network));

  it("see one IPv6 customer as one, whatever the last half", () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
    fc.assert(
      fc.property(fc.array(group, { minLength: 4, maxLength: 4 }), fc.array(group, { minLength: 4, maxLength: 4 }), fc.array(group, { minLength: 4, maxLength: 4 }), (head, a, b) => {
        expect(networkOf([...head, ...a].join(":"))).toBe(networkOf([...head, ...b].join(":")));
      }),
    );
  });
});
