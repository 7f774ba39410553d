/**
 * The other plane's public keys, fetched over HTTPS and kept on disk, so that a region goes on verifying while control is
 * away, also after a restart of its own. An unknown key id causes at most one fetch per `RETRY_MS`, so that
 * made-up ids cannot be used to flood the other plane. A set that is in use is fetched again every `AHEAD_MS`, beside the
 * request that notices: keys are published a quarter of an hour before they sign, so a region knows the next one though control is
 * away on the day on which it begins.
 */
import { readFile, rename, writeFile } from "node:fs/promises";
import type { JWK } from "jose";
import { z } from "zod";
import { fixedKeys, type PublicKeys, unknownKey } from "./keys.ts";

const RETRY_MS = 5_000;
/** A third of the time for which a key is published before it signs (control/token-keys). */
const AHEAD_MS = 5 * 60_000;
const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string() })).max(20) });

export function remoteKeys(options: {
  /** Gets the published set; the caller owns the HTTPS client and its authority. */
  readonly fetchSet: () => Promise<unknown>;
  readonly cacheFile: string;
  readonly nowMs?: () => number;
}): PublicKeys {
  const now = options.nowMs ?? Date.now;
  let set: { keys: readonly JWK[] } | undefined;
  let triedAtMs = -Infinity;
  const refresh = async () => {
    triedAtMs = now();
    const fetched = keySet.safeParse(await options.fetchSet().catch(() => undefined));
    if (!fetched.success) return;
    set = fetched.data as { keys: JWK[] };
    await writeFile(`${options.cacheFile}.new`, JSON.stringify(set), { mode: 0o600 });
    await rename(`${options.cacheFile}.new`, options.cacheFile);
  };
  const fromDisk = async () => {
    const text = await readFile(options.cacheFile, "utf8").catch(() => "null");
    const parsed = keySet.safeParse(JSON.parse(text));
    if (parsed.success) set = parsed.data as { keys: JWK[] };
  };
  return async (kid) => {
    if (set === undefined) await fromDisk();
    if (!set?.keys.some((key) => key.kid === kid) && now() - triedAtMs >= RETRY_MS) await refresh();
    else if (now() - triedAtMs >= AHEAD_MS) void refresh().catch(() => undefined);
    if (set === undefined) throw unknownKey();
    return fixedKeys(set)(kid);
  };
}
