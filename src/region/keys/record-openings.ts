/**
 * Every opening of a site's keys is in the site's own audit trail, by the authority it was opened under.
 *
 * One entry per authority and hour in each process, not per request or row: what was read has entries of its own, and an
 * authority works on one site only. Acts on the keys themselves always have one, before they are done: the intent.
 * An entry that cannot be written means that no key is lent. It is in a transaction of its own, on the pool of requests and not
 * the vault's: it waits for the trail's lock, whose holder may be waiting for a key.
 */
import type { Clock } from "../../base/clock.ts";
import type { ActorFace } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { type Database, withSite } from "../../platform/postgres/postgres.ts";
import type { Authority, RecordOpening } from "../../platform/vault/vault.ts";

const SAME_OPENING_MS = 3_600_000;
/** Far more than authorities in an hour; beyond it the oldest are recorded again. */
const REMEMBERED = 50_000;

export function recordOpenings<Tables>(db: Database<Tables>, clock: Clock): RecordOpening {
  const recorded = new Map<string, { readonly written: Promise<void>; readonly untilMs: number }>();
  return async ({ authority, act, at }) => {
    const write = async (): Promise<void> => {
      const entry = { actor: actorOf(authority), act: `keys.${act}`, object: { kind: authority.by, id: idOf(authority) } };
      await withSite(db, authority.site, (tx) => audit(tx, entry, undefined, clock));
    };
    if (act !== "open") return write();
    const key = `${authority.site} ${authority.by} ${idOf(authority)}`;
    const known = recorded.get(key);
    if (known !== undefined && at.getTime() < known.untilMs) return known.written;
    const written = write();
    recorded.delete(key);
    recorded.set(key, { written, untilMs: at.getTime() + SAME_OPENING_MS });
    written.catch(() => recorded.delete(key));
    for (const oldest of recorded.keys()) {
      if (recorded.size <= REMEMBERED) break;
      recorded.delete(oldest);
    }
    return written;
  };
}

const idOf = (authority: Authority): string =>
  authority.by === "session" ? authority.session : authority.by === "client" ? authority.client : authority.by === "job" ? authority.job : authority.grant;

function actorOf(authority: Authority): ActorFace {
  switch (authority.by) {
    case "session":
      return { kind: "person", person: authority.person };
    case "client":
      return { kind: "client", client: authority.client };
    case "job":
      return { kind: "job", job: authority.job };
    case "grant":
      return { kind: "staff", person: authority.person, grant: authority.grant };
  }
}
