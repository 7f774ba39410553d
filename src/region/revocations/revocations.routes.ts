/** Where control says what has ended. Signed messages only. It is nobody's act here: what ended has its entry in control's trail. */
import { Refusal } from "../../base/errors.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import { MESSAGE_HEADER, revocationBatch, verifyMessage } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { ControlTrust } from "../sites/sites.ts";

const PATH = "/internal/revocations";

export function revocationRoutes(app: HttpApp, deps: RegionDeps, trust: ControlTrust): void {
  app.post(PATH, async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(trust.controlKeys, trust.nonces, { from: "control", to: `region:${deps.region}` }, { method: "POST", path: PATH, body }, c.req.header(MESSAGE_HEADER), deps.clock.now().getTime());
    const batch = revocationBatch.safeParse(parseJson(body));
    if (!batch.success) throw new Refusal("invalid", "input-not-valid", "The message does not say what ended.");
    await deps.revocations.takeIn(batch.data.items);
    return c.body(null, 204);
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
