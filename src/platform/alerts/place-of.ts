/**
 * Where a sign-in came from: the country, where a proxy in front of us says it, else the network of the address (the first 24 bits of
 * IPv4, 48 of IPv6). A network is a poor stand-in for a country, and the page says which is in use.
 */
import { isIP } from "node:net";
import type { TrailEntry } from "../ocsf/ocsf.ts";

export type Place = { readonly kind: "country" | "network"; readonly name: string };

export function placeOf({ detail }: Pick<TrailEntry, "detail">): Place | undefined {
  const { country, address } = detail ?? {};
  if (typeof country === "string" && /^[A-Z]{2}$/.test(country)) return { kind: "country", name: country };
  if (typeof address !== "string") return undefined;
  const bare = address.replace(/^::ffff:(?=\d+\.)/, "");
  if (isIP(bare) === 4) return { kind: "network", name: `${bare.split(".").slice(0, 3).join(".")}.0/24` };
  if (isIP(bare) === 6) return { kind: "network", name: `${groupsOf(bare).slice(0, 3).join(":")}::/48` };
  return undefined;
}

function groupsOf(address: string): string[] {
  const [head = "", tail = ""] = (address.split("%")[0] ?? "").split("::");
  const [before, after] = [head.split(":").filter(Boolean), tail.split(":").filter(Boolean)];
  const filled = address.includes("::") ? [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0"), ...after] : before;
  return filled.map((group) => Number.parseInt(group, 16).toString(16));
}
