/**
 * Writes down in the operator's trail, from time to time, how far the store goes and the link it ends with. The trail is a signed
 * transparency log, so from then on not even whoever holds the database and every key can cut the store's end off, or make its links anew, unseen.
 */
import { audit, findEntries } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { LogStore } from "./accept-batch.ts";
import { endOfStore } from "./logs.store.ts";

export type Anchor = { readonly position: number; readonly link: string };

const ANCHOR = { act: "logs.anchor" } as const;
const ACTOR = { kind: "system", name: "log-store" } as const;
const PAGE = 500;

/** Nothing when the store has not grown since the last one. */
export async function anchorLogs(store: LogStore): Promise<Anchor | undefined> {
  return inTrail(store.db, OPERATOR, async (tx) => {
    const { position, link } = await endOfStore(store.db.kysely);
    const last = await lastAnchor(tx);
    if (position <= (last?.position ?? 0)) return undefined;
    const anchor = { position, link: link.toString("base64url") };
    await audit(tx, { actor: ACTOR, ...ANCHOR, object: { kind: "log-store", id: `${anchor.position}.${anchor.link}` } }, undefined, store.clock);
    return anchor;
  });
}

export async function lastAnchor(tx: TrailTransaction): Promise<Anchor | undefined> {
  return (await findEntries(tx, ANCHOR, { limit: 1 })).flatMap(anchorIn)[0];
}

/** Newest first. */
export async function* anchorsOf(db: LogStore["db"]): AsyncGenerator<Anchor> {
  for (let beforeSeq: number | undefined; ; ) {
    const page = await inTrail(db, OPERATOR, (tx) => findEntries(tx, ANCHOR, { limit: PAGE, beforeSeq }));
    yield* page.flatMap(anchorIn);
    if (page.length < PAGE) return;
    beforeSeq = page.at(-1)?.seq;
  }
}

function anchorIn({ objectId }: { readonly objectId: string }): Anchor[] {
  const [, position, link] = /^(\d{1,15})\.([\w-]{43})$/.exec(objectId) ?? [];
  return position === undefined || link === undefined ? [] : [{ position: Number(position), link }];
}
