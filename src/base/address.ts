/** Addresses of the internet protocol as text: one form for one address, its groups and networks, and ranges written as `10.1.0.0/16`. Pure. */
import { BlockList, isIP } from "node:net";
import { Refusal } from "./errors.ts";

/** The one form of an address: IPv4 inside IPv6 (`::ffff:…`) as IPv4, without a zone, in lower case. What is no address stays as it is. */
export function plainAddress(text: string): string {
  const bare = text.trim().toLowerCase().replace(/%.*$/, "");
  if (isIP(bare) !== 6) return bare;
  const groups = groupsOf(bare);
  if (groups.slice(0, 5).some((group) => group !== "0") || groups[5] !== "ffff") return bare;
  return groups.slice(6).flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]).join(".");
}

/** The eight groups of an IPv6 address, without leading zeros. */
export function groupsOf(address: string): readonly string[] {
  const dotted = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = "", tail] = dotted.split("::");
  const [before, after] = [head.split(":").filter(Boolean), (tail ?? "").split(":").filter(Boolean)];
  const filled = tail === undefined ? before : [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0"), ...after];
  return filled.map((group) => Number.parseInt(group, 16).toString(16));
}

/** What counts as one place where requests come from: an IPv6 customer owns a /64, so its addresses count as one. */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  return isIP(plain) === 6 ? `${groupsOf(plain).slice(0, 4).join(":")}::/64` : plain;
}

export type AddressRanges = { readonly hold: (address: string) => boolean };

/** @throws Refusal invalid address-range-not-valid */
export function addressRanges(texts: readonly string[]): AddressRanges {
  const list = new BlockList();
  for (const text of texts) {
    const [address = "", prefix = "", ...more] = text.split("/");
    const family = isIP(address);
    if (family === 0 || more.length > 0 || address.includes("%") || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 6 ? 128 : 32)) {
      throw new Refusal("invalid", "address-range-not-valid", "A range of addresses is not written as one.", [{ at: text, expected: "10.1.0.0/16 or 2001:db8::/32" }]);
    }
    list.addSubnet(address, Number(prefix), family === 6 ? "ipv6" : "ipv4");
  }
  return {
    hold: (address) => {
      const family = isIP(address);
      return family !== 0 && !address.includes("%") && list.check(address, family === 6 ? "ipv6" : "ipv4");
    },
  };
}
