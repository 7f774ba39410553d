/**
 * By what authority a site's keys are borrowed. The list is closed: there is no other way to ask.
 *
 * Checking whether a session is alive, a job real or a grant in force is the caller's (`checkAuthority`), since the
 * vault knows no sessions; that it is asked, each time and again while the keys are held, is kept here.
 */
import type { Clock } from "../../base/clock.ts";
import type { ClientId, OrganisationId, PersonId, SiteId, StaffId } from "../../base/ids.ts";
import { refuse } from "./refusals.ts";

/** Whose rights the token carries, and of which generation they are. */
export type TokenHolder = { readonly organisation: OrganisationId; readonly id: string; readonly generation: number };

export type Authority =
  /** `expiresAtMs`: when the token ends that proved it. `holder`: who is asked after when tokens are revoked. */
  | { readonly by: "session"; readonly site: SiteId; readonly person: PersonId; readonly session: string; readonly expiresAtMs: number; readonly holder?: TokenHolder }
  /** A customer's program; the same as a session, with nobody sitting at it. */
  | { readonly by: "client"; readonly site: SiteId; readonly client: ClientId; readonly expiresAtMs: number; readonly holder: TokenHolder }
  /** `cause` says who or what set the job going: a person's act, a schedule. */
  | { readonly by: "job"; readonly site: SiteId; readonly job: string; readonly cause: string }
  /** Staff access. With scope `read` nothing but audit entries can be sealed. */
  | {
      readonly by: "grant"; readonly site: SiteId; readonly grant: string; readonly person: StaffId; readonly session: string;
      readonly scope: "read" | "act"; readonly expiresAt: Date;
    };

/** What is done with the keys under that authority. */
export type KeyAct = "open" | "create" | "rotate" | "destroy";

/** Throws a Refusal unless this authority holds for this act at this moment. */
export type CheckAuthority = (authority: Authority, act: KeyAct) => Promise<void>;

/** Called before a key is handed over; when it throws, no key is. */
export type RecordOpening = (opening: { readonly authority: Authority; readonly act: KeyAct; readonly at: Date }) => Promise<void>;

/** What can be judged without asking anyone. @throws Refusal authority-other-site, authority-expired. */
export function judge(authority: Authority, site: SiteId, clock: Clock): void {
  if (authority.site !== site) throw refuse("authority-other-site");
  if (authority.by === "grant" && authority.expiresAt.getTime() <= clock.now().getTime()) throw refuse("authority-expired");
}

/** A reader's own reads are recorded too, in entries that are sealed: the one thing a reading grant may seal. */
const AUDIT_KIND = "audit_entry.sealed";

/**
 * @param kind what would be sealed; none for an act on the keys themselves.
 * @throws Refusal authority-read-only
 */
export function mayWrite(authority: Authority, kind?: string): void {
  if (authority.by === "grant" && authority.scope === "read" && kind !== AUDIT_KIND) throw refuse("authority-read-only");
}
