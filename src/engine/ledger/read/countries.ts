/** Country names in the languages of our dictionary, and the everyday names that no standard lists. */
const EVERYDAY: readonly (readonly [name: string, code: string])[] = [
  ["uk", "GB"], ["great britain", "GB"], ["england", "GB"], ["scotland", "GB"], ["wales", "GB"], ["northern ireland", "GB"], ["usa", "US"], ["u.s.a.", "US"],
  ["holland", "NL"], ["czech republic", "CZ"],
];

const NAMES: ReadonlyMap<string, string> = (() => {
  const names = new Map<string, string>(EVERYDAY);
  const codes = Array.from({ length: 26 * 26 }, (_, at) => String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26)));
  for (const language of ["en", "de", "fr", "es", "nl"]) {
    const display = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    for (const code of codes) {
      const name = display.of(code);
      if (name !== undefined && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), code);
    }
  }
  return names;
})();

/** ISO 3166 alpha-2 where it can be recognised, else the text as it is. */
export function countryOf(text: string): string {
  return NAMES.get(text.toLowerCase()) ?? (/^[a-z]{2}$/i.test(text) ? text.toUpperCase() : text);
}
