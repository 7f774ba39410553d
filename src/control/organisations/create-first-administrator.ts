/**
 * Uses the one-time link: makes the organisation (or takes over the demo one) and its first person.
 *
 * One use, also under concurrency: the link's row is deleted in the transaction, so of two uses at once the second
 * waits for the first and then finds nothing; and `first_administrator` can hold only one row.
 * A refused password or a wrong field leaves the link usable.
 */
import { Refusal } from "../../base/errors.ts";
import { newId, type OrganisationId, type PersonId } from "../../base/ids.ts";
import type { Role } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import { tokenHash } from "../link-token.ts";
import { needGoodPassword } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import { signIn, type SetCookies, type Visitor } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";
import { isUniqueViolation } from "./organisations.store.ts";

export type FirstAdministrator = {
  readonly token: string;
  readonly organisation: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

/** The first person both runs the account and works the queue until colleagues are invited. */
const FIRST_ROLES: readonly Role[] = ["administrator", "ap_manager"];

/** @throws Refusal not_found first-administrator-link-over; invalid password-refused; unavailable sign-in-busy. */
export async function createFirstAdministrator(plane: ControlPlane, input: FirstAdministrator, visitor: Visitor): Promise<SetCookies> {
  // The right to do this is the link.
  const hash = tokenHash(input.token);
  await needLink(plane, hash);
  const person = { name: input.name.trim(), email: input.email.trim().toLowerCase(), password: input.password };
  await needGoodPassword(person.password, person, plane.breached);
  const demo = await plane.database.kysely.selectFrom("demo_organisation").select("organisation_id").executeTakeFirst();
  const organisation = demo?.organisation_id ?? newId("org");
  await plane.hashing.run(() => inTrail(plane.database, organisation, (tx) => create(plane, tx, { hash, organisation, isDemo: demo !== undefined, organisationName: input.organisation.trim(), person })));
  return signIn(plane, person, visitor);
}

async function needLink(plane: ControlPlane, hash: Buffer): Promise<void> {
  const link = await plane.database.kysely
    .selectFrom("first_administrator_link")
    .select("expires_at")
    .where("token_sha256", "=", hash)
    .where("expires_at", ">", plane.clock.now())
    .executeTakeFirst();
  if (!link) throw linkOver();
}

type Creation = {
  readonly hash: Buffer;
  readonly organisation: OrganisationId;
  readonly isDemo: boolean;
  readonly organisationName: string;
  readonly person: { readonly name: string; readonly email: string; readonly password: string };
};

async function create(plane: ControlPlane, tx: TrailTransaction<ControlTables>, { hash, organisation, isDemo, organisationName, person }: Creation): Promise<void> {
  const used = await tx
    .deleteFrom("first_administrator_link")
    .where("token_sha256", "=", hash)
    .where("expires_at", ">", plane.clock.now())
    .returning("the_one")
    .executeTakeFirst();
  if (!used) throw linkOver();
  const before = isDemo ? await tx.selectFrom("organisation").select("name").executeTakeFirstOrThrow() : undefined;
  const now = plane.clock.now();
  if (isDemo) await tx.updateTable("organisation").set({ name: organisationName }).where("id", "=", organisation).execute();
  else await tx.insertInto("organisation").values({ id: organisation, name: organisationName, created_at: now }).execute();
  const personId = await createPersonOnce(plane, tx, person);
  await tx.insertInto("membership").values({ organisation_id: organisation, person_id: personId, roles: [...FIRST_ROLES], created_at: now }).execute();
  await tx.insertInto("first_administrator").values({ organisation_id: organisation, person_id: personId, created_at: now }).execute();
  const after = { organisation: organisationName, name: person.name, email: person.email, roles: FIRST_ROLES };
  const actor = { kind: "system", name: "first-administrator-link" } as const;
  await audit(tx, { actor, act: "first-administrator.create", object: { kind: "person", id: personId }, before, after }, plane.auditSeal, plane.clock);
}

async function createPersonOnce(plane: ControlPlane, tx: TrailTransaction<ControlTables>, person: Creation["person"]): Promise<PersonId> {
  try {
    return await plane.accounts.createPerson(tx, person);
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal("conflict", "email-taken", "Somebody has this email address already.", [{ at: "email", remedy: "Use another address." }]);
    throw error;
  }
}

const linkOver = (): Refusal =>
  new Refusal("not_found", "first-administrator-link-over", "This link has been used or has expired.", [
    { remedy: "Use the newest link; a new one is made at each start until somebody has used one." },
  ]);
