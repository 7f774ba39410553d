/** Asks one witness over HTTPS. With `ca`, that authority alone is trusted: a witness of its own kind needs no other, and no other vouches for it. */
import { request } from "node:https";

const WITNESS_WAIT_MS = 10_000;
const MOST_ANSWER_BYTES = 10_000;

/** @param url of the witness; `add-checkpoint` is added. */
export function postTo(url: string, ca: string | undefined): (body: string) => Promise<{ readonly status: number; readonly text: string }> {
  const to = new URL("add-checkpoint", url.endsWith("/") ? url : `${url}/`);
  return (body) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
    const asked = request(to, { method: "POST", agent: false, signal: AbortSignal.timeout(WITNESS_WAIT_MS), headers: { "content-length": Buffer.byteLength(body) }, ...(ca !== undefined && { ca }) }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (more: string) => {
        text += more;
        if (text.length > MOST_ANSWER_BYTES) answer.destroy(new Error("The witness says too much"));
      });
      answer.once("error", reject).once("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.once("error", reject).end(body);
    return promise;
  };
}
