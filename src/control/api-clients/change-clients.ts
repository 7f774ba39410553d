/**
 * Making, changing, switching off and removing programs. Whatever takes something away revokes the tokens that are out, in the same
 * transaction; so does whatever gives, because one rule is easier to keep than two.
 *
 * A program's rights are given by whoever has its secret, so nobody but an administrator makes, widens, switches on or gets a secret of
 * one that holds more than they do. Taking away is everybody's who may change programs.
 */
import { networkAllows, networkOf } from "../sign-on-policy/sign-on-policy.ts";
import { Refusal } from "../../base/errors.ts";
import { newId, parseId, type ClientId, type ClientSecretId, type SiteId } from "../../base/ids.ts";
import { byCompanyCode, mayClientHold, needOrganisation, needStrong, type Permission } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { needMayGive } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { lockClient, MOST_SECRETS, newSecret, secretHash, secretsOf, type ClientRow, type Tx } from "./api-clients.store.ts";
import type { CertificateRule } from "./certificate-rule.ts";

export const MOST_CLIENTS = 100;

export type ClientInput = {
  readonly name: string;
  readonly sites: readonly string[];
  readonly permissions: readonly Permission[];
  readonly companyCodes: readonly string[] | null;
  readonly networks: readonly string[];
  readonly certificate: CertificateRule | null;
  readonly expiresAt: Date;
};
export type NewSecret = { readonly id: ClientSecretId; readonly secret: string };

/** Rights to change how somebody comes in: the same as for provisioning's tokens. */
function needMayChange(plane: ControlPlane, { actor }: SignedIn): void {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
}

type Rights = Pick<ClientRow, "sites" | "permissions" | "company_codes">;

/** @throws Refusal forbidden more-than-you-hold. */
function needHoldsAsMuchAs({ assignments }: SignedIn, { sites, permissions, company_codes: companyCodes }: Rights): void {
  needMayGive(assignments, sites.map((site) => ({ role: { id: "rol_", name: "", permissions }, site, companyCodes })));
}

/** @throws Refusal forbidden, more-than-you-hold; invalid …; conflict client-name-taken, too-many-clients. */
export function createClient(plane: ControlPlane, by: SignedIn, input: ClientInput): Promise<{ readonly id: ClientId; readonly first: NewSecret }> {
  needMayChange(plane, by);
  const { organisation, person } = by.actor;
  return inTrail(plane.database, organisation, async (tx) => {
    const row = await checked(plane, tx, by, input);
    needHoldsAsMuchAs(by, row);
    const known = await tx.selectFrom("api_client").select((eb) => eb.fn.countAll<string>().as("count")).where("organisation_id", "=", organisation).executeTakeFirstOrThrow();
    if (Number(known.count) >= MOST_CLIENTS) throw new Refusal("conflict", "too-many-clients", `An organisation has at most ${MOST_CLIENTS} API clients.`, [{ remedy: "Remove one that is not used any more." }]);
    const id = newId("cli");
    const added = await tx.insertInto("api_client").values({ organisation_id: organisation, id, ...row, disabled_at: null, created_by: person, created_at: plane.clock.now(), last_used_at: null, last_used_from: null })
      .onConflict((conflict) => conflict.columns(["organisation_id", "name"]).doNothing()).returning("id").executeTakeFirst();
    if (!added) throw nameTaken();
    const first = await insertSecret(plane, tx, by, id);
    await audit(tx, { actor: by.actor, act: "api-clients.create", object: { kind: "api-client", id }, after: facts(row) }, plane.auditSeal, plane.clock);
    return { id, first };
  });
}

export function changeClient(plane: ControlPlane, by: SignedIn, idText: string, input: ClientInput): Promise<void> {
  needMayChange(plane, by);
  const id = parseId("cli", idText);
  const { organisation } = by.actor;
  return inTrail(plane.database, organisation, async (tx) => {
    const before = await lockClient(tx, organisation, id);
    const row = await checked(plane, tx, by, input);
    // Also of what it holds already: other networks or no certificate give it away as well.
    for (const rights of [before, row]) needHoldsAsMuchAs(by, rights);
    const same = await tx.selectFrom("api_client").select("id").where("organisation_id", "=", organisation).where("name", "=", row.name).where("id", "<>", id).executeTakeFirst();
    if (same) throw nameTaken();
    await tx.updateTable("api_client").set(row).where("organisation_id", "=", organisation).where("id", "=", id).execute();
    await revoke(plane, tx, organisation, { client: id });
    await audit(tx, { actor: by.actor, act: "api-clients.change", object: { kind: "api-client", id }, before: facts(before), after: facts(row) }, plane.auditSeal, plane.clock);
  });
}

export function switchClient(plane: ControlPlane, by: SignedIn, idText: string, on: boolean): Promise<void> {
  needMayChange(plane, by);
  const id = parseId("cli", idText);
  const { organisation } = by.actor;
  return inTrail(plane.database, organisation, async (tx) => {
    const row = await lockClient(tx, organisation, id);
    if (on) needHoldsAsMuchAs(by, row);
    await tx.updateTable("api_client").set({ disabled_at: on ? null : plane.clock.now() }).where("organisation_id", "=", organisation).where("id", "=", id).execute();
    if (!on) await revoke(plane, tx, organisation, { client: id });
    await audit(tx, { actor: by.actor, act: on ? "api-clients.switch-on" : "api-clients.switch-off", object: { kind: "api-client", id } }, plane.auditSeal, plane.clock);
  });
}

