/**
 * Transactions that belong to one site (in a region) or one trail (in control).
 *
 * A transaction is borrowed inside a callback: it commits when the callback returns, rolls back when it throws,
 * and a query sent on it afterwards is an error. The site travels in the transaction, so a verb cannot write one
 * site's row while auditing another's. It is set with `SET LOCAL` and a checked literal, not `set_config()`: Citus does not
 * carry the latter to its workers, and row security would then silently show nothing.
 */
import { type ControlledTransaction, sql } from "kysely";
import { isId, type OrganisationId, type SiteId } from "../../base/ids.ts";
import { invariant, notFound } from "../../base/errors.ts";
import { currentWork } from "../telemetry/telemetry.ts";
import type { Database } from "./database.ts";

/** Acts of the operator itself that concern no single customer. */
export const OPERATOR = "operator";

/** Whose audit trail an act of the control plane belongs to. */
export type Trail = OrganisationId | typeof OPERATOR;

declare const borrowed: unique symbol;

type Ending = "commit" | "rollback" | "savepoint" | "rollbackToSavepoint" | "releaseSavepoint" | "transaction" | "startTransaction" | "destroy";

type Queries<Tables> = Omit<ControlledTransaction<Tables>, Ending>;

/** A transaction of a region: sees and writes only `siteId`'s rows. Cannot be made outside `withSite`. */
export type SiteTransaction<Tables = any> = Queries<Tables> & {
  readonly siteId: SiteId;
  readonly trail: SiteId;
  readonly [borrowed]: "site";
};

/** A transaction of the control plane, whose acts go to `trail`. Cannot be made outside `inTrail`. */
export type TrailTransaction<Tables = any> = Queries<Tables> & {
  readonly trail: Trail;
  readonly [borrowed]: "trail";
};

/** What `audit` and `sendJob` need: either kind. */
export type AuditedTransaction<Tables = any> = SiteTransaction<Tables> | TrailTransaction<Tables>;

/** @throws Refusal not-found when the id is not one of a site. */
export async function withSite<Tables, Result>(
  db: Database<Tables>,
  siteId: SiteId,
  use: (tx: SiteTransaction<Tables>) => Promise<Result>,
): Promise<Result> {
  if (!isId("sit", siteId)) throw notFound("site");
  return borrow(db, siteId, { siteId, trail: siteId }, use as (tx: unknown) => Promise<Result>);
}

export async function inTrail<Tables, Result>(
  db: Database<Tables>,
  trail: Trail,
  use: (tx: TrailTransaction<Tables>) => Promise<Result>,
): Promise<Result> {
  if (trail !== OPERATOR && !isId("org", trail)) throw notFound("organisation");
  return borrow(db, trail, { trail }, use as (tx: unknown) => Promise<Result>);
}

async function borrow<Tables, Result>(
  db: Database<Tables>,
  scope: string,
  marks: object,
  use: (tx: unknown) => Promise<Result>,
): Promise<Result> {
  // Checked above; checked again here because this literal is the one text that is put into SQL by hand.
  invariant(/^[a-z0-9_-]{1,64}$/.test(scope), "the scope is a plain id");
  const work = currentWork();
  const startedMs = performance.now();
  const tx = await db.kysely.startTransaction().execute();
  try {
    await sql.raw(`SET LOCAL app.site_id = '${scope}'`).execute(tx);
    const result = await use(Object.assign(tx, marks));
    await tx.commit().execute();
    return result;
  } catch (error) {
    // A connection that died has already rolled back; the first error is the one to tell.
    if (!tx.isCommitted && !tx.isRolledBack) await tx.rollback().execute().catch(() => undefined);
    throw error;
  } finally {
    work?.transaction(performance.now() - startedMs);
  }
}
