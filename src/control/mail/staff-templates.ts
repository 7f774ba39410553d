/** Texts to the operator's own people. Their links lead to the staff area, which asks for the passkey. */
export type StaffMail =
  /** Somebody reported a mail that is no test of ours. What it says stays where it is looked at with care. */
  | { readonly kind: "suspicious-mail"; readonly name: string; readonly link: string }
  | { readonly kind: "staff-invitation"; readonly name: string; readonly again: boolean; readonly link: string; readonly hours: number }
  /** What runs out or is missing, by title: titles are our own words. */
  | { readonly kind: "staff-reminder"; readonly name: string; readonly missing: readonly string[]; readonly due: readonly { readonly title: string; readonly day: string }[]; readonly link: string };

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");

/** @param harmless what makes a name fit to stand in a mail */
export function staffText(mail: StaffMail, harmless: (name: string) => string): { readonly subject: string; readonly lines: readonly string[] } {
  const hello = `Hello ${harmless(mail.name)},`;
  if (mail.kind === "staff-invitation") {
    return {
      subject: mail.again ? "Make a new passkey for the staff area" : "Welcome: make your passkey for the staff area",
      lines: [
        hello,
        mail.again
          ? "The people team sent you a new link, because your security key was lost or replaced. Your old passkey and sessions end when you use it."
          : "You are in the people register now. Your first step is a passkey, on the security key or the device that you were given.",
        `Open this link within ${mail.hours} hours, from the company's network. It works once:`,
        mail.link,
        "There is no password for the staff area, and nobody will ever ask you for one. If you did not expect this, tell security.",
      ],
    };
  }
  if (mail.kind === "suspicious-mail") {
    return { subject: "A suspicious mail was reported", lines: [hello, "Somebody reported a mail that is no test of ours. Sign in to the staff area to see it. Type the address or use your own bookmark:", mail.link] };
  }
  return {
    subject: mail.missing.length > 0 ? "Something is missing before you can work in the staff area" : "Something of yours runs out soon",
    lines: [
      hello,
      ...(mail.missing.length > 0 ? [`Missing now:\n${list(mail.missing)}`] : []),
      ...(mail.due.length > 0 ? [`Runs out:\n${list(mail.due.map(({ title, day }) => `${title}: ${day}`))}`] : []),
      "Sign in to the staff area with your passkey; the first page leads to each of them. Type the address or use your own bookmark:",
      mail.link,
    ],
  };
}
