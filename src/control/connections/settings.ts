/** What a connection is set to, checked. The client's secret is not among it: it is sealed in a column of its own. */
import { X509Certificate } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { ROLES } from "../../platform/access/access.ts";
import { mappedGroupSchema } from "../assignments/assignments.ts";

const line = (most: number) => z.string().trim().min(1).max(most).regex(/^[^\p{Cc}]*$/u, "One line.");
const address = z.string().trim().max(1_000).refine((text) => URL.canParse(text) && new URL(text).protocol === "https:", "An address that begins with https://");

const certificate = z
  .string()
  .trim()
  .max(10_000)
  .transform((text, context) => {
    const pem = text.includes("BEGIN CERTIFICATE") ? text : `-----BEGIN CERTIFICATE-----\n${text.replace(/\s+/g, "").replace(/(.{64})/g, "$1\n")}\n-----END CERTIFICATE-----`;
    try {
      const read = new X509Certificate(pem);
      const { asymmetricKeyType: type, asymmetricKeyDetails: details } = read.publicKey;
      if (type === "rsa" && (details?.modulusLength ?? 0) >= 2048) return read.toString();
    } catch {
      // Said below, in words.
    }
    context.addIssue({ code: "custom", message: "An X.509 certificate in PEM form with an RSA key of at least 2048 bits." });
    return z.NEVER;
  });

const shared = {
  /** Names of the claims or attributes that hold the person's address, name and groups. */
  claims: z.strictObject({ email: line(300), name: line(300), groups: line(300) }),
  roles: z.array(mappedGroupSchema.extend({ value: line(300) })).max(200).openapi({ description: "Which role a group stands for" }),
  otherwise: z.enum(ROLES).nullable().openapi({ description: "The role of whoever is in none of these groups; null: no access" }),
  justInTime: z.boolean().openapi({ description: "Signing in makes people of verified domains members" }),
  secondFactor: z.enum(["provider", "claimed"]).openapi({ description: "provider: it always asks for one; claimed: it counts when the answer says so, else ours is asked for" }),
};

export const oidcSettings = z
  .strictObject({
    kind: z.literal("oidc"),
    issuer: address.refine((text) => !/[{}?#]/.test(text) && !/\/(common|organizations|consumers)(\/|$)/.test(text), "Your own tenant's issuer, not one that is shared by everybody."),
    clientId: line(300),
    scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/)).max(20),
    ...shared,
  })
  .openapi("OidcSettings");

export const samlSettings = z
  .strictObject({
    kind: z.literal("saml"),
    entityId: line(1_000).openapi({ description: "The identity provider's own name" }),
    signInUrl: address,
    signOutUrl: address.nullable().default(null).openapi({ description: "Where people leave (SingleLogoutService); null: they leave here only" }),
    certificates: z.array(certificate).min(1, "At least one certificate.").max(2, "At most two: the present one and the next."),
    allowUnsolicited: z.boolean().openapi({ description: "Sign-ins that begin at the identity provider's portal are accepted" }),
    ...shared,
  })
  .openapi("SamlSettings");

export const connectionSettings = z.discriminatedUnion("kind", [oidcSettings, samlSettings]);
export type ConnectionSettings = z.infer<typeof connectionSettings>;
export type SamlSettings = z.infer<typeof samlSettings>;

/** What discovery told us, kept beside what the customer entered. */
export type OidcMetadata = {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly end_session_endpoint?: string;
  readonly id_token_signing_alg_values_supported: readonly string[];
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly token_endpoint_auth_methods_supported?: readonly string[];
};
export type OidcSettings = z.infer<typeof oidcSettings> & { readonly metadata: OidcMetadata };
/** As stored: complete. */
export type StoredSettings = OidcSettings | SamlSettings;
