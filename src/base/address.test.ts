import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressRanges, networkOf, plainAddress } from "./address.ts";

describe("what counts as one place", () => {
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

it.each([
  ["::ffff:198.51.100.9", "198.51.100.9"], ["::FFFF:c633:6409", "198.51.100.9"], ["0:0:0:0:0:ffff:198.51.100.9", "198.51.100.9"], ["fe80::1%eth0", "fe80::1"], ["2001:DB8::1", "2001:db8::1"],
  ["::198.51.100.9", "::198.51.100.9"], ["64:ff9b::198.51.100.9", "64:ff9b::198.51.100.9"], ["ffff::", "ffff::"], ["nobody", "nobody"],
])("%s is plainly %s", (text, plain) => expect(plainAddress(text)).toBe(plain));

it("a range that is not written as one is refused, and holds no words", () => {
  for (const bad of ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/x", "2001:db8::/129", "fe80::%1/64", "10.0.0.0/8/8", "office/8", ""]) expect(() => addressRanges([bad])).toThrow("not written as one");
  const ranges = addressRanges(["10.0.0.0/8", "2001:db8::/32"]);
  expect(["10.9.9.9", "2001:db8:9::1", "11.0.0.1", "2001:db9::1", "unknown", "2001:db8::1%eth0"].map(ranges.hold)).toEqual([true, true, false, false, false, false]);
});
