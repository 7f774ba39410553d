/**
 * Resumable uploads (tus 1.0: creation, expiration) over our verbs. The only module that imports the tus server.
 *
 * The protocol's headers, offsets and order of answers are the library's; what is durable, whose it is and whether it
 * may be is ours. A server is made per request, so that the actor travels as a value and never in a global.
 */
import type { Readable } from "node:stream";
import { DataStore, MemoryLocker, Server, Upload as TusUpload, type Locker } from "@tus/server";
import { notFound, Refusal } from "../../base/errors.ts";
import { isId, parseId, type SiteId } from "../../base/ids.ts";
import type { Actor } from "../../platform/access/access.ts";
import type { TicketPass } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { UploadPurpose } from "../region.store.ts";
import { beginUpload } from "./begin-upload.ts";
import { readOffset } from "./read-offset.ts";
import { receiveBytes } from "./receive-bytes.ts";

/** One per process: a second sender of the same upload makes the first one stop. Between processes the offset decides. */
const locks: Locker = new MemoryLocker();

/** @throws Refusal, to be answered like any other; what the protocol itself refuses is answered here. */
export async function answerTus(deps: RegionDeps, actor: Actor, siteId: SiteId, request: Request, pass?: TicketPass): Promise<Response> {
  let thrown: unknown;
  const server = new Server({
    path: `/api/sites/${siteId}/uploads`,
    relativeLocation: true,
    datastore: storeFor(deps, actor, siteId, pass),
    // A foreign id must not hold up its owner.
    locker: { newLock: (id) => locks.newLock(`${siteId}/${id}`) },
    maxSize: 0, // ours, with our words
    namingFunction: () => "new",
    onResponseError: (_request, error) => {
      if (!("status_code" in error)) thrown = error;
      return undefined;
    },
  });
  const answer = await server.handleWeb(request);
  if (thrown !== undefined) throw thrown;
  return withoutCors(answer);
}

/** Who may call from where is platform/http's to say, once for all routes. */
function withoutCors(answer: Response): Response {
  const headers = new Headers(answer.headers);
  for (const what of ["allow-origin", "allow-methods", "allow-headers", "allow-credentials", "expose-headers", "max-age"]) headers.delete(`access-control-${what}`);
  return new Response(answer.body, { status: answer.status, headers });
}

const purposeOf = (text: string | null | undefined): UploadPurpose => (text === "payment-run" || text === "sanctions-list" ? text : "ledger");

function storeFor(deps: RegionDeps, actor: Actor, siteId: SiteId, pass: TicketPass | undefined): DataStore {
  const store = new DataStore();
  store.extensions = ["creation", "creation-with-upload", "expiration"];
  return Object.assign(store, {
    create: async (upload: TusUpload): Promise<TusUpload> => {
      if (upload.size === undefined) throw new Refusal("invalid", "upload-size", "The size of the file must be said first.");
      upload.id = await beginUpload(deps, actor, siteId, { fileName: upload.metadata?.["filename"] ?? undefined, sizeBytes: upload.size, purpose: purposeOf(upload.metadata?.["purpose"]) }, pass);
      upload.creation_date = deps.clock.now().toISOString();
      return upload;
    },
    getUpload: async (id: string): Promise<TusUpload> => {
      if (!isId("upl", id)) throw notFound("upload");
      const { sizeBytes, receivedBytes, touchedAt } = await readOffset(deps, actor, siteId, id);
      return new TusUpload({ id, size: sizeBytes, offset: receivedBytes, creation_date: touchedAt.toISOString() });
    },
    write: (bytes: Readable, id: string, offset: number): Promise<number> => receiveBytes(deps, actor, siteId, parseId("upl", id), offset, bytes),
    getExpiration: () => deps.limits.unfinishedUploadMs,
  });
}
