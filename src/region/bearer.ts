/**
 * From the token in a request to the actor that verbs are called with: signed by control for this region, not revoked, and shown the way it must be. A token
 * of an API client may be bound to networks and to a client certificate (RFC 8705): elsewhere, or without the certificate on
 * this very connection, it is worth nothing. Every refusal says the same.
 */
import type { X509Certificate } from "node:crypto";
import { addressRanges, plainAddress } from "../base/address.ts";
import { invariant, Refusal } from "../base/errors.ts";
import { isId } from "../base/ids.ts";
import { type Actor, isGrantable, mayClientHold } from "../platform/access/access.ts";
import { thumbprintOf } from "../platform/http/http.ts";
import { verifyAccessToken, type VerifiedClaims } from "../platform/tokens/tokens.ts";
import type { RegionDeps } from "./region.deps.ts";
import type { Bearer } from "./revocations/revocations.ts";
import type { ControlTrust } from "./sites/sites.ts";

export type Shown = {
  readonly authorization: string | undefined;
  /** Where the request comes from. */
  readonly address: string;
  readonly certificate: () => X509Certificate | undefined;
};

/** @throws Refusal unauthenticated token-not-valid, token-revoked */
export async function actorOf(deps: RegionDeps, { controlKeys }: Pick<ControlTrust, "controlKeys">, shown: Shown): Promise<Actor> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(shown.authorization ?? "")?.[1] ?? "";
  const claims = await verifyAccessToken(controlKeys, deps.region, token, deps.clock.now().getTime());
  needItsWay(claims, shown);
  await deps.revocations.needStanding(bearerOf(claims));
  return actorFrom(claims);
}

function needItsWay(claims: VerifiedClaims, { address, certificate }: Shown): void {
  if (claims.client === undefined) return;
  const refused = new Refusal("unauthenticated", "token-not-valid", "Please sign in again.");
  if (claims.networks && !addressRanges(claims.networks).hold(plainAddress(address))) throw refused;
  if (claims.certificate === undefined) return;
  const found = certificate();
  // The thumbprint is public: it is in the token. Nothing is won by comparing it in constant time.
  if (found === undefined || thumbprintOf(found) !== claims.certificate) throw refused;
}

/** Under a grant it is the grant that ends; whoever of the operator's people has it has no generations with a customer. */
function bearerOf({ session, grant, organisation, person, client, generation }: VerifiedClaims): Bearer {
  if (grant !== undefined) return { things: [session, grant.id] };
  return { things: [session], holder: { organisation, id: person ?? client, generation } };
}

function actorFrom(claims: VerifiedClaims): Actor {
  const { organisation, site, session, generation, strength, grant, name, signedInAtMs, expiresAtMs, scopes } = claims;
  const known = { organisation, site, ...(name !== undefined && { name }) };
  const rights = { permissions: new Set(claims.permissions), generation, expiresAtMs, ...(scopes && { scopes }) };
  // What a program may hold, and what can be granted, is the most that a token of theirs can carry, whoever signed it.
  if (claims.client !== undefined) return { kind: "client", client: claims.client, ...known, ...rights, permissions: new Set(claims.permissions.filter(mayClientHold)) };
  const { person } = claims;
  if (grant !== undefined) {
    invariant(isId("stf", person), "who has a grant is staff");
    return { kind: "staff", person, ...known, permissions: new Set(claims.permissions.filter(isGrantable)), session, grant: grant.id, expiresAtMs: grant.expiresAtMs };
  }
  invariant(isId("per", person), "who has no grant is the customer's");
  return { kind: "person", person, session, strength, ...known, ...rights, ...(signedInAtMs !== undefined && { signedInAtMs }) };
}
