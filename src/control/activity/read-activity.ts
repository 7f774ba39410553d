/**
 * Who did what in the organisation itself: sign-ins, people, sites, tokens. The same answers as a site's activity gives, out of the
 * trail that this plane keeps. Each reading makes an entry; a page that looks again and again makes one a minute.
 */
import { type ActivityFilter, type ActivityList, type ActivityPage, type ActivityReader, exportOcsf, exportPack, listEntriesOf, type LogFile, type PackAsked, proveOne, readLogPath, trailState, type TrailState } from "../../platform/activity/activity.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { actedSince, auditRead } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";
import { namesIn } from "./names-in.ts";

type Tx = TrailTransaction<ControlTables>;
const SAME_READ_MS = 60_000;

export const listActivity = (plane: ControlPlane, by: SignedIn, page: ActivityPage): Promise<ActivityList> =>
  read(plane, by, async (tx, record) => {
    const list = await listEntriesOf({ ...readerOf(plane, tx), names: await namesIn(tx, by.organisation) }, page);
    await record("activity.list", undefined, list.items.length);
    return list;
  });

/** @throws Refusal too_large too-many-entries. */
export const exportActivity = (plane: ControlPlane, by: SignedIn, asked: PackAsked): Promise<string> =>
  read(plane, by, async (tx, record) => {
    needStrong(by.actor, plane.clock.now().getTime()); // it leaves the product
    const { text, entries } = await exportPack(readerOf(plane, tx), asked, plane.clock);
    await record("activity.export", undefined, entries);
    return text;
  });

/** @throws Refusal too_large too-many-entries. */
export const exportActivityOcsf = (plane: ControlPlane, by: SignedIn, asked: ActivityFilter): Promise<string> =>
  read(plane, by, async (tx, record) => {
    needStrong(by.actor, plane.clock.now().getTime()); // it leaves the product
    const { text, entries } = await exportOcsf(readerOf(plane, tx), asked);
    await record("activity.export-ocsf", undefined, entries);
    return text;
  });

/** @throws Refusal not-found; entry-not-signed-yet within the first second or two. */
export const proveActivity = (plane: ControlPlane, by: SignedIn, entryId: string): Promise<string> =>
  read(plane, by, async (tx, record) => {
    const proof = await proveOne(readerOf(plane, tx), entryId);
    await record("activity.prove", { kind: "audit-entry", id: entryId }, 1);
    return proof;
  });

/** @throws Refusal not-found while nothing has been signed yet. */
export const readTrailState = (plane: ControlPlane, by: SignedIn): Promise<TrailState> =>
  read(plane, by, async (tx, record) => {
    const state = await trailState(tx, plane.clock, plane.retentionDays);
    await record("activity.checkpoint", undefined, state.days.length + 1);
    return state;
  });

/** @throws Refusal not-found for what the signed tree does not have. */
export const readLogFile = (plane: ControlPlane, by: SignedIn, path: string): Promise<LogFile> =>
  read(plane, by, async (tx, record) => {
    const file = await readLogPath(tx, path);
    await record("activity.log", undefined, 1);
    return file;
  });

type RecordRead = (act: string, object: { kind: string; id: string } | undefined, rows: number) => Promise<void>;

/** The right, one transaction of the organisation's trail, and how a reading is recorded in it. */
function read<T>(plane: ControlPlane, { actor }: SignedIn, work: (tx: Tx, record: RecordRead) => Promise<T>): Promise<T> {
  needOrganisation(actor, actor.organisation, "organisation", "audit", plane.clock.now().getTime());
  return inTrail(plane.database, actor.organisation, (tx: Tx) =>
    work(tx, async (act, on, rows) => {
      const object = on ?? { kind: "organisation", id: actor.organisation };
      if (await actedSince(tx, { actor, act, object }, new Date(plane.clock.now().getTime() - SAME_READ_MS))) return;
      await auditRead(tx, { actor, act, object, rows }, plane.auditSeal, plane.clock);
    }));
}

const readerOf = (plane: ControlPlane, tx: Tx): ActivityReader => ({
  tx,
  open: async ({ id, sealed }) => plane.auditOpen({ kind: "audit_entry.sealed", object: id }, sealed),
});
