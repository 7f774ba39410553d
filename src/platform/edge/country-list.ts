/**
 * Which country an address is in, by a list that the operator gives: lines of `CIDR,COUNTRY`, or `FIRST,LAST,COUNTRY` as some lists
 * come. Held as flat arrays, so that half a million lines are a few megabytes. Of IPv6 the first 64 bits count.
 */
import { createReadStream } from "node:fs";
import { isIP } from "node:net";
import { createInterface } from "node:readline";
import { groupsOf, plainAddress } from "../../base/address.ts";
import { Refusal } from "../../base/errors.ts";

export type CountryList = { readonly countryOf: (address: string) => string | undefined; readonly ranges: number };

type Range = { readonly from: bigint; readonly to: bigint; readonly country: string; readonly line: number };
type Index = { readonly from: BigUint64Array; readonly to: BigUint64Array; readonly countries: readonly string[] };

const MOST_LINES = 2_000_000;
const FULL = 2n ** 64n - 1n;

/** @throws Refusal invalid country-list-not-valid, with the line; country-list-missing. */
export async function readCountryList(file: string): Promise<CountryList> {
  const ranges: Record<4 | 6, Range[]> = { 4: [], 6: [] };
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (line > MOST_LINES) throw notValid(file, line, `at most ${MOST_LINES.toLocaleString("en")} lines`);
      const found = rangeIn(text, line);
      if (found === undefined) throw notValid(file, line, "203.0.113.0/24,GB or 203.0.113.0,203.0.113.255,GB");
      if (found !== "no range") ranges[found.family].push(found);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("invalid", "country-list-missing", "The list of countries cannot be read.", [{ at: file }]);
  }
  if (ranges[4].length + ranges[6].length === 0) throw notValid(file, 1, "at least one line");
  const [v4, v6] = [indexOf(ranges[4], file), indexOf(ranges[6], file)];
  return {
    countryOf: (address) => {
      const family = isIP(address);
      return family === 0 ? undefined : find(family === 4 ? v4 : v6, numberOf(address, family as 4 | 6));
    },
    ranges: ranges[4].length + ranges[6].length,
  };
}

const notValid = (file: string, line: number, expected: string): Refusal => new Refusal("invalid", "country-list-not-valid", "A line of the list of countries is not right.", [{ at: `${file}, line ${line}`, expected }]);

/** A line that says that nobody knows (`ZZ`, or none) is no range, and so is a comment or an empty one. */
function rangeIn(text: string, line: number): (Range & { readonly family: 4 | 6 }) | "no range" | undefined {
  if (text.trim() === "" || text.startsWith("#")) return "no range";
  const parts = text.split(",").map((part) => part.trim().replace(/^"(.*)"$/, "$1"));
  const country = (parts.at(-1) ?? "").toUpperCase();
  const ends = parts.length === 2 ? endsOf(parts[0] ?? "") : parts.length === 3 ? ([parts[0] ?? "", parts[1] ?? ""] as const) : undefined;
  if (ends === undefined || !/^([A-Z]{2}|)$/.test(country)) return undefined;
  const [family, other] = [isIP(ends[0]), typeof ends[1] === "bigint" ? isIP(ends[0]) : isIP(ends[1])];
  if (family === 0 || family !== other || ends[0].includes("%")) return undefined;
  if (country === "" || country === "ZZ" || country === "XX") return "no range";
  const from = numberOf(ends[0], family as 4 | 6);
  const to = typeof ends[1] === "bigint" ? from | ends[1] : numberOf(ends[1], family as 4 | 6);
  return to < from ? undefined : { family: family as 4 | 6, from, to, country, line };
}

/** The first address and the bits that vary below it. */
function endsOf(cidr: string): readonly [string, bigint] | undefined {
  const [address = "", prefix = "", ...more] = cidr.split("/");
  const family = isIP(address);
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (family === 0 || more.length > 0 || bits < 0 || bits > (family === 4 ? 32 : 128)) return undefined;
  const free = family === 4 ? 32 - bits : Math.max(0, 64 - bits);
  const varying = 2n ** BigInt(free) - 1n;
  return (numberOf(address, family as 4 | 6) & varying) === 0n ? [address, varying] : undefined;
}

const numberOf = (address: string, family: 4 | 6): bigint =>
  family === 4
    ? BigInt(address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0))
    : groupsOf(plainAddress(address)).slice(0, 4).reduce((sum, group) => (sum << 16n) + BigInt(Number.parseInt(group, 16)), 0n) & FULL;

/** @throws Refusal when two ranges say different things of one address. */
function indexOf(ranges: Range[], file: string): Index {
  ranges.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.line - b.line));
  const kept: Range[] = [];
  for (const range of ranges) {
    const before = kept.at(-1);
    if (before !== undefined && range.from <= before.to) {
      if (before.country !== range.country) throw notValid(file, Math.max(range.line, before.line), `a range that does not overlap with line ${Math.min(range.line, before.line)}`);
      kept[kept.length - 1] = { ...before, to: range.to > before.to ? range.to : before.to };
    } else kept.push(range);
  }
  return { from: BigUint64Array.from(kept, ({ from }) => from), to: BigUint64Array.from(kept, ({ to }) => to), countries: kept.map(({ country }) => country) };
}

function find({ from, to, countries }: Index, address: bigint): string | undefined {
  let [low, high] = [0, from.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((from[middle] as bigint) > address) high = middle - 1;
    else if ((to[middle] as bigint) < address) low = middle + 1;
    else return countries[middle];
  }
  return undefined;
}
