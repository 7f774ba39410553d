/** Which proxies in front of a server are believed, and what tells a country, by settings. `up` reads them from `edge.json` in its data folder. */
import { readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { z } from "zod";
import { Refusal } from "../base/errors.ts";
import { type Edge, openEdge, readCountryList } from "../platform/edge/edge.ts";

const proxies = {
  /** Ranges of the proxies' own addresses, as `10.1.0.0/16`. Whoever is not in them is believed nothing. */
  trustedProxies: z.array(z.string().max(50)).max(200).default([]),
  /** In which they say whom they were called from. */
  addressHeader: z.enum(["x-forwarded-for", "forwarded"]).default("x-forwarded-for"),
};
export const regionEdge = z.strictObject(proxies).prefault({});
export const controlEdge = z
  .strictObject({
    ...proxies,
    /** In which the proxy in front says the country of a request (two letters); it must remove what came with the request. */
    countryHeader: z.string().regex(/^[a-z0-9-]{1,60}$/i, "the name of a header").optional(),
    /** Where there is no such header: a file of lines `CIDR,COUNTRY`. */
    countryList: z.string().refine(isAbsolute, "the whole path of a file").optional(),
  })
  .refine(({ trustedProxies, countryHeader }) => countryHeader === undefined || trustedProxies.length > 0, { message: "is only believed from trusted proxies: name them", path: ["countryHeader"] })
  .prefault({});
export type ControlEdge = z.infer<typeof controlEdge>;
export type RegionEdge = z.infer<typeof regionEdge>;

/** @throws Refusal invalid address-range-not-valid, everybody-trusted, country-list-missing, country-list-not-valid */
export async function edgeOf({ countryList, ...settings }: RegionEdge & Partial<ControlEdge>): Promise<Edge> {
  return openEdge(settings, countryList === undefined ? undefined : await readCountryList(countryList));
}

/** @throws Refusal settings-not-json, settings-not-valid */
export async function chosenEdge(file: string): Promise<ControlEdge> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  const parsed = controlEdge.safeParse(jsonIn(text, file));
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid", "settings-not-valid", "The settings of the edge are not right.", parsed.error.issues.map((issue) => ({ at: `${file}: ${issue.path.join(".") || "edge"}`, expected: issue.message })));
}

function jsonIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "settings-not-json", "This file is not JSON.", [{ at: file }]);
  }
}
