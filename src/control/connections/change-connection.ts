/**
 * Adding, filling in, switching and removing a connection, by the customer's own administrator.
 *
 * A connection goes on only after a live test of exactly its present settings went well. Its secret is sealed and never
 * shown again; a change without one keeps the one there is, unless the provider is another now.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type PersonId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { needGoodMapping } from "../assignments/assignments.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { connectionOf, connectionsOf, secretPlace, type Connection, type Tx } from "./connection.store.ts";
import { discoverOidc } from "./oidc.ts";
import { readProviderMetadata, type ProviderMetadata } from "./saml-metadata.ts";
import type { ConnectionSettings, StoredSettings } from "./settings.ts";

const MOST_CONNECTIONS = 5;

export function listConnections(plane: ControlPlane, { actor }: SignedIn): Promise<readonly Connection[]> {
  needOrganisation(actor, actor.organisation, "sign-on", "read");
  return inTrail(plane.database, actor.organisation, (tx) => connectionsOf(tx, actor.organisation));
}

export function showConnection(plane: ControlPlane, { actor }: SignedIn, idText: string): Promise<Connection> {
  needOrganisation(actor, actor.organisation, "sign-on", "read");
  const id = parseId("con", idText);
  return inTrail(plane.database, actor.organisation, (tx) => connectionOf(tx, actor.organisation, id));
}

export function createConnection(plane: ControlPlane, { actor }: SignedIn, input: { kind: "oidc" | "saml"; name: string }): Promise<Connection> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  return inTrail(plane.database, actor.organisation, async (tx) => {
    if ((await connectionsOf(tx, actor.organisation)).length >= MOST_CONNECTIONS) throw new Refusal("too_many", "too-many-connections", `An organisation has at most ${MOST_CONNECTIONS} connections.`, [{ remedy: "Remove one that is not used." }]);
    const id = newId("con");
    const now = plane.clock.now();
    await tx.insertInto("connection").values({ organisation_id: actor.organisation, id, kind: input.kind, name: input.name, state: "draft", settings: "{}", sealed_secret: null, revision: 1, tested_revision: null, tested_at: null, created_at: now, changed_at: now }).execute();
    await audit(tx, { actor, act: "connections.create", object: { kind: "connection", id }, after: input }, plane.auditSeal, plane.clock);
    return connectionOf(tx, actor.organisation, id);
  });
}

export type ConnectionChange = { readonly name: string; readonly settings: ConnectionSettings; readonly secret?: string | undefined; readonly revision: number };

/** @throws Refusal conflict connection-changed or kind-fixed; invalid issuer-not-usable or secret-missing; egress-…. */
export async function changeConnection(plane: ControlPlane, { actor, assignments }: SignedIn, idText: string, change: ConnectionChange): Promise<Connection> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("con", idText);
  const known = await inTrail(plane.database, actor.organisation, (tx) => connectionOf(tx, actor.organisation, id));
  if (known.kind !== change.settings.kind) throw new Refusal("conflict", "kind-fixed", "A connection keeps its kind.", [{ at: "settings/kind", expected: known.kind, remedy: "Add another connection." }]);
  // Asked outside the transaction: somebody else's server takes its time.
  const settings: StoredSettings = change.settings.kind === "oidc" ? { ...change.settings, metadata: await discoverOidc(change.settings.issuer, plane.egress.fetch) } : change.settings;
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await connectionOf(tx, actor.organisation, id);
    await needGoodMapping(tx, actor.organisation, assignments, settings.roles, settings.otherwise);
    const sealed_secret = secretAfter(plane, before, settings, change.secret);
    const changed = await tx
      .updateTable("connection")
      .set({ name: change.name, settings: JSON.stringify(settings), sealed_secret, revision: before.revision + 1, changed_at: plane.clock.now() })
      .where("organisation_id", "=", actor.organisation).where("id", "=", id).where("revision", "=", change.revision).returning("id").executeTakeFirst();
    if (!changed) throw new Refusal("conflict", "connection-changed", "Somebody else has changed this connection meanwhile.", [{ remedy: "Load the page again and repeat your change." }]);
    await audit(tx, { actor, act: "connections.change", object: { kind: "connection", id }, before: { name: before.name, settings: before.settings }, after: { name: change.name, settings, secret: change.secret === undefined ? "kept" : "replaced" } }, plane.auditSeal, plane.clock);
    return connectionOf(tx, actor.organisation, id);
  });
}

function secretAfter(plane: ControlPlane, before: Connection, settings: StoredSettings, secret: string | undefined): Buffer | null {
  if (settings.kind === "saml") return null;
  if (secret !== undefined) return plane.signOnSeal.seal(secretPlace(before.id), Buffer.from(secret));
  // A secret is for one client at one issuer: kept for another, it would be handed to whoever that is.
  const same = before.settings?.kind === "oidc" && before.settings.issuer === settings.issuer && before.settings.clientId === settings.clientId;
  if (!same || before.sealedSecret === null) throw new Refusal("invalid", "secret-missing", "The client's secret is needed.", [{ at: "secret", expected: "The secret that the identity provider shows for this client." }]);
  return before.sealedSecret;
}

