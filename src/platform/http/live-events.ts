/**
 * Server-sent events for progress: sends a snapshot whenever it changed, a comment now and then so that dead
 * connections are noticed, and ends by itself so that access is checked anew when the client comes back.
 */
import { streamSSE } from "hono/streaming";
import type { Context } from "hono";

const LOOK_EVERY_MS = 500;
const KEEP_ALIVE_MS = 15_000;
const END_AFTER_MS = 120_000;

/**
 * @param look gives the present snapshot and a text that changes when it does (a revision); must check access itself.
 *   `done: true` ends the stream after this snapshot.
 */
export function liveEvents(c: Context, look: () => Promise<{ readonly revision: string; readonly data: unknown; readonly done?: boolean }>): Response {
  return streamSSE(c, async (stream) => {
    const startedMs = performance.now();
    let last: string | undefined;
    let spokeMs = startedMs;
    while (!stream.aborted && performance.now() - startedMs < END_AFTER_MS) {
      const seen = await look();
      const nowMs = performance.now();
      if (seen.revision !== last) {
        await stream.writeSSE({ event: "snapshot", id: seen.revision, data: JSON.stringify(seen.data) });
        last = seen.revision;
        spokeMs = nowMs;
      } else if (nowMs - spokeMs > KEEP_ALIVE_MS) {
        await stream.write(": still here\n\n");
        spokeMs = nowMs;
      }
      if (seen.done === true) return;
      await stream.sleep(LOOK_EVERY_MS);
    }
  });
}
