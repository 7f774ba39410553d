/**
 * The password policy (promise A2). A password is accepted when it is either
 *   - 8 to 64 characters with at least three of the four classes (small letters, capitals, digits, others), or
 *   - a passphrase of 16 to 128 characters of any kind,
 * and holds neither the person's name nor the local part of the email address, is not common, and is not known
 * from a breach. Lengths count characters as people do (grapheme clusters), so one emoji is one character.
 *
 * The policy answers with every rule that is broken, so that one attempt tells a person all there is to mend.
 */
import { Refusal } from "../../base/errors.ts";
import type { Detail } from "../../base/errors.ts";
import type { BreachedList } from "./breached-list.ts";
import { isGuessablePassword } from "./guessable-passwords.ts";

export const PASSWORD_RULES = {
  minLength: 8,
  maxLength: 64,
  classes: 4,
  needClasses: 3,
  passphraseMinLength: 16,
  passphraseMaxLength: 128,
} as const;

/** More than any accepted password needs: what is longer is refused before any work is spent on it. */
export const PASSWORD_MAX_BYTES = 1024;

export type PasswordOwner = { readonly name: string; readonly email: string };
export type PasswordRule = "too-short" | "too-long" | "too-few-classes" | "contains-name" | "contains-email" | "common" | "breached";

const WORDS: Readonly<Record<PasswordRule, Detail>> = {
  "too-short": { expected: "At least 8 characters.", remedy: "Use more characters; several words in a row are easiest to remember." },
  "too-long": { expected: "At most 128 characters.", remedy: "Use fewer characters." },
  "too-few-classes": {
    expected: "Three of: small letters, capitals, digits, other signs. Or any 16 characters or more.",
    remedy: "Add another kind of character, or make it a passphrase of 16 characters or more.",
  },
  "contains-name": { expected: "Your own name is not part of the password.", remedy: "Leave your name out." },
  "contains-email": { expected: "Your email address is not part of the password.", remedy: "Leave your email address out." },
  common: { expected: "Not one of the passwords that are tried first.", remedy: "Choose something that is not a common word with an ending, nor a run of keys." },
  breached: { expected: "Not known from a breach elsewhere.", remedy: "Choose a password that you have used nowhere else." },
};

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const lengthOf = (text: string): number => [...graphemes.segment(text)].length;

export function countClasses(password: string): number {
  const small = /\p{Ll}/u.test(password);
  const capital = /\p{Lu}|\p{Lt}/u.test(password);
  const digit = /\p{Nd}/u.test(password);
  const other = /[^\p{Ll}\p{Lu}\p{Lt}\p{Nd}]/u.test(password);
  return [small, capital, digit, other].filter(Boolean).length;
}

const bare = (text: string): string => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Parts of a name or address shorter than three letters ("de", "Li") would refuse innocent passwords. */
const partsOf = (text: string): readonly string[] =>
  [bare(text), ...text.split(/[^\p{L}\p{N}]+/u).map(bare)].filter((part) => part.length >= 3);

function brokenByForm(password: string, owner: PasswordOwner): PasswordRule[] {
  const broken: PasswordRule[] = [];
  const length = lengthOf(password);
  if (length < PASSWORD_RULES.minLength) broken.push("too-short");
  if (length > PASSWORD_RULES.passphraseMaxLength) broken.push("too-long");
  if (length < PASSWORD_RULES.passphraseMinLength && countClasses(password) < PASSWORD_RULES.needClasses) broken.push("too-few-classes");
  const plain = bare(password);
  if (partsOf(owner.name).some((part) => plain.includes(part))) broken.push("contains-name");
  if (partsOf(owner.email.split("@")[0] ?? "").some((part) => plain.includes(part))) broken.push("contains-email");
  if (isGuessablePassword(password)) broken.push("common");
  return broken;
}

export async function brokenPasswordRules(password: string, owner: PasswordOwner, breached: BreachedList): Promise<readonly PasswordRule[]> {
  if (Buffer.byteLength(password, "utf8") > PASSWORD_MAX_BYTES) return ["too-long"];
  const broken = brokenByForm(password, owner);
  if (await breached.includes(password)) broken.push("breached");
  return broken;
}

/** @throws Refusal invalid password-refused: one detail per broken rule, `at` naming the rule. */
export async function needGoodPassword(password: string, owner: PasswordOwner, breached: BreachedList): Promise<void> {
  const broken = await brokenPasswordRules(password, owner, breached);
  if (broken.length === 0) return;
  const details = broken.map((rule) => ({ at: rule, ...WORDS[rule] }));
  throw new Refusal("invalid", "password-refused", "This password is not good enough.", details);
}
