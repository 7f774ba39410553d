/**
 * "Attack my connection": known attacks, forged against the customer's own settings and put through the very code that
 * serves sign-in.
 *
 * Forgeries are signed by a key made for this run. In the case "signed by a stranger" the connection trusts what it really
 * trusts; in all others a copy of the settings trusts the throwaway key, so that nothing but the one mistake
 * under attack can be what refuses it. The first case is a right answer and must be accepted: if it is not, the report
 * proves nothing and says so. Nobody is signed in, and nothing is stored but the act itself.
 */
import { parseId } from "../../base/ids.ts";
import { Refusal } from "../../base/errors.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { AnswerRefused, type Reason } from "./answer-refused.ts";
import { oidcAttacks } from "./attack-oidc.ts";
import { samlAttacks } from "./attack-saml.ts";
import { connectionOf, oidcParty, samlParty } from "./connection.store.ts";
import { newSecret, takeAssertion } from "./requests.ts";

/** One attack: what is sent, in words, and the check that must stop it. null: a right answer, which must be accepted. */
export type Attack = { readonly id: string; readonly what: string; readonly stoppedBy: readonly Reason[] | null; readonly attempt: () => Promise<unknown> };
export type AttackOutcome = { readonly id: string; readonly what: string; readonly accepted: boolean; readonly check: string | null; readonly asExpected: boolean };
export type AttackReport = { readonly at: Date; readonly sound: boolean; readonly outcomes: readonly AttackOutcome[] };

export async function attackConnection(plane: ControlPlane, { actor }: SignedIn, idText: string): Promise<AttackReport> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  const id = parseId("con", idText);
  const connection = await inTrail(plane.database, actor.organisation, (tx) => connectionOf(tx, actor.organisation, id));
  const { settings } = connection;
  if (settings === null) throw new Refusal("conflict", "connection-not-set-up", "This connection has not been filled in yet.", [{ remedy: "Fill it in first." }]);
  const now = plane.clock.now();
  const attacks = settings.kind === "oidc" ? await oidcAttacks(oidcParty(plane, connection, settings), now) : await samlAttacks(samlParty(plane, connection, settings), now);
  const outcomes: AttackOutcome[] = [];
  for (const attack of attacks) outcomes.push(await outcomeOf(attack));
  outcomes.push(await replay(plane, connection));
  const report = { at: now, sound: outcomes.every((outcome) => outcome.asExpected), outcomes };
  await inTrail(plane.database, actor.organisation, (tx) =>
    audit(tx, { actor, act: "connections.attack", object: { kind: "connection", id }, detail: { cases: outcomes.length, unexpected: outcomes.filter((outcome) => !outcome.asExpected).map((outcome) => outcome.id) } }, plane.auditSeal, plane.clock));
  return report;
}

async function outcomeOf({ id, what, stoppedBy, attempt }: Attack): Promise<AttackOutcome> {
  try {
    await attempt();
    return { id, what, accepted: true, check: null, asExpected: stoppedBy === null };
  } catch (error) {
    if (!(error instanceof AnswerRefused)) throw error;
    return { id, what, accepted: false, check: `${error.message} (${error.details[0]?.expected ?? ""})`, asExpected: stoppedBy?.includes(error.reason) ?? false };
  }
}

/** The memory of used answers is in the database, so this one attack is made there: the same answer twice. */
async function replay(plane: ControlPlane, connection: Awaited<ReturnType<typeof connectionOf>>): Promise<AttackOutcome> {
  const [id, until] = [`attack ${newSecret()}`, plane.clock.now()];
  return outcomeOf({
    id: "replay",
    what: "A right answer is sent a second time",
    stoppedBy: ["replay"],
    attempt: () =>
      inTrail(plane.database, connection.organisation, async (tx) => {
        await takeAssertion(tx, connection, id, until);
        if (!(await takeAssertion(tx, connection, id, until))) throw new AnswerRefused("replay", "an assertion that is new");
      }),
  });
}
