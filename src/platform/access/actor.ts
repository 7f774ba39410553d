/**
 * Who is acting: a closed union, passed as a value from the edge to the verb, never held in a global and never an
 * optional person. A person of the operator is never a `person` here: staff reach customer data only under a grant.
 */
import type { ClientId, OrganisationId, PersonId, SiteId, StaffId } from "../../base/ids.ts";
import type { Duty } from "./duties.ts";
import type { Permission } from "./roles.ts";
import type { Scope } from "./scope.ts";

/** A customer's person. In a region `site` is set (the token names one site); in control it is not. */
export type PersonActor = {
  readonly kind: "person";
  readonly person: PersonId;
  readonly organisation: OrganisationId;
  readonly site?: SiteId;
  /** Held for all company codes; in control, for the whole organisation. */
  readonly permissions: ReadonlySet<Permission>;
  /** In a region: what is held for listed company codes besides. */
  readonly scopes?: readonly Scope[];
  /** The session in control that this request goes back to. */
  readonly session: string;
  /** In a region: of the token. */
  readonly generation?: number;
  /** In a region: when the token ends (ms since 1970). */
  readonly expiresAtMs?: number;
  readonly name?: string;
  /** When they last proved who they are (ms since 1970); absent where that is not known, which counts as long ago. */
  readonly signedInAtMs?: number;
  /** How they proved who they are, RFC 8176 names: `pwd`, `otp`, `hwk` ...; `mfa` when that was more than one factor. */
  readonly strength: readonly string[];
};

/**
 * A program of a customer, in a region: only what its token says, and never what only a person may do (`CLIENT_PERMISSIONS`). It has no second
 * factor, so `needStrong` refuses it.
 */
export type ClientActor = {
  readonly kind: "client";
  readonly client: ClientId;
  readonly organisation: OrganisationId;
  readonly site: SiteId;
  readonly permissions: ReadonlySet<Permission>;
  readonly scopes?: readonly Scope[];
  readonly generation: number;
  /** When the token ends (ms since 1970). */
  readonly expiresAtMs: number;
  /** As its administrator called it. */
  readonly name?: string;
};

/** Work done by the queue for one site; `cause` is the audited act or person that asked for it. */
export type JobActor = {
  readonly kind: "job";
  readonly job: string;
  readonly site: SiteId;
  readonly cause: string;
  readonly permissions: ReadonlySet<Permission>;
};

/** The operator's person under a grant: only what it says, only until it ends (ms since 1970). */
export type StaffActor = {
  readonly kind: "staff";
  readonly person: StaffId;
  readonly name?: string;
  /** Their session in control. */
  readonly session: string;
  readonly grant: string;
  readonly organisation: OrganisationId;
  readonly site: SiteId;
  readonly permissions: ReadonlySet<Permission>;
  readonly expiresAtMs: number;
};

/** Start-up, schedules, the other plane: never holds a permission on a site, so it never reads customer data. */
export type SystemActor = { readonly kind: "system"; readonly name: string };

export type Actor = PersonActor | ClientActor | JobActor | StaffActor | SystemActor;

/**
 * The operator's person signed in to the staff area of control. Not an `Actor`: it has no organisation, no site and no permissions, so a
 * verb over customer data cannot be called with it, and `need` answers it like a stranger.
 */
export type OperatorActor = {
  readonly kind: "operator";
  readonly staff: StaffId;
  readonly name: string;
  readonly duties: ReadonlySet<Duty>;
  /** `lacking`: may only do what mends it. */
  readonly standing: "good" | "lacking";
  readonly session: string;
  /** RFC 8176 names, and what the device proved: `attested` or `certificate`. */
  readonly strength: readonly string[];
  /** When the passkey was last used in this session (ms since 1970). */
  readonly provedAtMs: number;
};

/** As much of an actor as says who it is. */
export type ActorFace =
  | Actor
  | OperatorActor
  | { readonly kind: "operator"; readonly staff: StaffId }
  | { readonly kind: "person"; readonly person: PersonId }
  | { readonly kind: "client"; readonly client: ClientId }
  | { readonly kind: "job"; readonly job: string }
  | { readonly kind: "staff"; readonly person: StaffId; readonly grant: string };

/** The id that the audit trail and the job's cause carry. */
export function actorId(actor: ActorFace): string {
  switch (actor.kind) {
    case "person":
    case "staff":
      return actor.person;
    case "client":
      return actor.client;
    case "operator":
      return actor.staff;
    case "job":
      return actor.job;
    case "system":
      return actor.name;
  }
}
