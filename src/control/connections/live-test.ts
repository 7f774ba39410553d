/** A live test: a real sign-in at the provider, begun by an administrator, whose result is shown and signs nobody in. */
import { notFound } from "../../base/errors.ts";
import { newId, parseId, type ConnectionTestId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn, Visitor } from "../sessions/sessions.ts";
import { wayOut, type WayOut } from "./begin.ts";
import { connectionOf } from "./connection.store.ts";
import type { TestResult } from "./sign-on.ts";

export async function startTest(plane: ControlPlane, { actor, person }: SignedIn, idText: string, visitor: Visitor): Promise<WayOut & { readonly testId: ConnectionTestId }> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  const id = parseId("con", idText);
  const testId = newId("tst");
  const connection = await inTrail(plane.database, actor.organisation, async (tx) => {
    const found = await connectionOf(tx, actor.organisation, id);
    await tx.insertInto("connection_test").values({ organisation_id: actor.organisation, id: testId, connection_id: id, revision: found.revision, started_by: actor.person, started_at: plane.clock.now(), finished_at: null, passed: null, sealed_result: null }).execute();
    await audit(tx, { actor, act: "connections.start-test", object: { kind: "connection", id } }, plane.auditSeal, plane.clock);
    return found;
  });
  return { ...(await wayOut(plane, connection, { testId, returnTo: "/", hint: person.email }, visitor)), testId };
}

export type TestView = { readonly startedAt: Date; readonly finishedAt: Date | null; readonly result: TestResult | null };

/** Claims are about whoever signed in, so only those who may change the connection see them. */
export function showTest(plane: ControlPlane, { actor }: SignedIn, idText: string, testText: string): Promise<TestView> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  const [id, testId] = [parseId("con", idText), parseId("tst", testText)];
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const row = await tx.selectFrom("connection_test").select(["started_at", "finished_at", "sealed_result"]).where("organisation_id", "=", actor.organisation).where("connection_id", "=", id).where("id", "=", testId).executeTakeFirst();
    if (!row) throw notFound("test");
    const result = row.sealed_result === null ? null : (JSON.parse(plane.signOnSeal.open({ kind: "connection_test.result", object: testId }, row.sealed_result).toString()) as TestResult);
    return { startedAt: row.started_at, finishedAt: row.finished_at, result };
  });
}
