/**
 * Sealing of what is a plane's own and no customer's: its log lines, in the spool of a process and in the central store. The row form
 * (rows.ts) with region 0 and site `none`: such a thing opens at no place of a customer, and no customer's at its own.
 */
import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { isId, newId, type KeyId } from "../../base/ids.ts";
import { createWhole, readWhole } from "./durable-file.ts";
import { checkPlace, type Place } from "./place.ts";
import { refuse } from "./refusals.ts";
import { openRowWith, readRowHead, rowKey, sealRowWith } from "./rows.ts";
import { KEY_BYTES } from "./wrap.ts";

export const PLANE_KEY_BYTES = KEY_BYTES;

export type PlaneSeal = {
  readonly id: KeyId;
  readonly seal: (place: Place, value: Uint8Array) => Uint8Array;
  /** @throws Refusal sealed-*. */
  readonly open: (place: Place, sealed: Uint8Array) => Buffer;
};

export function planeSeal(id: KeyId, key: KeyObject): PlaneSeal {
  const own = rowKey(id, key);
  return {
    id,
    seal: (place, value) => {
      checkPlace(place);
      return sealRowWith(own, "control", "none", place, value);
    },
    open: (place, sealed) => {
      if (readRowHead("control", "none", place, sealed) !== id) throw refuse("sealed-key-unknown");
      return openRowWith(own, "control", "none", place, sealed);
    },
  };
}

/** With a key in a file of its own (0600), made at first use. @throws Refusal root-key-unreadable. */
export async function planeSealIn(file: string): Promise<PlaneSeal> {
  if ((await readWhole(file)) === undefined) await createWhole(file, JSON.stringify({ id: newId("key"), key: randomBytes(KEY_BYTES).toString("base64") }));
  const found = parsed(await readWhole(file));
  const key = Buffer.from(String(found?.key), "base64");
  if (!isId("key", found?.id) || key.length !== KEY_BYTES) throw refuse("root-key-unreadable");
  return planeSeal(found.id, createSecretKey(key));
}

function parsed(text: string | undefined): { readonly id?: unknown; readonly key?: unknown } | undefined {
  try {
    return JSON.parse(text ?? "null") as { id?: unknown };
  } catch {
    return undefined;
  }
}