export function removeClient(plane: ControlPlane, by: SignedIn, idText: string): Promise<void> {
  needMayChange(plane, by);
  const id = parseId("cli", idText);
  const { organisation } = by.actor;
  return inTrail(plane.database, organisation, async (tx) => {
    const before = await lockClient(tx, organisation, id);
    await tx.deleteFrom("api_client").where("organisation_id", "=", organisation).where("id", "=", id).execute();
    await revoke(plane, tx, organisation, { client: id });
    await audit(tx, { actor: by.actor, act: "api-clients.remove", object: { kind: "api-client", id }, before: facts(before) }, plane.auditSeal, plane.clock);
  });
}

/** @throws Refusal conflict two-secrets-alive */
export function addSecret(plane: ControlPlane, by: SignedIn, idText: string): Promise<NewSecret> {
  needMayChange(plane, by);
  const id = parseId("cli", idText);
  return inTrail(plane.database, by.actor.organisation, async (tx) => {
    needHoldsAsMuchAs(by, await lockClient(tx, by.actor.organisation, id));
    if ((await secretsOf(tx, by.actor.organisation, id)).length >= MOST_SECRETS) {
      throw new Refusal("conflict", "two-secrets-alive", "There are two secrets already: the present one and the next.", [{ remedy: "Remove the one that is not used any more." }]);
    }
    const made = await insertSecret(plane, tx, by, id);
    await audit(tx, { actor: by.actor, act: "api-clients.add-secret", object: { kind: "api-client", id }, detail: { secret: made.id } }, plane.auditSeal, plane.clock);
    return made;
  });
}

/** Tokens that were got with it end too: which those are, nobody knows, so all of the program's do. */
export function removeSecret(plane: ControlPlane, by: SignedIn, idText: string, secretText: string): Promise<void> {
  needMayChange(plane, by);
  const [id, secret] = [parseId("cli", idText), parseId("csc", secretText)];
  const { organisation } = by.actor;
  return inTrail(plane.database, organisation, async (tx) => {
    await lockClient(tx, organisation, id);
    const gone = await tx.deleteFrom("api_client_secret").where("organisation_id", "=", organisation).where("client_id", "=", id).where("id", "=", secret).returning("id").executeTakeFirst();
    if (!gone) throw new Refusal("not_found", "not-found", "There is no such secret.");
    await revoke(plane, tx, organisation, { client: id });
    await audit(tx, { actor: by.actor, act: "api-clients.remove-secret", object: { kind: "api-client", id }, detail: { secret } }, plane.auditSeal, plane.clock);
  });
}

async function insertSecret(plane: ControlPlane, tx: Tx, { actor }: SignedIn, client: ClientId): Promise<NewSecret> {
  const [id, secret] = [newId("csc"), newSecret()];
  await tx.insertInto("api_client_secret").values({ organisation_id: actor.organisation, client_id: client, id, secret_sha256: secretHash(secret), hint: secret.slice(0, 8), created_at: plane.clock.now(), last_used_at: null }).execute();
  return { id, secret };
}

async function checked(plane: ControlPlane, tx: Tx, { actor }: SignedIn, input: ClientInput) {
  const known = new Set((await tx.selectFrom("site").select("id").where("organisation_id", "=", actor.organisation).execute()).map(({ id }) => id as string));
  const unknown = input.sites.find((site) => !known.has(site));
  if (unknown !== undefined) throw new Refusal("invalid", "site-unknown", "Only sites of your organisation can be named.", [{ at: "sites" }]);
  const never = input.permissions.find((permission) => !mayClientHold(permission));
  if (never !== undefined) throw new Refusal("invalid", "not-for-programs", "A program cannot hold this permission.", [{ at: "permissions", expected: never }]);
  const whole = input.companyCodes === null ? undefined : input.permissions.find((permission) => !byCompanyCode(permission));
  if (whole !== undefined) throw new Refusal("invalid", "not-by-company-code", "This permission is for all company codes of a site or not at all.", [{ at: "permissions", expected: whole, remedy: "Leave it out, or do not limit the program to company codes." }]);
  if (input.expiresAt <= plane.clock.now()) throw new Refusal("invalid", "expiry-past", "The day on which it ends must be to come.", [{ at: "expiresAt" }]);
  return {
    name: input.name, sites: [...new Set(input.sites)] as SiteId[], permissions: [...new Set(input.permissions)], company_codes: input.companyCodes === null ? null : [...new Set(input.companyCodes)],
    networks: input.networks.map(networkField), certificate: input.certificate === null ? null : JSON.stringify(input.certificate), expires_at: input.expiresAt,
  };
}

function networkField(text: string, n: number): string {
  const network = networkOf(text);
  if (network === undefined || !networkAllows([network], network.split("/")[0] ?? "")) throw new Refusal("invalid", "network-not-valid", "This is not a network.", [{ at: `networks/${n}`, expected: "For example 198.51.100.0/24, or one address; at least /8." }]);
  return network;
}

/** What the trail says of it. No secret is among it. */
const facts = (row: Pick<ClientRow, "name" | "sites" | "permissions" | "company_codes" | "networks" | "expires_at"> & { certificate: unknown }) => ({
  name: row.name, sites: row.sites, permissions: row.permissions, companyCodes: row.company_codes, networks: row.networks, expiresAt: row.expires_at.toISOString(),
  certificate: typeof row.certificate === "string" ? (JSON.parse(row.certificate) as unknown) : row.certificate,
});

const nameTaken = (): Refusal => new Refusal("conflict", "client-name-taken", "Your organisation has an API client of this name already.", [{ at: "name", remedy: "Choose another name." }]);
