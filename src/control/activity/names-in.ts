/** The names behind the ids of an organisation's trail: its people, its sites, itself. As they are now. */
import type { SignedIn } from "../sessions/sessions.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

/** A stop, not a page: an organisation has fewer; beyond it ids are shown. */
const MOST = 5_000;

export async function namesIn(tx: TrailTransaction<ControlTables>, { id, name }: SignedIn["organisation"]): Promise<ReadonlyMap<string, string>> {
  const people = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id")
    .select(["person.id", "person.name"]).where("membership.organisation_id", "=", id).limit(MOST).execute();
  const sites = await tx.selectFrom("site").select(["id", "name"]).where("organisation_id", "=", id).limit(MOST).execute();
  return new Map<string, string>([[id, name], ...[...people, ...sites].map((one) => [one.id, one.name] as const)]);
}
