/** Why a single sign-on did not work, and what to do, by the code that the address carries. */
const PROBLEMS: Readonly<Record<string, string>> = {
  "sso-request": "The sign-in took too long, was begun in another browser, or was used already. Begin again here.",
  "sso-provider": "Your identity provider did not sign you in. Try again; if it happens twice, ask your IT department.",
  "sso-away": "Your identity provider could not be reached. Try again in a few minutes.",
  "sso-still-there": "You are signed out here. Your identity provider says that you are still signed in there or elsewhere.",
  "sso-deactivated": "Your account here has been deactivated by your organisation.",
  "sso-not-provisioned": "Your organisation has not given you access to Spendward yet. Ask your IT department.",
  "sso-no-membership": "You have not been invited to Spendward yet. Ask an administrator of your organisation.",
  "sso-no-role": "None of your groups gives you access to Spendward. Ask your IT department.",
  "sso-address-not-yours": "Your email address is not under a domain of this organisation. Ask your IT department.",
  "sso-address-elsewhere": "Your email address is in use here in another way. Ask an administrator of your organisation.",
  "sso-email": "Your identity provider did not tell us a verified email address. Ask your IT department.",
  "sso-subject": "Your email address belonged to somebody else before. Ask an administrator of your organisation to unlink them.",
  "sso-last-administrator": "Your groups would take away the organisation's last administrator. Make somebody else one first.",
};

export const problemWords = (code: string): string =>
  PROBLEMS[code] ?? "What your identity provider sent was not accepted. Ask your IT department to run the live test of the connection.";

export const DOMAIN_PROBLEMS = { none: "There is no such record yet. A new one can take an hour to be seen.", "no-answer": "The name servers of the domain did not answer. Try again.", "other-text": "There is a record, but its text is another one." } as const;

export const MISSING = { domain: "a verified domain", connection: "a connection that is on and tested as it is now", emergency: "an administrator with a password, named for emergencies" } as const;

export const OUTCOMES: Readonly<Record<string, string>> = { join: "This person would become a member.", stay: "This person is a member and would be signed in.", refuse: "This person would not be let in.", nothing: "Nothing would happen." };

/** How a session was signed in, in words. */
export function strengthWords(strength: readonly string[]): string {
  const has = (method: string): boolean => strength.includes(method);
  const factor = has("hwk") || has("swk") ? "passkey" : has("otp") ? "code" : undefined;
  const first = has("sso") ? "Single sign-on" : has("pwd") ? "Password" : undefined;
  if (first === undefined) return factor === "passkey" ? "Passkey" : "Other";
  if (factor !== undefined) return `${first} and ${factor}`;
  return has("sso") && has("mfa") ? "Single sign-on with a second factor" : `${first}, second factor not proven`;
}

/** At least one figure that a person can take in. */
export const tookWords = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);
