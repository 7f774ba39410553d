import fc from "fast-check";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EdgeSettings, openEdge, readCountryList } from "./edge.ts";

const PROXIES = ["10.0.0.0/8", "2001:db8:ffff::/48"];
const client = (peer: string, headers: Record<string, string>, more: Partial<EdgeSettings> = {}) =>
  openEdge({ trustedProxies: PROXIES, addressHeader: "x-forwarded-for", ...more }).clientOf(peer, (name) => headers[name]);
const behind = (chain: string, peer = "10.0.0.1"): string => client(peer, { "x-forwarded-for": chain }).address;
const forwarded = (chain: string): string => client("10.0.0.1", { forwarded: chain }, { addressHeader: "forwarded" }).address;

describe("X-Forwarded-For", () => {
  it.each([
    ["one proxy", "203.0.113.7", "203.0.113.7"],
    ["what the client wrote itself, left of what the proxy added", "198.51.100.1, 203.0.113.7", "203.0.113.7"],
    ["two proxies", "203.0.113.7, 10.9.9.9", "203.0.113.7"],
    ["a trusted address that the client wrote", "10.1.1.1, 203.0.113.7", "203.0.113.7"],
    ["a request from inside", "10.1.1.1, 10.2.2.2", "10.1.1.1"],
    ["a port", "203.0.113.7:4711", "203.0.113.7"],
    ["IPv6, with brackets and port", "[2001:db8::7]:443", "2001:db8::7"],
    ["IPv4 inside IPv6", "::ffff:203.0.113.7, ::ffff:10.9.9.9", "203.0.113.7"],
    ["nothing", "", "10.0.0.1"],
    ["words", "unknown", "10.0.0.1"],
    ["words left of a proxy", "203.0.113.7, unknown, 10.9.9.9", "10.9.9.9"],
    ["an empty hop", "203.0.113.7,,", "10.0.0.1"],
    ["an address with a zone", "fe80::1%eth0", "10.0.0.1"],
    ["an address that is none", "203.0.113.700", "10.0.0.1"],
  ])("%s", (_, chain, address) => expect(behind(chain)).toBe(address));

  it("is nothing from whom nobody named, however the peer's address is written", () => {
    expect(client("203.0.113.66", { "x-forwarded-for": "198.51.100.1", "cf-ipcountry": "FR" }, { countryHeader: "cf-ipcountry" })).toEqual({ address: "203.0.113.66" });
    expect(behind("198.51.100.1", "::ffff:10.0.0.1")).toBe("198.51.100.1");
    expect(behind("198.51.100.1", "::ffff:a00:1")).toBe("198.51.100.1");
    expect(behind("198.51.100.1", "2001:db8:ffff::9")).toBe("198.51.100.1");
    expect(openEdge().clientOf("10.0.0.1", () => "198.51.100.1")).toEqual({ address: "10.0.0.1" });
    expect(openEdge().clientOf(undefined, () => "198.51.100.1")).toEqual({ address: "unknown" });
  });

  it("whatever a client writes, it is the address that the proxy saw", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.array(fc.ipV4()).map((hops) => hops.join(","))), (written) => {
      expect(behind(`${written}, 203.0.113.7`)).toBe("203.0.113.7");
      expect(forwarded(`${written}, for=203.0.113.7;proto=https`)).toBe("203.0.113.7");
      expect(forwarded(`${written}, for="[2001:db8::7]:443";by="_edge"`)).toBe("2001:db8::7");
    }), { examples: [['for=9.9.9.9;y="'], ['for="9.9.9.9'], ["9,".repeat(9_000)], ['for=9.9.9.9;y="\\']] });
  });
});

it.each([
  ["for=203.0.113.7", "203.0.113.7"], ['For="[2001:db8::7]:4711";proto=https;by=10.0.0.9', "2001:db8::7"], ["for=203.0.113.7;host=a, for=10.9.9.9", "203.0.113.7"],
  ["for=_hidden", "10.0.0.1"], ["for=unknown", "10.0.0.1"], ["proto=https", "10.0.0.1"], ["for=203.0.113.7;for=203.0.113.8", "10.0.0.1"], ["203.0.113.7", "10.0.0.1"], ["for=203.0.113.7;", "10.0.0.1"],
])("Forwarded: %s is %s", (chain, address) => expect(forwarded(chain)).toBe(address));

it("a country is what the trusted proxy says, if it is one", () => {
  const country = (said: string) => client("10.0.0.1", { "x-forwarded-for": "203.0.113.7", "x-country": said }, { countryHeader: "x-country" }).country;
  expect(["GB", " fr ", "XX", "ZZ", "T1", "GBR", ""].map(country)).toEqual(["GB", "FR", undefined, undefined, undefined, undefined, undefined]);
});

it("nobody trusts the whole internet, nor what is no range", () => {
  for (const all of ["0.0.0.0/0", "::/0", "10.0.0.0/00"]) expect(() => openEdge({ trustedProxies: [all], addressHeader: "x-forwarded-for" })).toThrow("whole internet");
  expect(() => openEdge({ trustedProxies: ["edge"], addressHeader: "x-forwarded-for" })).toThrow("not written as one");
});

describe("a list of countries", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "country list "))));
  afterAll(async () => rm(folder, { recursive: true }));
  const listed = async (text: string) => {
    await writeFile(join(folder, "list.csv"), text);
    return readCountryList(join(folder, "list.csv"));
  };

  it("in either form, IPv4 and IPv6, and what it does not hold is unknown", async () => {
    const list = await listed('# ours\r\n203.0.113.0/25,GB\r\n203.0.113.128,203.0.113.255,fr\n"198.51.100.0","198.51.100.255","US"\n\n2001:db8::/32,DE\n2001:db9:0:1::/128,NO\n192.0.2.0/24,ZZ\n');
    expect(["203.0.113.0", "203.0.113.127", "203.0.113.128", "198.51.100.255", "2001:db8:ffff::1", "2001:db9:0:1::9", "192.0.2.1", "203.0.114.0", "202.255.255.255", "2001:dba::1", "unknown"].map(list.countryOf))
      .toEqual(["GB", "GB", "FR", "US", "DE", "NO", undefined, undefined, undefined, undefined, undefined]);
    const edge = openEdge({ trustedProxies: PROXIES, addressHeader: "x-forwarded-for" }, list);
    expect(edge.placeFrom).toBe("country-list");
    expect(edge.clientOf("10.0.0.1", () => "203.0.113.200").country).toBe("FR");
  });

  it("says which line is not right", async () => {
    for (const [text, line] of [["203.0.113.0/24,GB\n203.0.113.0/24\n", 2], ["203.0.113.9/24,GB", 1], ["203.0.113.0/24,GBR", 1], ["a,b,GB", 1], ["203.0.113.9,203.0.113.1,GB", 1], ["203.0.113.0/24,GB\n203.0.113.128/25,FR", 2], ["", 1]] as const) {
      await expect(listed(text)).rejects.toMatchObject({ code: "country-list-not-valid", details: [{ at: expect.stringContaining(`line ${line}`) }] });
    }
    await expect(readCountryList(join(folder, "none.csv"))).rejects.toMatchObject({ code: "country-list-missing" });
  });
});
