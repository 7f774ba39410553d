/**
 * The most common passwords, made by rule rather than copied: every word below, with every ending below, in the
 * usual disguises (capitals, 0 for o, @ for a …). Small on purpose: it is the floor when no breached-password
 * list is installed, not a replacement for one.
 */
const WORDS = [
  "password", "passwort", "passw", "pass", "welcome", "willkommen", "letmein", "qwerty", "qwertz", "azerty", "qwertyuiop",
  "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "1qaz2wsx", "abc", "abcd", "abcdef", "abcdefgh", "abcdefghijkl",
  "admin", "administrator", "root", "user", "guest", "test", "tester", "testing", "demo", "default", "changeme", "change",
  "secret", "login", "master", "access", "monkey", "dragon", "shadow", "sunshine", "princess", "football", "baseball",
  "superman", "batman", "iloveyou", "trustno", "starwars", "charlie", "michael", "jordan", "london", "liverpool",
  "arsenal", "chelsea", "manchester", "england", "summer", "winter", "spring", "autumn", "january", "february", "march",
  "april", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday",
  "thursday", "friday", "saturday", "sunday", "company", "finance", "accounts", "accounting", "payable", "invoice",
  "invoices", "payment", "payments", "supplier", "suppliers", "audit", "auditor", "office", "money", "budget", "hello",
  "computer", "internet", "samsung", "google", "spendward", "correcthorsebatterystaple", "letmeinplease",
] as const;

/** What remains between a common word and the end: digits, years and signs, in any mixture up to twelve characters. */
const ENDING = /^[0-9!?.,;:@#$%&*_+\-= ]{0,12}$/;

const DISGUISES: Readonly<Record<string, string>> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", $: "s", "!": "i" };

const undisguise = (text: string): string => text.replace(/[0134578@$!]/g, (sign) => DISGUISES[sign] ?? sign);

/** A run such as 123456789, 87654321, aaaaaaaa or abababab says nothing about how long it is. */
function isRun(text: string): boolean {
  if (/^(.{1,16}?)\1+.?$/su.test(text)) return true;
  const wrapsAt = /^[0-9]+$/.test(text) ? 10 : 0x10000; // …8, 9, 0, 1 is still a run
  const steps = new Set<number>();
  for (let i = 1; i < text.length; i++) steps.add((text.charCodeAt(i) - text.charCodeAt(i - 1) + wrapsAt) % wrapsAt);
  return steps.size === 1;
}

export function isGuessablePassword(password: string): boolean {
  const lower = password.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  if (isRun(lower)) return true;
  // The ending is taken from the password as typed; only the word in front of it is read through its disguise.
  for (const word of WORDS) {
    for (const head of [lower.slice(0, word.length), undisguise(lower.slice(0, word.length))]) {
      if (head === word && ENDING.test(lower.slice(word.length))) return true;
    }
  }
  return false;
}