/** Off ends the sessions it vouched for. @throws Refusal conflict not-tested, needed-for-sign-in or needed-by-you */
export function switchConnection(plane: ControlPlane, { actor }: SignedIn, idText: string, on: boolean): Promise<Connection> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("con", idText);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await connectionOf(tx, actor.organisation, id);
    if (on && before.testedRevision !== before.revision) throw new Refusal("conflict", "not-tested", "The connection has not been tested as it is now.", [{ remedy: "Run the live test first." }]);
    if (!on) await needAnother(tx, before, actor.person);
    await tx.updateTable("connection").set({ state: on ? "on" : "off" }).where("organisation_id", "=", actor.organisation).where("id", "=", id).execute();
    if (!on) await endItsSessions(plane, tx, before);
    await audit(tx, { actor, act: "connections.switch", object: { kind: "connection", id }, before: { state: before.state }, after: { state: on ? "on" : "off" } }, plane.auditSeal, plane.clock);
    return connectionOf(tx, actor.organisation, id);
  });
}

export function removeConnection(plane: ControlPlane, { actor }: SignedIn, idText: string): Promise<void> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("con", idText);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await connectionOf(tx, actor.organisation, id);
    await needAnother(tx, before, actor.person);
    await endItsSessions(plane, tx, before);
    await tx.deleteFrom("connection").where("organisation_id", "=", actor.organisation).where("id", "=", id).execute();
    await audit(tx, { actor, act: "connections.remove", object: { kind: "connection", id }, before: { name: before.name } }, plane.auditSeal, plane.clock);
  });
}

/** Whoever came by it is signed out: nothing vouches for them any more. */
async function endItsSessions(plane: ControlPlane, tx: Tx, { organisation, id }: Connection): Promise<void> {
  const over = await tx.deleteFrom("session").where("id", "in", tx.selectFrom("connected_session").select("session_id").where("organisation_id", "=", organisation).where("connection_id", "=", id)).returning("id").execute();
  await revoke(plane, tx, organisation, { sessions: over.map((session) => session.id) });
}

/** Neither everybody nor whoever does this is to be left without a way in. */
async function needAnother(tx: Tx, connection: Connection, person: PersonId): Promise<void> {
  if (connection.state !== "on") return;
  const policy = await tx.selectFrom("sign_on_policy").select("sso_only").where("organisation_id", "=", connection.organisation).executeTakeFirst();
  const others = (await connectionsOf(tx, connection.organisation)).filter((one) => one.id !== connection.id && one.state === "on");
  if (others.length > 0) return;
  if (policy?.sso_only === true) throw new Refusal("conflict", "needed-for-sign-in", "Everybody must use single sign-on, and this is the only connection that is on.", [{ remedy: "Allow passwords first." }]);
  const password = await tx.selectFrom("credential").select("id").where("person_id", "=", person).where("password", "is not", null).limit(1).executeTakeFirst();
  const passkey = await tx.selectFrom("passkey").select("id").where("person_id", "=", person).limit(1).executeTakeFirst();
  if (!password && !passkey) throw new Refusal("conflict", "needed-by-you", "You could not sign in without this connection.", [{ remedy: "Add a passkey under Settings, Security first, or ask an administrator who has a password." }]);
}

/** Forgets who a subject of the provider is, for an address that was given to somebody else. */
export function unlinkPerson(plane: ControlPlane, { actor }: SignedIn, idText: string, personText: string): Promise<void> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  const [id, person] = [parseId("con", idText), parseId("per", personText)];
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const gone = await tx.deleteFrom("connected_person").where("organisation_id", "=", actor.organisation).where("connection_id", "=", id).where("person_id", "=", person).returning("subject").executeTakeFirst();
    if (!gone) throw notFound("person");
    const over = await tx.deleteFrom("session").where("id", "in", tx.selectFrom("connected_session").select("session_id").where("organisation_id", "=", actor.organisation).where("connection_id", "=", id).where("subject", "=", gone.subject)).returning("id").execute();
    await revoke(plane, tx, actor.organisation, { sessions: over.map((session) => session.id) });
    await audit(tx, { actor, act: "connections.unlink", object: { kind: "person", id: person }, detail: { connection: id } }, plane.auditSeal, plane.clock);
  });
}

/** Reads a provider's description, for the page to fill in; nothing is stored. @throws Refusal metadata-not-usable, egress-… */
export async function readMetadata(plane: ControlPlane, { actor }: SignedIn, input: { url?: string | undefined; xml?: string | undefined }): Promise<ProviderMetadata> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  if (input.xml !== undefined) return readProviderMetadata(input.xml);
  const answer = await plane.egress.fetch(input.url ?? "");
  if (!answer.ok) throw new Refusal("invalid", "metadata-not-usable", "This metadata cannot be used.", [{ at: "url", remedy: `The address answered with status ${answer.status}.` }]);
  return readProviderMetadata(await answer.text());
}
