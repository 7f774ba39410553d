/**
 * The number of standing ways to customer data that anybody of the operator has (promise A7), computed when asked and never stored: roles of
 * every plane's database, who may use root keys, customers' accounts held by staff, machine accounts that are open. Each is listed by name.
 * A region that does not answer is said to be unknown: the number is then no zero.
 */
import { sql } from "kysely";
import { REGIONS, type Region } from "../../base/regions.ts";
import { isId } from "../../base/ids.ts";
import { invariant } from "../../base/errors.ts";
import { DUTIES, isPermission, needDuty, rightsOf, type OperatorActor } from "../../platform/access/access.ts";
import { inTrail, OPERATOR, standingDatabaseRights, type StandingRight } from "../../platform/postgres/postgres.ts";
import { MESSAGE_HEADER, signMessage } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";

/** Sends one request to a region and answers what it said; throws when the region cannot be reached. */
export type AskRegion = (region: Region, request: { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }) => Promise<unknown>;

export type Source = { readonly source: string; readonly what: string; readonly state: "counted" | "unknown"; readonly found: readonly StandingRight[] };
export type StandingAccess = { readonly at: Date; readonly count: number; readonly unknown: number; readonly sources: readonly Source[] };

/** The right is the caller's to ask for: the page does, and so will the evidence of the promise. */
export async function countStandingAccess(plane: ControlPlane, ask: AskRegion): Promise<StandingAccess> {
  const sources: Source[] = [
    counted("control database", "Roles that could log in and read tables", await standingDatabaseRights(plane.database.kysely)),
    counted("accounts", "Staff who hold an account in a customer's organisation", await staffAsCustomers(plane)),
    counted("machines", "Machine accounts of the operator with an open session or a password", await openMachines(plane)),
    counted("duties", "Acts of staff duties that are acts on customer data", DUTIES.flatMap((duty) => [...rightsOf(duty)].filter(isPermission).map((what) => ({ who: duty, what: String(what) })))),
    ...(await Promise.all(REGIONS.map((region) => ofRegion(plane, ask, region)))).flat(),
  ];
  return { at: plane.clock.now(), count: sources.reduce((sum, { found }) => sum + found.length, 0), unknown: sources.filter(({ state }) => state === "unknown").length, sources };
}

export async function showStandingAccess(plane: ControlPlane, ask: AskRegion, actor: OperatorActor): Promise<StandingAccess> {
  needDuty(actor, "standing-access", "read");
  return countStandingAccess(plane, ask);
}

const counted = (source: string, what: string, found: readonly StandingRight[]): Source => ({ source, what, state: "counted", found });

/** By address: a member of staff who is a person of a customer as well. The database is asked as that person, which is the most that it tells. */
function staffAsCustomers(plane: ControlPlane): Promise<readonly StandingRight[]> {
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const people = await tx.selectFrom("staff").innerJoin("person", "person.email", "staff.email").select(["person.id", "staff.name"]).where("left_at", "is", null).execute();
    const found: StandingRight[] = [];
    for (const { id, name } of people) {
      invariant(isId("per", id), "a person's id is checked before it is put into SQL by hand");
      await sql.raw(`SET LOCAL app.person_id = '${id}'`).execute(tx);
      if (await tx.selectFrom("membership").select("person_id").where("person_id", "=", id).executeTakeFirst()) found.push({ who: name, what: "is a member of a customer's organisation" });
    }
    await sql.raw(`SET LOCAL app.person_id = ''`).execute(tx);
    return found;
  });
}

async function openMachines(plane: ControlPlane): Promise<readonly StandingRight[]> {
  const now = plane.clock.now();
  const rows = await plane.database.kysely.selectFrom("person").select("name").where("kind", "=", "machine")
    .where((eb) => eb.or([eb.exists(eb.selectFrom("session").select("session.id").whereRef("session.person_id", "=", "person.id").where("expires_at", ">", now)), eb.exists(eb.selectFrom("credential").select("credential.id").whereRef("credential.person_id", "=", "person.id"))])).execute();
  return rows.map(({ name }) => ({ who: name, what: "has an open session in an organisation" }));
}

async function ofRegion(plane: ControlPlane, ask: AskRegion, region: Region): Promise<readonly Source[]> {
  const path = "/internal/standing-access";
  const body = Buffer.from("{}");
  const [database, keys] = [`database of ${region}`, `root keys of ${region}`];
  try {
    const message = await signMessage(await plane.tokenKeys.signer(), "control", `region:${region}`, { method: "POST", path, body }, plane.clock.now().getTime());
    const answer = (await ask(region, { path, headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body })) as { database?: unknown; keys?: unknown };
    return [counted(database, ROLES, rightsIn(answer.database)), answer.keys === "unknown" ? unknown(keys, KEYS) : counted(keys, KEYS, rightsIn(answer.keys))];
  } catch {
    return [unknown(database, ROLES), unknown(keys, KEYS)];
  }
}

const unknown = (source: string, what: string): Source => ({ source, what, state: "unknown", found: [] });
const ROLES = "Roles that could log in and read tables";
const KEYS = "Who besides the region's own process could use its root keys";

function rightsIn(found: unknown): readonly StandingRight[] {
  if (!Array.isArray(found)) throw new Error("not a list of rights");
  return found.slice(0, 200).map((one: { who?: unknown; what?: unknown }) => ({ who: String(one.who).slice(0, 100), what: String(one.what).slice(0, 200) }));
}
