/**
 * Who sends a request, behind any number of proxies. Each proxy adds the address it was called from at the right end of the header; read
 * from there, the first address that is no trusted proxy is the client, and what is left of it was written by the client itself.
 */
import { isIP } from "node:net";
import { addressRanges, plainAddress } from "../../base/address.ts";
import { Refusal } from "../../base/errors.ts";
import type { CountryList } from "./country-list.ts";

/** @param country two letters of ISO 3166-1, where a header or a list tells it. */
export type Client = { readonly address: string; readonly country?: string };

export type EdgeSettings = {
  /** Ranges, as `10.1.0.0/16`. */
  readonly trustedProxies: readonly string[];
  readonly addressHeader: "x-forwarded-for" | "forwarded";
  /** In which the proxy in front says the country. */
  readonly countryHeader?: string | undefined;
};

export type Edge = {
  readonly clientOf: (peer: string | undefined, header: (name: string) => string | undefined) => Client;
  /** What tells the country; `network`: nothing does. */
  readonly placeFrom: "country-header" | "country-list" | "network";
};

/** What a chain of proxies can sensibly need. A longer header was made up. */
const MOST_HEADER_LENGTH = 4_000;
const MOST_HOPS = 50;
/** ISO 3166-1 keeps them for users; proxies say them when they do not know. */
const NO_COUNTRY = new Set(["XX", "ZZ"]);

const DIRECT: EdgeSettings = { trustedProxies: [], addressHeader: "x-forwarded-for" };

/** @throws Refusal invalid address-range-not-valid, everybody-trusted */
export function openEdge(settings: EdgeSettings = DIRECT, countries?: CountryList): Edge {
  const everybody = settings.trustedProxies.find((range) => /\/0+$/.test(range));
  if (everybody !== undefined) throw new Refusal("invalid", "everybody-trusted", "A range of trusted proxies is the whole internet: then anybody could say to be anywhere.", [{ at: everybody, expected: "the proxies' own addresses" }]);
  const trusted = addressRanges(settings.trustedProxies);
  const hopsOf = settings.addressHeader === "forwarded" ? forwardedHops : commaHops;
  const { countryHeader } = settings;
  return {
    clientOf: (peer, header) => {
      const direct = plainAddress(peer ?? "unknown");
      const proxied = trusted.hold(direct);
      const address = proxied ? clientBehind(direct, hopsOf(header(settings.addressHeader) ?? ""), trusted.hold) : direct;
      const told = proxied && countryHeader !== undefined ? countryIn(header(countryHeader)) : undefined;
      const country = told ?? countries?.countryOf(address);
      return country === undefined ? { address } : { address, country };
    },
    placeFrom: countryHeader !== undefined ? "country-header" : countries !== undefined ? "country-list" : "network",
  };
}

/** A hop that cannot be read ends the walk: what is left of it might be anybody's words, so the request counts as the proxy's that wrote it. */
function clientBehind(peer: string, hops: readonly string[], isTrusted: (address: string) => boolean): string {
  let address = peer;
  for (const hop of hops.toReversed()) {
    const known = addressIn(hop);
    if (known === undefined) return address;
    address = known;
    if (!isTrusted(known)) return address;
  }
  return address;
}

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`. */
function addressIn(hop: string): string | undefined {
  const text = hop.trim();
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text)?.[1] ?? text;
  return bare.includes("%") || isIP(bare) === 0 ? undefined : plainAddress(bare);
}

/** The right end is what counts, so a header that is too long is cut from the left. */
const commaHops = (header: string): readonly string[] => (header === "" ? [] : header.slice(-MOST_HEADER_LENGTH).split(",").slice(-MOST_HOPS));

/**
 * RFC 7239. Split at every comma, in quotes too: no address holds one, and a quotation that a client leaves open then reaches no further
 * than its own element. An element that is not wholly pairs, or has not one `for`, is a hop that cannot be read.
 */
const PAIR = String.raw`[\w!#$%&'*+.^|~-]+=(?:[^\s";,]+|"(?:[^"\\]|\\.)*")`;
const ELEMENT = new RegExp(String.raw`^\s*${PAIR}(?:\s*;\s*${PAIR})*\s*$`);
const FOR = /(?:^|;)\s*for=(?:"([^"]*)"|([^\s";]+))/gi;
const forwardedHops = (header: string): readonly string[] =>
  commaHops(header).map((element) => {
    const found = ELEMENT.test(element) ? [...element.matchAll(FOR)] : [];
    return found.length === 1 ? (found[0]?.[1] ?? found[0]?.[2] ?? "") : "";
  });

function countryIn(header: string | undefined): string | undefined {
  const country = header?.trim().toUpperCase() ?? "";
  return /^[A-Z]{2}$/.test(country) && !NO_COUNTRY.has(country) ? country : undefined;
}
