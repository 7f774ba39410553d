/** Scores and weights in words. A score is a probability; a weight is log2 of how many times likelier it makes the finding. */
export type Band = "very likely" | "likely" | "possible" | "unlikely";

export const BANDS: readonly Band[] = ["very likely", "likely", "possible", "unlikely"];

export const BAND_WORDS: Readonly<Record<Band, string>> = {
  "very likely": "Very likely",
  likely: "Likely",
  possible: "Possible",
  unlikely: "Unlikely",
};

/** Never "100 %": a probability that close to certain is shown as above 99. */
export function showScore(score: number): string {
  const percent = score * 100;
  if (percent > 99) return "> 99 %";
  if (percent < 1) return "< 1 %";
  return `${Math.round(percent)} %`;
}

/** `12 × likelier`, `3 × less likely`: what so many bits do to the odds. */
export function showWeight(bits: number): string {
  const times = 2 ** Math.abs(bits);
  if (times < 1.05) return "hardly changes it";
  const figure = times >= 1000 ? "over 1,000" : times >= 9.95 ? String(Math.round(times)) : times.toFixed(1);
  return bits >= 0 ? `${figure} × likelier` : `${figure} × less likely`;
}
