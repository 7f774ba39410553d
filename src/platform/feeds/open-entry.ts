/** An entry as it is stored, opened for those who are given it. */
import type { LentTrail, StoredEntry } from "../audit/audit.ts";
import type { TrailEntry } from "../ocsf/ocsf.ts";

type Details = { readonly before?: unknown; readonly after?: unknown; readonly detail?: Readonly<Record<string, unknown>> & { readonly name?: unknown } };

export async function openEntry(open: LentTrail["open"], entry: StoredEntry): Promise<TrailEntry> {
  const details: Details = entry.sealed === null ? {} : (JSON.parse(Buffer.from(await open({ kind: "audit_entry.sealed", object: entry.id }, entry.sealed)).toString("utf8")) as Details);
  const { name, ...detail } = details.detail ?? {};
  return {
    trail: entry.trail, seq: entry.seq, id: entry.id, at: entry.at, act: entry.act, leaf: entry.leaf,
    who: { kind: entry.actorKind, id: entry.actorId, name: typeof name === "string" ? name : "" }, object: { kind: entry.objectKind, id: entry.objectId },
    ...(details.before !== undefined && { before: details.before }), ...(details.after !== undefined && { after: details.after }),
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}
