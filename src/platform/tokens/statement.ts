/**
 * What control says to a region through a browser: signed, for one site, one person and one use of the words, for five minutes. The browser
 * carries it and cannot change it, so the region learns what it needs without asking control and control nothing of the region.
 */
import { jwtVerify, SignJWT } from "jose";
import type { z } from "zod";
import type { PersonId, SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import { Refusal } from "../../base/errors.ts";
import { ACCESS_TOKEN_SECONDS } from "./access-token.ts";
import type { PublicKeys, SigningKey } from "./keys.ts";

const ISSUER = "control";
/** Anything but an access token's type: one is never taken for the other. */
const typeOf = (about: string): string => `${about}+statement`;
export type StatementFor = { readonly region: Region; readonly site: SiteId; readonly person: PersonId; readonly about: string };

export function signStatement(signer: SigningKey, to: StatementFor, said: unknown, nowMs: number): Promise<string> {
  const issued = Math.floor(nowMs / 1000);
  return new SignJWT({ site: to.site, said })
    .setProtectedHeader({ alg: "EdDSA", kid: signer.kid, typ: typeOf(to.about) })
    .setIssuer(ISSUER).setSubject(to.person).setAudience(`region:${to.region}`).setIssuedAt(issued).setExpirationTime(issued + ACCESS_TOKEN_SECONDS)
    .sign(signer.key);
}

/** @throws Refusal invalid statement-not-valid, whatever is wrong with it. */
export async function verifyStatement<T extends z.ZodType>(keys: PublicKeys, to: StatementFor, shape: T, statement: string, nowMs: number): Promise<z.infer<T>> {
  const wrong = (): Refusal => new Refusal("invalid", "statement-not-valid", "Control did not say this, or it is too old.", [{ remedy: "Load the page again." }]);
  const verified = await jwtVerify(statement, (header) => keys(header.kid ?? ""), {
    algorithms: ["EdDSA"], typ: typeOf(to.about), issuer: ISSUER, subject: to.person, audience: `region:${to.region}`, maxTokenAge: ACCESS_TOKEN_SECONDS,
    requiredClaims: ["exp", "iat", "sub"], clockTolerance: 5, currentDate: new Date(nowMs),
  }).catch(() => {
    throw wrong();
  });
  const said = shape.safeParse(verified.payload["said"]);
  if (verified.payload["site"] !== to.site || !said.success) throw wrong();
  return said.data;
}
