/**
 * VAT rates in force at any time since 2015, in percent, by country, standard rate first. A rate that a document shows is
 * possible when it is any of these or a mixture, so the list errs on the generous side.
 * Source: European Commission, "VAT rates applied in the Member States" (editions to January 2025); HMRC VAT rates;
 * national tax offices for CH, NO, IS. Countries with sales taxes (US, CA) have no entry: their rates are local.
 */
export const VAT_RATES: Readonly<Record<string, readonly number[]>> = {
  AT: [20, 13, 10, 5], BE: [21, 12, 6], BG: [20, 9], CH: [8.1, 7.7, 8, 3.8, 3.7, 2.6, 2.5], CY: [19, 9, 5, 3], CZ: [21, 15, 12, 10],
  DE: [19, 16, 7, 5], DK: [25], EE: [22, 24, 20, 13, 9, 5], ES: [21, 10, 7.5, 5, 4], FI: [25.5, 24, 14, 10], FR: [20, 10, 8.5, 5.5, 2.1],
  GB: [20, 12.5, 5], GR: [24, 23, 17, 13, 9, 6, 4], HR: [25, 13, 5], HU: [27, 18, 5], IE: [23, 21, 13.5, 9, 4.8], IS: [24, 11],
  IT: [22, 10, 5, 4], LT: [21, 9, 5], LU: [17, 16, 14, 13, 8, 7, 3], LV: [21, 12, 5], MT: [18, 12, 7, 5], NL: [21, 9, 6],
  NO: [25, 15, 12], PL: [23, 8, 5], PT: [23, 22, 18, 16, 13, 12, 6, 5, 4], RO: [21, 19, 20, 11, 9, 5], SE: [25, 12, 6], SI: [22, 9.5, 5], SK: [23, 20, 19, 10, 5],
};

const EVERYWHERE = [...new Set(Object.values(VAT_RATES).flat())];

/** The rates of a country; of all countries when it is unknown; none when it has no VAT. */
export const ratesOf = (country: string | null): readonly number[] =>
  country === null ? EVERYWHERE : (VAT_RATES[country === "UK" ? "GB" : country === "EL" ? "GR" : country] ?? []);
