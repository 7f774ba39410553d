/** TXT records over DNS, from the system's resolvers or the operator's choice. Bounded in time and in what is read. */
import { Resolver } from "node:dns/promises";

export type TxtLookup = (name: string) => Promise<{ readonly found: readonly string[] } | { readonly problem: "none" | "no-answer" }>;

const MOST_RECORDS = 100;

/** @param server `address` or `address:port`; absent: the system's. */
export function openTxtLookup(server?: string): TxtLookup {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  return async (name) => {
    try {
      const records = await resolver.resolveTxt(name);
      return { found: records.slice(0, MOST_RECORDS).map((parts) => parts.join("")) };
    } catch (error) {
      const { code } = error as { code?: string };
      return { problem: code === "ENOTFOUND" || code === "ENODATA" ? "none" : "no-answer" };
    }
  };
}
