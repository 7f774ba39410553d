/** Whether a person has anything besides the password. What it is, and how it is proven, is second-factors' business. */
import { sql } from "kysely";
import type { PersonId } from "../../base/ids.ts";
import type { Database } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

export async function hasSecondFactor(db: Database<ControlTables>, person: PersonId): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`select exists (select from authenticator where person_id = ${person} and state = 'active')
    or exists (select from passkey where person_id = ${person}) as has`.execute(db.kysely);
  return rows[0]?.has === true;
}
