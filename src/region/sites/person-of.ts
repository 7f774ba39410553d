/** Whom an act is put down to. A job acts for whoever set it going, under its own id. */
import type { PersonId } from "../../base/ids.ts";
import type { Actor } from "../../platform/access/access.ts";
import { invariant } from "../../base/errors.ts";

export type Somebody = { readonly id: PersonId; readonly name: string };

/** The name as the access token gives it; empty where it gives none. It is customer data of a kind: stored sealed only. */
export function personOf(actor: Actor): Somebody {
  invariant(actor.kind === "person", "only the customer's own people send files and ask for imports");
  return { id: actor.person, name: nameOf(actor) };
}

export const nameOf = (actor: Actor): string => ("name" in actor && typeof actor.name === "string" ? actor.name : "");
