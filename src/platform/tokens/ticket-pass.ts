/**
 * A pass for the files of one ticket, which control signs and a region checks beside the access token: whose tickets somebody may see is known to
 * control alone. Five minutes, one region, one site, one person, one ticket.
 */
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { Refusal } from "../../base/errors.ts";
import { isId, type PersonId, type SiteId, type StaffId, type TicketId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import type { PublicKeys, SigningKey } from "./keys.ts";

export const TICKET_PASS_HEADER = "spendward-ticket-pass";
const PASS_SECONDS = 300;

export type TicketPass = { readonly ticket: TicketId; readonly person: PersonId | StaffId; readonly site: SiteId; readonly region: Region; /** Files may be added. */ readonly write: boolean };

export async function issueTicketPass(signer: SigningKey, { ticket, person, site, region, write }: TicketPass, nowMs: number = Date.now()): Promise<{ pass: string; expiresAt: Date }> {
  const issued = Math.floor(nowMs / 1000);
  const pass = await new SignJWT({ ticket, site, write }).setProtectedHeader({ alg: "EdDSA", kid: signer.kid, typ: "ticket-pass+jwt" })
    .setIssuer("control").setSubject(person).setAudience(`region:${region}`).setIssuedAt(issued).setExpirationTime(issued + PASS_SECONDS).sign(signer.key);
  return { pass, expiresAt: new Date((issued + PASS_SECONDS) * 1000) };
}

const shape = z.object({ sub: z.custom<PersonId | StaffId>((id) => isId("per", id) || isId("stf", id)), ticket: z.custom<TicketId>((id) => isId("tck", id)), site: z.custom<SiteId>((id) => isId("sit", id)), write: z.boolean() });

/** @throws Refusal forbidden ticket-pass-not-valid, also for another person's, another site's and one that has ended. */
export async function verifyTicketPass(keys: PublicKeys, expected: { readonly region: Region; readonly site: SiteId; readonly person: PersonId | StaffId }, pass: string, nowMs: number = Date.now()): Promise<TicketPass> {
  const verified = await jwtVerify(pass, (header) => keys(header.kid ?? ""), {
    algorithms: ["EdDSA"], typ: "ticket-pass+jwt", issuer: "control", audience: `region:${expected.region}`, maxTokenAge: PASS_SECONDS, requiredClaims: ["exp", "iat", "sub"], clockTolerance: 5, currentDate: new Date(nowMs),
  }).catch(() => undefined);
  const parsed = shape.safeParse(verified?.payload);
  if (!parsed.success || parsed.data.sub !== expected.person || parsed.data.site !== expected.site) {
    throw new Refusal("forbidden", "ticket-pass-not-valid", "The files of this ticket cannot be reached with this.", [{ remedy: "Open the ticket again." }]);
  }
  const { sub: person, ticket, site, write } = parsed.data;
  return { ticket, person, site, region: expected.region, write };
}
