/** The three regions a customer may choose (promise D4). Adding one is a decision, not a setting. */
export const REGIONS = ["uk", "eu", "us"] as const;
export type Region = (typeof REGIONS)[number];
export const REGION_NAMES: Readonly<Record<Region, string>> = {
  uk: "United Kingdom",
  eu: "Europe",
  us: "United States",
};
export const isRegion = (text: unknown): text is Region => REGIONS.includes(text as Region);
