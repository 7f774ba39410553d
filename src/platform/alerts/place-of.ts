/**
 * Where a sign-in came from: the country, where the edge could tell it, and the network of the address (the first 24 bits of IPv4, 48 of
 * IPv6). A network is a poor stand-in for a country, and the page says which is in use.
 */
import { isIP } from "node:net";
import { groupsOf, plainAddress } from "../../base/address.ts";
import type { TrailEntry } from "../ocsf/ocsf.ts";

export type Places = { readonly country?: string; readonly network?: string };

export function placesOf({ detail }: Pick<TrailEntry, "detail">): Places {
  const { country, address } = detail ?? {};
  const network = typeof address === "string" ? networkIn(plainAddress(address)) : undefined;
  return { ...(typeof country === "string" && /^[A-Z]{2}$/.test(country) && { country }), ...(network !== undefined && { network }) };
}

function networkIn(address: string): string | undefined {
  if (isIP(address) === 4) return `${address.split(".").slice(0, 3).join(".")}.0/24`;
  return isIP(address) === 6 ? `${groupsOf(address).slice(0, 3).join(":")}::/48` : undefined;
}

/**
 * What is new about a place, among those before. By country where this one and an earlier one have it; else by network, so that a country that
 * nobody could tell, and the day on which countries began to be told, do not let a stranger in unnoticed. The first place of all is no news.
 */
export function newsIn(now: Places, before: readonly Places[]): { readonly kind: keyof Places; readonly name: string } | undefined {
  for (const kind of ["country", "network"] as const) {
    const [name, known] = [now[kind], before.flatMap((place) => place[kind] ?? [])];
    if (name !== undefined && known.length > 0) return known.includes(name) ? undefined : { kind, name };
  }
  return undefined;
}
