/**
 * What somebody did with the link of a campaign's mail: touched the page behind it (`clicked`), sent its form off (`entered`). That, and when, is
 * all that is told or kept; what they typed never leaves their browser.
 *
 * Only what a page action told counts: programs that look through mail fetch links, and must not turn a person into somebody who clicked. Nor
 * does a link count any more once its mail was reported: others open it then, to see what it is.
 */
import type { StaffId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { enqueueMail } from "../mail/mail.ts";
import { Refusal } from "../../base/errors.ts";
import type { ControlPlane } from "../plane.ts";
import { assignCourse, courseOf } from "../training/training.ts";
import { isOver, receivedByToken, templateVersion, type Received, type Tx } from "./campaigns.store.ts";
import { reportAddress } from "./report-address.ts";

const ACTOR = { kind: "system", name: "campaign-page" } as const;
export const FOLLOW_UP_COURSE = "phishing";

export type Explained = { readonly signs: readonly string[]; readonly training: string; readonly reportTo: string | null };

/** A link that is nobody's is answered like any other. */
export function noteOutcome(plane: ControlPlane, token: string, outcome: "clicked" | "entered"): Promise<Explained> {
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const found = await receivedByToken(tx, [token]);
    if (found) await note(plane, tx, found, outcome);
    const template = found && (await templateVersion(tx, found.template, found.template_version));
    return { signs: template?.signs ?? [], training: `${plane.origin}/staff/training/${FOLLOW_UP_COURSE}`, reportTo: reportAddress(plane) ?? null };
  });
}

async function note(plane: ControlPlane, tx: Tx, found: Received, outcome: "clicked" | "entered"): Promise<void> {
  const now = plane.clock.now();
  const known = outcome === "clicked" ? found.clicked_at : found.entered_at;
  if (known !== null || found.reported_at !== null || isOver(found, now)) return;
  const first = found.clicked_at === null;
  await tx.updateTable("campaign_recipient").set({ clicked_at: found.clicked_at ?? now, ...(outcome === "entered" && { entered_at: now }) }).where("campaign", "=", found.campaign).where("staff_id", "=", found.staff_id).execute();
  await audit(tx, { actor: ACTOR, act: outcome === "clicked" ? "campaigns.click" : "campaigns.enter", object: { kind: "campaign", id: found.campaign }, detail: { staff: found.staff_id } }, plane.auditSeal, plane.clock);
  if (first) await assign(plane, tx, found.staff_id, now);
}

/** At once: the course takes minutes, and until it is done standing is missing, as with any other course. */
async function assign(plane: ControlPlane, tx: Tx, staff: StaffId, now: Date): Promise<void> {
  await assignCourse(tx, staff, FOLLOW_UP_COURSE, "After a test mail whose link was followed.", now);
  const { name, email } = await tx.selectFrom("staff").select(["name", "email"]).where("id", "=", staff).executeTakeFirstOrThrow();
  const title = courseOf(FOLLOW_UP_COURSE)?.title ?? FOLLOW_UP_COURSE;
  await enqueueMail(plane, tx, email, { kind: "staff-reminder", name, missing: [title], due: [], link: `${plane.origin}/staff` }).catch((error: unknown) => {
    // Their first page says it as well.
    if (!(error instanceof Refusal)) throw error;
  });
}
