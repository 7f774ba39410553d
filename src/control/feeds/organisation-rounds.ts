/** Delivery and judging of the trails of all organisations. The operator's own trail has no customer, so nobody is told of it here. */
import { notFound } from "../../base/errors.ts";
import { isId, type OrganisationId } from "../../base/ids.ts";
import type { SystemActor } from "../../platform/access/access.ts";
import { startTelling, startWatch, type TellDeps, type WatchDeps } from "../../platform/alerts/alerts.ts";
import type { AnyTrail, LentTrail } from "../../platform/audit/audit.ts";
import { type FeedDeps, type Sending, startFeedRounds, wakeFeeds } from "../../platform/feeds/feeds.ts";
import type { Telemetry } from "../../platform/telemetry/telemetry.ts";
import { mailAlert } from "../alert-mails/alert-mails.ts";
import { lentOrganisation } from "../organisations/organisations.ts";
import type { ControlPlane } from "../plane.ts";

export type OrganisationRounds = {
  /** Trails that have new entries. */
  readonly wake: (trails: readonly AnyTrail[]) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The rounds' own parts, with what operators are told of them. */
const told = <T extends object>(parts: T, telemetry: Telemetry | undefined): T & { readonly telemetry: Telemetry | undefined } => ({ ...parts, telemetry });

type OnError = (event: string, error: unknown) => void;

export function startOrganisationRounds(plane: ControlPlane, sending: Sending, onError: OnError, telemetry?: Telemetry): OrganisationRounds {
  const feeds = startFeedRounds(told(organisationFeedDeps(plane, sending, onError), telemetry));
  const watch = startWatch(told(organisationWatchDeps(plane, onError), telemetry));
  const telling = startTelling(told(organisationTellDeps(plane, onError), telemetry));
  return {
    wake: async (trails) => {
      await wakeFeeds({ db: plane.database, clock: plane.clock }, trails);
      feeds.soon();
      watch.look(trails);
    },
    stop: async () => {
      await watch.stop();
      await telling.stop();
      await feeds.stop();
    },
  };
}

export const organisationFeedDeps = (plane: ControlPlane, sending: Sending, onError: OnError): Omit<FeedDeps, "holder" | "signal"> => ({
  ...sending, db: plane.database, clock: plane.clock,
  onError: (error) => onError("feed round failed", error),
  lend: async ({ trail }, work) => work(lentTo(plane, trail, { kind: "system", name: "feeds" })),
});

export const organisationWatchDeps = (plane: ControlPlane, onError: OnError): WatchDeps => ({
  db: plane.database, clock: plane.clock, plane: "control",
  onError: (error) => onError("alert rules failed", error),
  lend: async (trail, work) => work(lentTo(plane, trail, { kind: "system", name: "alert-rules" })),
});

/** This plane knows the people itself. */
export const organisationTellDeps = (plane: ControlPlane, onError: OnError): TellDeps => ({
  db: plane.database, clock: plane.clock,
  onFailure: (error) => onError("alert not mailed", error),
  tell: async ({ trail, ...alert }) => {
    if (isId("org", trail)) await mailAlert(plane, { organisation: trail, ...alert });
  },
});

function lentTo(plane: ControlPlane, trail: AnyTrail, actor: SystemActor): LentTrail {
  if (!isId("org", trail)) throw notFound("organisation");
  return lentOrganisation(plane, trail as OrganisationId, actor);
}
