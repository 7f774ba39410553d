/** A borrowed site as machinery of the platform takes it. */
import { type Actor, actorId } from "../../platform/access/access.ts";
import type { LentTrail } from "../../platform/audit/audit.ts";
import type { BorrowedSite, RegionTransaction } from "./borrow-site.ts";

export const lentSite = (site: BorrowedSite, actor: Actor): LentTrail => ({
  trail: site.siteId,
  transact: (work) => site.transact((tx) => work(tx)),
  seal: (place, clear) => site.keys.sealRow(place, clear),
  open: (place, sealed) => site.keys.openRow(place, sealed),
  by: actorId(actor),
  auditRead: (tx, act, object, rows) => site.auditRead(tx as RegionTransaction, act, object, rows),
  audit: (tx, entry) => site.audit(tx as RegionTransaction, entry),
});
