/** Rows of the people register that several verbs read. */
import type { Kysely } from "kysely";
import type { StaffId } from "../../base/ids.ts";
import type { Duty } from "../../platform/access/access.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;
/** A transaction, or the database itself. */
export type Queries = Tx | Kysely<ControlTables>;

export const dutiesOf = async (db: Queries, id: StaffId): Promise<readonly Duty[]> =>
  (await db.selectFrom("staff_duty").select("duty").where("staff_id", "=", id).orderBy("duty").execute()).map(({ duty }) => duty);

export const personOf = (db: Queries, id: StaffId) => db.selectFrom("staff").selectAll().where("id", "=", id).executeTakeFirst();

/** The row of one person is the lock of everything about them. */
export const lockStaff = (tx: Tx, id: StaffId) => tx.selectFrom("staff").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
