/** Whom an act is put down to. A job acts for whoever set it going, under its own id. */
import type { ClientId, PersonId } from "../../base/ids.ts";
import type { Actor } from "../../platform/access/access.ts";
import { invariant } from "../../base/errors.ts";

/** A person, or a program of the customer. */
export type Somebody = { readonly id: PersonId | ClientId; readonly name: string };

/** The name as the access token gives it; empty where it gives none. It is customer data of a kind: stored sealed only. */
export function personOf(actor: Actor): Somebody {
  if (actor.kind === "client") return { id: actor.client, name: nameOf(actor) };
  invariant(actor.kind === "person", "only the customer's own people and programs send files and ask for imports");
  return { id: actor.person, name: nameOf(actor) };
}

export const nameOf = (actor: Actor): string => ("name" in actor && typeof actor.name === "string" ? actor.name : "");
