/**
 * Where a mail comes back to when its server cannot deliver it after all: an address of its own for each mail, with a keyed hash, so that
 * nobody can report a mail undelivered who was not sent it.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { isId, type MailId } from "../../base/ids.ts";
import type { ControlPlane } from "../plane.ts";

/** 96 bits in hex: the local part of an address has 64 characters at most. */
const PROOF_LENGTH = 24;

const proofOf = (plane: ControlPlane, uuid: string): string => createHmac("sha256", plane.tickets.addressKey).update(JSON.stringify(["bounce", uuid])).digest("hex").slice(0, PROOF_LENGTH);

/** Undefined where mail is not taken in. */
export function bounceAddress(plane: ControlPlane, id: MailId): string | undefined {
  if (plane.tickets.mailDomain === undefined) return undefined;
  const uuid = id.slice("mai_".length).replaceAll("-", "");
  return `bounce+${uuid}${proofOf(plane, uuid)}@${plane.tickets.mailDomain}`;
}

/** Of the secret part of such an address. Undefined when it is not one of ours. */
export function mailOfBounce(plane: ControlPlane, secret: string): MailId | undefined {
  const [, uuid = "", proof = ""] = /^([0-9a-f]{32})([0-9a-f]{24})$/.exec(secret.toLowerCase()) ?? [];
  const expected = proofOf(plane, uuid);
  if (proof.length !== expected.length || !timingSafeEqual(Buffer.from(proof), Buffer.from(expected))) return undefined;
  const id = `mai_${uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
  return isId("mai", id) ? id : undefined;
}
