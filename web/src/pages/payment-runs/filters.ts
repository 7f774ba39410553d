/** Which lines of a payment run are shown: part of the address. */
export type Verdict = "hold" | "review" | "release";
export type LineFilters = { verdict?: Verdict; q?: string };

const isVerdict = (text: string | undefined): text is Verdict => text === "hold" || text === "review" || text === "release";
export const pickLines = (search: Readonly<Record<string, string | undefined>>): LineFilters => ({
  ...(isVerdict(search["verdict"]) && { verdict: search["verdict"] }),
  ...(search["q"] && { q: search["q"].slice(0, 200) }),
});
