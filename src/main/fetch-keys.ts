/** The public keys that another plane publishes: control those of its tokens, a region that of its messages. */
const KEYS_WAIT_MS = 5_000;
export const KEYS_PATH = "/.well-known/spendward-keys.json";

export async function fetchKeys(origin: string): Promise<unknown> {
  const response = await fetch(new URL(KEYS_PATH, origin), { redirect: "error", signal: AbortSignal.timeout(KEYS_WAIT_MS) });
  return response.json();
}
