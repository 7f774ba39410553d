/** From what a provider says to who that is for us: subject, address, name, groups and how they were checked. Pure. */
import type { NameId } from "./saml-message.ts";
import type { StoredSettings } from "./settings.ts";

export type Claims = Readonly<Record<string, string | readonly string[]>>;
export type Identity = {
  /** The provider's own lasting name for the person. */
  readonly subject: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly groups: readonly string[];
  /** Names of RFC 8176 only: what a provider writes here becomes the strength of a session. */
  readonly amr: readonly string[];
  readonly providerSession: string | null;
  readonly idToken: string | null;
  /** How a SAML provider names the person, for signing out there. */
  readonly nameId: NameId | null;
  readonly claims: Claims;
};

/** RFC 8176, section 2. */
const METHODS = new Set(["face", "fpt", "geo", "hwk", "iris", "kba", "mca", "mfa", "otp", "pin", "pop", "pwd", "rba", "retina", "sc", "sms", "swk", "tel", "user", "vbm", "wia"]);
/** What providers write where RFC 8176 says mfa: Entra in SAML, REFEDS, OpenID's and OASIS's context classes. */
const MULTI_FACTOR = /^(http:\/\/schemas\.microsoft\.com\/claims\/multipleauthn|https:\/\/refeds\.org\/profile\/mfa|http:\/\/schemas\.openid\.net\/pape\/policies\/2007\/06\/multi-factor|urn:oasis:names:tc:SAML:2\.0:ac:classes:(MobileTwoFactorContract|MobileTwoFactorUnregistered|TimeSyncToken|SmartcardPKI)|phrh?)$/;

const MOST_CLAIMS = 100;
const MOST_VALUES = 1_000;
const MOST_LENGTH = 1_000;

export const valuesOf = (claims: Claims, name: string): readonly string[] => [Object.hasOwn(claims, name) ? (claims[name] ?? []) : []].flat();
const textOf = (claims: Claims, name: string): string | null => valuesOf(claims, name)[0]?.trim() || null;

export function identityOf(settings: StoredSettings, said: { subject: string; claims: Claims; methods: readonly string[]; providerSession?: string | null; idToken?: string | null; nameId?: NameId | null; emailOtherwise?: string | null }): Identity {
  const amr = said.methods.flatMap((method) => (METHODS.has(method) ? [method] : MULTI_FACTOR.test(method) ? ["mfa"] : []));
  if (settings.secondFactor === "provider") amr.push("mfa");
  const email = textOf(said.claims, settings.claims.email) ?? said.emailOtherwise ?? null;
  return {
    subject: said.subject,
    email: email?.toLowerCase() ?? null,
    name: textOf(said.claims, settings.claims.name)?.slice(0, 200) ?? null,
    groups: valuesOf(said.claims, settings.claims.groups),
    amr: [...new Set(amr)],
    providerSession: said.providerSession ?? null,
    idToken: said.idToken ?? null,
    nameId: said.nameId ?? null,
    claims: said.claims,
  };
}

/** Texts and lists of texts; what else a provider puts into a token is not ours to read. Bounded. */
export function plainClaims(given: Readonly<Record<string, unknown>>): Claims {
  const plain = (value: unknown): string | readonly string[] | undefined => {
    if (typeof value === "string") return value.slice(0, MOST_LENGTH);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string").slice(0, MOST_VALUES).map((one) => one.slice(0, MOST_LENGTH)) : undefined;
  };
  return Object.fromEntries(Object.entries(given).slice(0, MOST_CLAIMS).flatMap(([name, value]) => (plain(value) === undefined ? [] : [[name, plain(value) as string]])));
}
