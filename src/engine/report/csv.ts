/**
 * CSV that a spreadsheet opens without surprises: RFC 4180, and no text cell can act as a formula.
 *
 * A text that starts with `=`, `+`, `-`, `@`, a tab or a line break is given a leading apostrophe, unless it is a plain
 * number (CWE-1236). Ids are kept exact where they can be, since other programs join on them.
 */
const FORMULA = /^[=+\-@\t\r\n]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

export function cell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const record = (cells: readonly string[]): string => `${cells.map(cell).join(",")}\r\n`;
