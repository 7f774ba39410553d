/** Raising of operator's alerts by a plane's rounds, and telling of them: a region tells control, control its operator by mail. */
import type { Clock } from "../base/clock.ts";
import { isTrouble, type OperatorAlert, raiseOperatorAlert, tellOperatorAlerts, type Trouble } from "../platform/audit/audit.ts";
import type { Database } from "../platform/postgres/postgres.ts";
import type { Log } from "../platform/telemetry/telemetry.ts";

export type OperatorAlerts = {
  /** Codes that are no trouble of this kind are passed over. */
  readonly raise: (what: string, subject: string, place?: string) => Promise<void>;
  /** One round of telling. */
  readonly tell: () => Promise<void>;
};

export type OperatorAlertParts = { readonly plane: string; readonly db: Database<any>; readonly clock: Clock; readonly log: Log; readonly tell: (alert: OperatorAlert) => Promise<void> };

export function operatorAlerts({ plane, db, clock, log, tell }: OperatorAlertParts): OperatorAlerts {
  const raise = async (what: Trouble, subject: string, place: string | undefined): Promise<void> => {
    if (await raiseOperatorAlert(db, { plane, what, subject, place }, clock)) log.error("operator alert", { code: `${what} ${subject}` });
  };
  return {
    raise: async (what, subject, place) => {
      if (isTrouble(what)) await raise(what, subject, place).catch((error: unknown) => log.error("operator alert not raised", { code: `${what} ${subject}`, error }));
    },
    tell: async () => void (await tellOperatorAlerts(db, clock, tell, (error) => log.warn("operator not told of an alert", { error }))),
  };
}
