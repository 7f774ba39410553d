/** What a region says to control: over HTTPS, signed by the region whose sites it is about. */
import { MESSAGE_HEADER, type PlaneName, type SigningKey, signMessage } from "../platform/tokens/tokens.ts";
import type { AskControl } from "../region/revocations/revocations.ts";
import type { SendToControl } from "../region/worker.ts";

const CONTROL_WAIT_MS = 10_000;
/** A region that starts serves nobody before it has asked, or given up asking. */
const ASK_WAIT_MS = 2_000;

async function post(controlOrigin: string, from: PlaneName, signer: SigningKey, path: string, body: Uint8Array, waitMs: number): Promise<Response> {
  const headers = { [MESSAGE_HEADER]: await signMessage(signer, from, "control", { method: "POST", path, body }), "content-type": "application/json" };
  return fetch(new URL(path, controlOrigin), { method: "POST", headers, body: Uint8Array.from(body), redirect: "error", signal: AbortSignal.timeout(waitMs) });
}

export function sendToControl(controlOrigin: string, from: PlaneName, signer: SigningKey): SendToControl {
  return async (path, body) => {
    const response = await post(controlOrigin, from, signer, path, body, CONTROL_WAIT_MS);
    await response.body?.cancel();
    return response.status;
  };
}

export function askControlAs(controlOrigin: string, from: PlaneName, signer: SigningKey): AskControl {
  return async (path, body) => {
    const response = await post(controlOrigin, from, signer, path, body, ASK_WAIT_MS);
    if (response.ok) return response.json();
    await response.body?.cancel();
    throw new Error(`Control answered ${response.status}`);
  };
}
