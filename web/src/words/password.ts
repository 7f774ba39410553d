/**
 * The password policy as a checklist, for the page to show while a person types. The server decides (and knows breached
 * passwords, which this page does not); this must agree with it on everything else.
 */
export type Policy = { minLength: number; maxLength: number; needClasses: number; passphraseMinLength: number };
export type Check = { words: string; met: boolean };

const CLASSES: readonly RegExp[] = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u];

export const classesIn = (password: string): number => CLASSES.filter((one) => one.test(password)).length;

export function checkPassword(password: string, policy: Policy, own: { name: string; email: string }): Check[] {
  const length = [...password].length;
  const passphrase = length >= policy.passphraseMinLength;
  return [
    { words: `At least ${policy.minLength} characters`, met: length >= policy.minLength },
    {
      words: `${policy.needClasses} of: small letters, capitals, digits, other signs, or ${policy.passphraseMinLength} characters and more of any kind`,
      met: passphrase || classesIn(password) >= policy.needClasses,
    },
    { words: "Without your name or e-mail address in it", met: length > 0 && !holdsOwnName(password, own) },
  ];
}

const bare = (text: string): string => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Parts shorter than three letters ("de", "Li") are in any word. */
function holdsOwnName(password: string, { name, email }: { name: string; email: string }): boolean {
  const plain = bare(password);
  const texts = [name, email.split("@")[0] ?? ""];
  const parts = texts.flatMap((text) => [bare(text), ...text.split(/[^\p{L}\p{N}]+/u).map(bare)]);
  return parts.some((part) => part.length >= 3 && plain.includes(part));
}
