/**
 * Tokens of provisioning: shown once, stored as a hash, two alive at most so that one can follow another without a gap.
 */
import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { invariant, notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type OrganisationId, type ProvisioningTokenId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";

const MOST_ALIVE = 2;
const TOKEN_DAYS = 365;
/** How exactly "last used" is known: it is not written at every request. */
const USED_EVERY_MS = 60_000;

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

export async function createToken(plane: ControlPlane, { actor }: SignedIn): Promise<{ readonly id: ProvisioningTokenId; readonly token: string; readonly expiresAt: Date }> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
  const [id, token, now] = [newId("stk"), `scim_${randomBytes(32).toString("base64url")}`, plane.clock.now()];
  const expiresAt = new Date(now.getTime() + TOKEN_DAYS * 86_400_000);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    await tx.deleteFrom("scim_token").where("organisation_id", "=", actor.organisation).where("expires_at", "<=", now).execute();
    const alive = await tx.selectFrom("scim_token").select("id").where("organisation_id", "=", actor.organisation).forUpdate().execute();
    if (alive.length >= MOST_ALIVE) throw new Refusal("conflict", "two-tokens-alive", "There are two tokens already: the present one and the next.", [{ remedy: "Remove the one that is not used any more." }]);
    await tx.insertInto("scim_token").values({ organisation_id: actor.organisation, id, token_sha256: hashOf(token), hint: token.slice(0, 10), created_by: actor.person, created_at: now, expires_at: expiresAt, last_used_at: null }).execute();
    await audit(tx, { actor, act: "provisioning.create-token", object: { kind: "provisioning-token", id } }, plane.auditSeal, plane.clock);
    return { id, token, expiresAt };
  });
}

export function removeToken(plane: ControlPlane, { actor }: SignedIn, idText: string): Promise<void> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("stk", idText);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const gone = await tx.deleteFrom("scim_token").where("organisation_id", "=", actor.organisation).where("id", "=", id).returning("id").executeTakeFirst();
    if (!gone) throw notFound("token");
    await audit(tx, { actor, act: "provisioning.remove-token", object: { kind: "provisioning-token", id } }, plane.auditSeal, plane.clock);
  });
}

export type TokenBearer = { readonly organisation: OrganisationId; readonly token: ProvisioningTokenId };

/** Whose token this is, looked up by its hash before anything is known. @throws Refusal unauthenticated token-not-valid */
export async function needToken(plane: ControlPlane, authorization: string | undefined): Promise<TokenBearer> {
  const token = /^Bearer (scim_[\w-]{43})$/i.exec(authorization ?? "")?.[1];
  const refused = new Refusal("unauthenticated", "token-not-valid", "This needs a provisioning token that is valid.");
  if (token === undefined) throw refused;
  const hash = hashOf(token).toString("hex");
  const now = plane.clock.now();
  const found = await inTrail(plane.database, OPERATOR, async (tx) => {
    invariant(/^[0-9a-f]{64}$/.test(hash), "a hash is checked before it is put into SQL by hand");
    await sql.raw(`SET LOCAL app.scim_token = '${hash}'`).execute(tx);
    return tx.selectFrom("scim_token").select(["organisation_id", "id", "last_used_at"]).where("token_sha256", "=", Buffer.from(hash, "hex")).where("expires_at", ">", now).executeTakeFirst();
  });
  if (!found) throw refused;
  if (found.last_used_at === null || now.getTime() - found.last_used_at.getTime() > USED_EVERY_MS) {
    await inTrail(plane.database, found.organisation_id, (tx) => tx.updateTable("scim_token").set({ last_used_at: now }).where("organisation_id", "=", found.organisation_id).where("id", "=", found.id).execute());
  }
  return { organisation: found.organisation_id, token: found.id };
}
