/** Rows of grants, what is sealed in them, and the one place where a judged change becomes a row. */
import type { Selectable } from "kysely";
import { notFound } from "../../base/errors.ts";
import { type GrantId, type OrganisationId, parseId, type StaffId } from "../../base/ids.ts";
import type { OperatorActor } from "../../platform/access/access.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import type { Approver, GrantChange, GrantLife } from "./grant-life.ts";

export type Tx = TrailTransaction<ControlTables>;
export type GrantRow = Selectable<ControlTables["access_grant"]>;

/** Held until the transaction ends. @throws Refusal not_found, also for another organisation's. */
export async function lockGrant(tx: Tx, organisation: OrganisationId, id: GrantId): Promise<GrantRow> {
  const row = await tx.selectFrom("access_grant").selectAll().where("organisation_id", "=", organisation).where("id", "=", id).forUpdate().executeTakeFirst();
  if (!row) throw notFound("grant");
  return row;
}

/** For the operator's people, who name a grant and not its customer. @throws Refusal not_found. */
export async function organisationOf(plane: ControlPlane, idText: string): Promise<{ readonly id: GrantId; readonly organisation: OrganisationId }> {
  const id = parseId("grt", idText);
  const found = await plane.database.kysely.selectFrom("grant_queue").select("organisation_id").where("id", "=", id).executeTakeFirst();
  if (!found) throw notFound("grant");
  return { id, organisation: found.organisation_id };
}

export const lifeOf = (row: GrantRow): GrantLife => ({
  kind: row.kind, state: row.state, duty: row.duty, requester: row.requester, requesterDevice: row.requester_device, reviewer: row.reviewer, authoriser: row.authoriser,
  minutes: row.minutes, lapsesAt: row.lapses_at, endsAt: row.ends_at,
});

/** Who did it, for the row: a member of staff, a person, or what the clock is called. */
export async function saveChange(tx: Tx, row: GrantRow, change: GrantChange, by: string, now: Date): Promise<void> {
  const at = tx.updateTable("access_grant").where("organisation_id", "=", row.organisation_id).where("id", "=", row.id);
  switch (change.state) {
    case "reviewed":
      return void (await at.set({ state: "reviewed", reviewer: change.reviewer, reviewed_at: now }).execute());
    case "customer":
      return void (await at.set({ state: "customer", authoriser: change.authoriser, authorised_at: now, customer_asked_at: now, lapses_at: change.lapsesAt }).execute());
    case "live":
      return void (await at.set({
        state: "live", starts_at: change.startsAt, ends_at: change.endsAt,
        ...(change.authoriser === undefined ? { customer_person: by as `per_${string}` } : { authoriser: change.authoriser, authorised_at: now }),
      }).execute());
    case "over":
      return void (await at.set({ state: "over", ended_at: now, outcome: change.outcome, ended_by: by }).execute());
  }
}

export const sealText = (plane: ControlPlane, what: "sealed_reason" | "sealed_account", id: GrantId, text: string): Buffer =>
  plane.tickets.seal.seal({ kind: `access_grant.${what}`, object: id }, Buffer.from(text));
export const openText = (plane: ControlPlane, what: "sealed_reason" | "sealed_account", id: GrantId, sealed: Buffer): string =>
  plane.tickets.seal.open({ kind: `access_grant.${what}`, object: id }, sealed).toString();

/** As the session stands: its device, and which other entries of the register look like the same person. */
export async function approverOf(tx: Tx, actor: OperatorActor): Promise<Approver> {
  const session = await tx.selectFrom("staff_session").select(["certificate", "passkey_id"]).where("id", "=", actor.session as `sse_${string}`).executeTakeFirst();
  const everybody = await tx.selectFrom("staff").select(["id", "name"]).execute();
  const own = folded(everybody.find(({ id }) => id === actor.staff)?.name ?? actor.name);
  return {
    id: actor.staff, duties: actor.duties, device: session?.certificate ?? session?.passkey_id ?? actor.session,
    samePersonAs: new Set(everybody.filter(({ id, name }) => id !== actor.staff && folded(name) === own).map(({ id }) => id)),
  };
}

const folded = (name: string): string => name.normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();

export async function namesOfStaff(tx: Tx, ids: readonly (StaffId | null)[]): Promise<ReadonlyMap<StaffId, string>> {
  const wanted = ids.filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const rows = await tx.selectFrom("staff").select(["id", "name"]).where("id", "in", wanted).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
