/** About which alerts a person gets mail: all of them, unless they say otherwise. It is about nobody but themselves. */
import { type RuleName, RULES } from "../../platform/alerts/alerts.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";

export type AlertMailChoice = {
  /** Only administrators are written to. */
  readonly receives: boolean;
  readonly rules: { readonly rule: RuleName; readonly mailed: boolean }[];
};

export const showAlertMails = (plane: ControlPlane, by: SignedIn): Promise<AlertMailChoice> => inTrail(plane.database, by.actor.organisation, (tx) => choiceOf(tx, by));

/** @param unwanted the rules that this person gets no mail about; all others are on. */
export function chooseAlertMails(plane: ControlPlane, by: SignedIn, unwanted: readonly RuleName[]): Promise<AlertMailChoice> {
  const { actor } = by;
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await choiceOf(tx, by);
    await tx.deleteFrom("alert_mail_unwanted").where("organisation_id", "=", actor.organisation).where("person_id", "=", actor.person).execute();
    const rows = [...new Set(unwanted)].map((rule) => ({ organisation_id: actor.organisation, person_id: actor.person, rule }));
    if (rows.length > 0) await tx.insertInto("alert_mail_unwanted").values(rows).execute();
    const after = await choiceOf(tx, by);
    const facts = ({ rules }: AlertMailChoice) => ({ withoutMail: rules.filter(({ mailed }) => !mailed).map(({ rule }) => rule) });
    await audit(tx, { actor, act: "alerts.choose-mails", object: { kind: "person", id: actor.person }, before: facts(before), after: facts(after) }, plane.auditSeal, plane.clock);
    return after;
  });
}

async function choiceOf(tx: TrailTransaction<ControlTables>, { actor, roles }: SignedIn): Promise<AlertMailChoice> {
  const rows = await tx.selectFrom("alert_mail_unwanted").select("rule").where("organisation_id", "=", actor.organisation).where("person_id", "=", actor.person).execute();
  const unwanted = new Set(rows.map(({ rule }) => rule));
  return { receives: roles.includes("administrator"), rules: (Object.keys(RULES) as RuleName[]).map((rule) => ({ rule, mailed: !unwanted.has(rule) })) };
}
