/** The secret in a link that is sent or printed: random, shown once, of which only a hash is stored. It stands after the `#`, which browsers do not send. */
import { createHash, randomBytes } from "node:crypto";
import { isId, type OrganisationId } from "../base/ids.ts";

const TOKEN_BYTES = 32;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");
export const tokenHash = (token: string): Buffer => createHash("sha256").update(token, "utf8").digest();

/** What stands after the `#` of a link that belongs to an organisation: its id, which is no secret and says where to look, and the secret. Null: no such link. */
export function readOrganisationLink(link: string): { readonly organisation: OrganisationId; readonly hash: Buffer } | null {
  const [organisation = "", token = "", ...more] = link.split(".");
  return isId("org", organisation) && token !== "" && more.length === 0 ? { organisation, hash: tokenHash(token) } : null;
}
