/** Steps with sanctions lists that several tests take. The people and companies on them are invented. */
import { vi } from "vitest";
import type { Reading } from "../../src/region/sanctions-lists/sanctions-lists.schema.ts";
import type { Upload } from "../../src/region/uploads/uploads.schema.ts";
import { sendFile, type Caller } from "./region-world.ts";

/** The UN's layout: entities by their own reference. */
export const unList = (day: string, entities: string): string => `<?xml version="1.0"?>
<CONSOLIDATED_LIST dateGenerated="${day}T00:00:09.554Z"><INDIVIDUALS></INDIVIDUALS><ENTITIES>${entities}</ENTITIES></CONSOLIDATED_LIST>`;
export const entity = (reference: string, name: string, country = "Kenya"): string =>
  `<ENTITY><FIRST_NAME>${name}</FIRST_NAME><REFERENCE_NUMBER>${reference}</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON><ENTITY_ADDRESS><COUNTRY>${country}</COUNTRY></ENTITY_ADDRESS></ENTITY>`;

const until = <T>(call: Caller, path: string, done: (body: T) => boolean): Promise<T> => vi.waitFor(async () => {
  const body = (await (await call("GET", path)).json()) as T;
  if (!done(body)) throw new Error(JSON.stringify(body).slice(0, 500));
  return body;
}, { timeout: 60_000, interval: 30 });

/** Sends it and waits until it was recognised. */
export async function sendList(call: Caller, text = unList("2026-04-01", entity("CDe.999", "Lakewind Aeronautics"))): Promise<string> {
  const uploadId = await sendFile(call, "list.xml", Buffer.from(text));
  await until<Upload>(call, `/uploads/${uploadId}`, ({ state }) => state === "ready");
  return uploadId;
}

/** Sends it, has it read, and waits until it is a version. */
export async function readList(call: Caller, text?: string): Promise<Reading> {
  const { items } = (await (await call("POST", "/sanctions-lists/readings", { uploadIds: [await sendList(call, text)] })).json()) as { items: Reading[] };
  return until<Reading>(call, `/sanctions-lists/readings/${items[0]?.id}`, ({ state }) => state === "done");
}

type Sample = (call: Caller, things: { readonly readingId: string; readonly sendingLists: Caller }) => Promise<Response>;
/** Older than the list that counts, so that no run comes of them; each of another day, so that each is another version. */
let day = 0;
const olderList = (): string => unList(`2001-01-${String((day += 1)).padStart(2, "0")}`, entity("CDe.1", "Nobody At All"));
/** Whoever may not use one leaves it to the next. */
let unread: string | undefined;
let unremoved: string | undefined;

/** Samples of the endpoints, for the matrix of endpoints and roles. */
export const LIST_SAMPLES = {
  "get /sanctions-lists": (call) => call("GET", "/sanctions-lists"),
  "get /sanctions-lists/readings/{readingId}": (call, { readingId }) => call("GET", `/sanctions-lists/readings/${readingId}`),
  "post /sanctions-lists/readings": async (call, { sendingLists }) => {
    unread ??= await sendList(sendingLists, olderList());
    const answer = await call("POST", "/sanctions-lists/readings", { uploadIds: [unread] });
    if (answer.ok) unread = undefined;
    return answer;
  },
  "delete /sanctions-lists/{versionId}": async (call, { sendingLists }) => {
    unremoved ??= (await readList(sendingLists, olderList())).versionId ?? "";
    const answer = await call("DELETE", `/sanctions-lists/${unremoved}`);
    if (answer.ok) unremoved = undefined;
    return answer;
  },
} as const satisfies Record<string, Sample>;
