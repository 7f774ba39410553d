/** The text of a mail as people read it: what the sender wrote, apart from the history that mail programs add below it. Pure. */

/** How mail programs introduce what is answered to; what follows is history. From the programs' own words in the languages of our customers. */
const HISTORY_BEGINS = [
  /^\s*-{2,}\s*(Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Messaggio originale|Oorspronkelijk bericht)\s*-{2,}\s*$/i,
  /^\s*_{20,}\s*$/,
  /^\s*(On|Am|Le|El|Il|Op)\b.{4,200}\b(wrote|schrieb|a écrit|escribió|ha scritto|schreef)\b.{0,80}:\s*$/i,
  /^\s*(From|Von|De|Da|Van):\s.{1,200}$/i,
];
const HEADER_AFTER = /^\s*(Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|To|An|À|Para|A|Aan|Date|Datum|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp):/i;

/** Lines and tabs stay; other control characters, halves of characters and marks that turn the direction of text around go. */
const NOT_TEXT = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\p{Cs}\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

export const plainText = (text: string): string => text.replace(/\r\n?/g, "\n").replace(NOT_TEXT, "").replace(/[ \t]+$/gm, "").replace(/\n{4,}/g, "\n\n\n").trim();

/** `quoted` is empty when there is none. When everything is history, everything is text: something was meant by sending it. */
export function withoutHistory(whole: string): { readonly text: string; readonly quoted: string } {
  const lines = whole.split("\n");
  const at = lines.findIndex((line, n) => beginsHistory(lines, line, n));
  const cut = at === -1 ? lines.length : at;
  const own = lines.slice(0, cut);
  // Quoted lines at the end belong to the history even where nothing introduces them.
  while (own.length > 0 && /^\s*(>|$)/.test(own.at(-1) ?? "")) own.pop();
  const text = own.join("\n").trim();
  if (text === "") return { text: whole, quoted: "" };
  return { text, quoted: lines.slice(own.length).join("\n").trim() };
}

function beginsHistory(lines: readonly string[], line: string, n: number): boolean {
  const kind = HISTORY_BEGINS.findIndex((pattern) => pattern.test(line));
  if (kind === -1) {
    // "On Monday … Mara\nwrote:" broken over two lines.
    return /^\s*(On|Am|Le|El|Il|Op)\b/i.test(line) && /^\s*.{0,120}\b(wrote|schrieb|a écrit|escribió|ha scritto|schreef)\b.{0,40}:\s*$/i.test(lines[n + 1] ?? "") && line.length < 200;
  }
  return kind < 3 || lines.slice(n + 1, n + 4).some((after) => HEADER_AFTER.test(after));
}
