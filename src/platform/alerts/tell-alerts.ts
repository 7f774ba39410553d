/**
 * Telling people of alerts by mail: the alert's rule, trail and instant go to control, which knows the people. Nothing of what was found.
 *
 * Crash story. What is to be told is written with the alert. Taking one moves its due time on, and that is committed before anybody is
 * told: a process that dies loses nothing, and it is told again after the wait. Control takes each alert once, however often it is told.
 */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import type { AlertId } from "../../base/ids.ts";
import { type AnyTrail, withTrail } from "../audit/audit.ts";
import type { Database } from "../postgres/postgres.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { RuleName } from "./rules.ts";

export type Firing = { readonly alertId: AlertId; readonly trail: AnyTrail; readonly rule: RuleName; readonly firedAt: Date };

export type TellDeps = {
  readonly db: Database<any>;
  readonly clock: Clock;
  /** Resolves when control has taken it; it must bear being told twice. */
  readonly tell: (firing: Firing) => Promise<void>;
  readonly onFailure: (error: unknown, attempt: number) => void;
  readonly telemetry?: Telemetry | undefined;
};

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
/** Older than this it is no news; the alert itself stays where it is. */
const NEWS_MS = 7 * 24 * 3_600_000;
/** Each round; more wait for the next. */
const AT_ONCE = 20;

type Due = Firing & { readonly attempts: number };

/** Gives how many were taken. */
export async function tellDueAlerts(deps: TellDeps): Promise<number> {
  await giveUp(deps);
  let taken = 0;
  for (let n = 0; n < AT_ONCE; n += 1) {
    const due = await takeDue(deps);
    if (due === undefined) break;
    const { attempts, ...firing } = due;
    try {
      await deps.tell(firing);
      await ended(deps, firing, "told");
      taken += 1;
    } catch (error) {
      deps.onFailure(error, attempts);
    }
  }
  return taken;
}

/** What nobody took for a week is no news any more. That it was not told stays with the alert, for whoever looks at the page. */
async function giveUp(deps: TellDeps): Promise<void> {
  const { rows } = await sql<Firing>`SELECT alert_id AS "alertId", trail, rule, fired_at AS "firedAt" FROM alert_to_tell
    WHERE fired_at < ${new Date(deps.clock.now().getTime() - NEWS_MS)} LIMIT ${AT_ONCE}`.execute(deps.db.kysely);
  for (const firing of rows) await ended(deps, firing, "given up");
}

function ended({ db, clock }: TellDeps, { alertId, trail }: Firing, how: "told" | "given up"): Promise<void> {
  return withTrail(db, trail, async (tx) => {
    await sql`DELETE FROM alert_to_tell WHERE alert_id = ${alertId}`.execute(tx);
    await sql`UPDATE alert SET told_at = ${how === "told" ? clock.now() : null}, given_up = ${how === "given up"} WHERE site_id = ${tx.trail} AND alert_id = ${alertId}`.execute(tx);
  });
}

async function takeDue({ db, clock }: TellDeps): Promise<Due | undefined> {
  const now = clock.now();
  const { rows } = await sql<Due>`
    UPDATE alert_to_tell SET attempts = attempts + 1,
      due_at = ${now}::timestamptz + least(${LONGEST_WAIT_MS}, ${FIRST_WAIT_MS} * 2 ^ least(attempts, 16)) * interval '1 millisecond'
    WHERE alert_id = (SELECT alert_id FROM alert_to_tell WHERE due_at <= ${now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING alert_id AS "alertId", trail, rule, fired_at AS "firedAt", attempts`.execute(db.kysely);
  return rows[0];
}
