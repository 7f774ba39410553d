/** Where `spendward staff` asks for the first administrator of staff: a message signed with a key that only whoever holds control's secret can make. */
import { z } from "@hono/zod-openapi";
import { Refusal } from "../../base/errors.ts";
import type { HttpApp } from "../../platform/http/http.ts";
import { MESSAGE_HEADER, type NonceStore, type PublicKeys, verifyMessage } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import { createFirstStaff, firstStaff } from "./create-first-staff.ts";

export type CommandTrust = { readonly keysOf: (who: "operator") => PublicKeys; readonly nonces: NonceStore };

const asked = z.strictObject({ by: z.string().min(1).max(200), staff: firstStaff });

export function staffCommandRoutes(app: HttpApp, plane: ControlPlane, trust: CommandTrust): void {
  app.post("/internal/staff/first", async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(trust.keysOf("operator"), trust.nonces, { from: "operator", to: "control" }, { method: "POST", path: c.req.path, body }, c.req.header(MESSAGE_HEADER), plane.clock.now().getTime());
    const parsed = asked.safeParse(parseJson(body));
    if (!parsed.success) throw new Refusal("invalid", "input-not-valid", "Some of what was given is not valid.", parsed.error.issues.map(({ path, message }) => ({ at: path.slice(1).join("."), expected: message })));
    const link = await createFirstStaff(plane, parsed.data.staff, parsed.data.by);
    return c.json({ url: link.url, expiresAt: link.expiresAt.toISOString() }, 200);
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
