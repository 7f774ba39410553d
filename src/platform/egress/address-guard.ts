/**
 * Which addresses may be connected to. The list is the IANA special-purpose registries (IPv4 and IPv6): what is not globally reachable is
 * inside. IPv4 inside IPv6 (mapped, NAT64, 6to4, Teredo) is refused as a whole: nobody needs it, and it hides the address that counts.
 */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { addressRanges } from "../../base/address.ts";
import { EgressTrouble } from "./trouble.ts";

const INSIDE_V4 = [
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
  "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
  "168.63.129.16/32", // Azure's own host, reachable from every machine there
];
/** Global unicast is 2000::/3; everything else is inside, and of it these are too. */
const INSIDE_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

const inside = addressRanges([...INSIDE_V4, ...INSIDE_V6]);
const global = addressRanges(["2000::/3"]);

/** What is no address counts as inside, and so does one with a zone, which is link-local by its nature. */
export function isInside(address: string): boolean {
  const version = isIP(address);
  if (version === 0 || address.includes("%")) return true;
  return inside.hold(address) || (version === 6 && !global.hold(address));
}

export type AddressGuard = {
  /** Resolves a name or takes an address; gives an address that may be connected to. @throws EgressTrouble name-not-found, address-refused. */
  readonly addressOf: (host: string) => Promise<{ readonly address: string; readonly family: 4 | 6 }>;
};

export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

const LOOK_UP_MS = 5_000;
const system: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * @param allowed ranges of the operator's settings, as `10.1.0.0/16`: customers' servers that are inside, and tests.
 * @throws Refusal address-range-not-valid
 */
export function openAddressGuard(allowed: readonly string[] = [], resolve: Resolve = system): AddressGuard {
  const open = addressRanges(allowed);
  const mayReach = ({ address }: { readonly address: string }): boolean => !isInside(address) || open.hold(address);
  return {
    addressOf: async (host) => {
      const bare = host.replace(/^\[(.*)\]$/, "$1");
      const family = isIP(bare);
      const found = family !== 0 ? [{ address: bare, family }] : await within(resolve(bare));
      if (found.length === 0) throw new EgressTrouble("name-not-found");
      // One inside is enough to refuse: a name that points both ways is a trick, and which one would be used is chance.
      if (!found.every(mayReach)) throw new EgressTrouble("address-refused");
      const [first] = found as [{ address: string; family: number }];
      return { address: first.address, family: first.family === 6 ? 6 : 4 };
    },
  };
}

async function within<T>(looking: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new EgressTrouble("name-not-found")), LOOK_UP_MS);
  try {
    return await Promise.race([looking, late.promise]);
  } catch (error) {
    throw error instanceof EgressTrouble ? error : new EgressTrouble("name-not-found");
  } finally {
    clearTimeout(timer);
  }
}
