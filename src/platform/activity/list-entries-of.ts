/** Entries in pages, newest first, their details opened and their people named. */
import { countEntries, type EntryFilter, findEntries, listEntries, namedEntryOf, type StoredEntry } from "../audit/audit.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import type { ActivityEntry, ActivityFilter, ActivityList, ActivityPage } from "./activity.schema.ts";

export type ActivityReader = {
  readonly tx: AuditedTransaction;
  /** The clear text of an entry's sealed details. */
  readonly open: (entry: StoredEntry & { readonly sealed: Uint8Array }) => Promise<Uint8Array>;
  /** Names that the plane knows of people and things by their ids, where it keeps any. */
  readonly names?: ReadonlyMap<string, string>;
};

/** Filtered, the total is counted up to 10,000. */
export async function listEntriesOf(reader: ActivityReader, page: ActivityPage): Promise<ActivityList> {
  const { tx } = reader;
  const beforeSeq = page.cursor !== undefined && /^[1-9]\d{0,14}$/.test(page.cursor) ? Number(page.cursor) : undefined;
  const filter = filterOf(page);
  const entries = await findEntries(tx, filter, { limit: page.limit, beforeSeq });
  const total = Object.values(filter).some((value) => value !== undefined) ? await countEntries(tx, filter) : ((await listEntries(tx, { limit: 1 }))[0]?.seq ?? 0);
  const items: ActivityEntry[] = [];
  for (const entry of entries) items.push(await showEntry(reader, entry));
  const last = items.at(-1);
  return { items: await nameThem(reader, items), nextCursor: last && items.length === page.limit && last.seq > 1 ? String(last.seq) : null, total };
}

export const filterOf = ({ person, act, object, staff, from, to }: ActivityFilter): EntryFilter => ({ person, act, object, from, to, staff: staff === undefined ? undefined : staff === "yes" });

type Sealed = { readonly before?: unknown; readonly after?: unknown; readonly detail?: { readonly name?: string } & Record<string, unknown> };

const isSealed = (entry: StoredEntry): entry is StoredEntry & { readonly sealed: Uint8Array } => entry.sealed !== null;

const opened = async (reader: ActivityReader, entry: StoredEntry): Promise<Sealed> =>
  isSealed(entry) ? (JSON.parse(Buffer.from(await reader.open(entry)).toString("utf8")) as Sealed) : {};

async function showEntry(reader: ActivityReader, entry: StoredEntry & { readonly clockBehind?: boolean }): Promise<ActivityEntry> {
  const { before, after, detail: { name = "", ...detail } = {} } = await opened(reader, entry);
  const objectName = reader.names?.get(entry.objectId);
  return {
    id: entry.id, seq: entry.seq, at: entry.at.toISOString(), ...(entry.clockBehind === true && { clockBehind: true }),
    who: { kind: entry.actorKind as ActivityEntry["who"]["kind"], id: entry.actorId, name: name === "" ? (reader.names?.get(entry.actorId) ?? "") : name },
    act: entry.act, object: { kind: entry.objectKind, id: entry.objectId, ...(objectName !== undefined && { name: objectName }) },
    ...(before !== undefined && { before }), ...(after !== undefined && { after }), ...(Object.keys(detail).length > 0 && { detail }),
  };
}

/** Some entries hold no name (the opening of keys has nothing sealed): another entry of the same person does. */
async function nameThem(reader: ActivityReader, items: readonly ActivityEntry[]): Promise<ActivityEntry[]> {
  const names = new Map(items.filter(({ who }) => who.name !== "").map(({ who }) => [who.id, who.name]));
  for (const { who } of items) {
    if (who.kind !== "person" || names.has(who.id)) continue;
    const entry = await namedEntryOf(reader.tx, who.id);
    names.set(who.id, entry === undefined ? "" : ((await opened(reader, entry)).detail?.name ?? ""));
  }
  return items.map((item) => ({ ...item, who: { ...item.who, name: item.who.name || (names.get(item.who.id) ?? "") } }));
}
