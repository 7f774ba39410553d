/**
 * The address at which one person answers one ticket by mail. Its secret part is a keyed hash of both, 160 bits, so it cannot be guessed and
 * need not be stored: only its hash is, to find whose it is. It is no sign-in: what arrives there belongs to that conversation and is
 * shown as having come by mail.
 */
import { createHash, createHmac } from "node:crypto";
import type { OrganisationId, PersonId, TicketId } from "../../base/ids.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { Tx } from "./tickets.store.ts";

/** 160 bits in lower-case letters and digits: mail programs change the case of addresses. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const SECRET_BYTES = 20;

function secretOf(plane: ControlPlane, ticket: TicketId, person: PersonId): string {
  const bytes = createHmac("sha256", plane.tickets.addressKey).update(JSON.stringify(["reply", ticket, person])).digest().subarray(0, SECRET_BYTES);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five, 2)]).join("");
}

const hashOf = (secret: string): Buffer => createHash("sha256").update(secret.toLowerCase()).digest();

/** Made at the first mail to that person about that ticket. Undefined where mail is not taken in. */
export async function replyAddress(plane: ControlPlane, tx: Tx, organisation: OrganisationId, ticket: TicketId, person: PersonId): Promise<string | undefined> {
  if (plane.tickets.mailDomain === undefined) return undefined;
  const secret = secretOf(plane, ticket, person);
  await tx.insertInto("ticket_address").values({ secret_sha256: hashOf(secret), organisation_id: organisation, ticket, person_id: person, created_at: plane.clock.now() })
    .onConflict((row) => row.column("secret_sha256").doNothing()).execute();
  return `ticket+${secret}@${plane.tickets.mailDomain}`;
}

export type AddressOwner = { readonly organisation: OrganisationId; readonly ticket: TicketId; readonly person: PersonId };

export async function ownerOfAddress(plane: ControlPlane, secret: string): Promise<AddressOwner | undefined> {
  const found = await inTrail(plane.database, OPERATOR, (tx: Tx) =>
    tx.selectFrom("ticket_address").select(["organisation_id", "ticket", "person_id"]).where("secret_sha256", "=", hashOf(secret)).executeTakeFirst());
  return found && { organisation: found.organisation_id, ticket: found.ticket, person: found.person_id };
}
