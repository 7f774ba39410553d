/** What was taken in already, and from whom how much lately: keyed hashes only. */
import { createHash, createHmac } from "node:crypto";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import type { Tx } from "../tickets/tickets.ts";

const HOUR_MS = 3_600_000;
/** Servers give up sending again after five days (RFC 5321, section 4.5.4.1). */
const REMEMBERED_MS = 30 * 24 * HOUR_MS;

const keyed = (plane: ControlPlane, ...parts: readonly string[]): Buffer => createHmac("sha256", plane.tickets.addressKey).update(JSON.stringify(parts)).digest();

export type Received = { readonly fingerprint: Buffer; readonly sender: Buffer };

/** Without a Message-ID, what was sent is its own name. */
export const receivedAs = (plane: ControlPlane, recipient: string, from: string, messageId: string, raw: Uint8Array): Received => ({
  fingerprint: keyed(plane, "received", recipient.toLowerCase(), from, messageId === "" ? createHash("sha256").update(raw).digest("hex") : messageId),
  sender: keyed(plane, "sender", from === "" ? recipient.toLowerCase() : from),
});

export const wasReceived = async (plane: ControlPlane, { fingerprint }: Received): Promise<boolean> =>
  (await plane.database.kysely.selectFrom("mail_received").select("became").where("fingerprint", "=", fingerprint).executeTakeFirst()) !== undefined;

export async function receivedLately(plane: ControlPlane, { sender }: Received): Promise<number> {
  const since = new Date(plane.clock.now().getTime() - HOUR_MS);
  const { count } = await plane.database.kysely.selectFrom("mail_received").select((row) => row.fn.countAll<number>().as("count")).where("sender", "=", sender).where("received_at", ">", since).executeTakeFirstOrThrow();
  return count;
}

/** In the transaction of what it becomes. False: it was taken in before, or is being taken in beside this; then nothing may be written. */
export async function noteReceived(plane: ControlPlane, tx: Tx, received: Received, became: ControlTables["mail_received"]["became"]): Promise<boolean> {
  const noted = await tx.insertInto("mail_received").values({ ...received, became, received_at: plane.clock.now() }).onConflict((row) => row.column("fingerprint").doNothing()).returning("became").executeTakeFirst();
  return noted !== undefined;
}

/** What leaves nothing else behind. */
export const noteOnly = (plane: ControlPlane, received: Received, became: ControlTables["mail_received"]["became"]): Promise<boolean> =>
  inTrail(plane.database, OPERATOR, (tx: Tx) => noteReceived(plane, tx, received, became));

export async function forgetReceived(plane: ControlPlane): Promise<void> {
  await plane.database.kysely.deleteFrom("mail_received").where("received_at", "<=", new Date(plane.clock.now().getTime() - REMEMBERED_MS)).execute();
}
