/** Regions tell of theirs, signed by the region; the operator's command line lists and acknowledges, signed with the key that control's secret makes. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Clock } from "../../base/clock.ts";
import { notFound, Refusal } from "../../base/errors.ts";
import { type AlertId, isId } from "../../base/ids.ts";
import { isRegion, type Region } from "../../base/regions.ts";
import { acknowledgeOperatorAlert, audit, listOperatorAlerts, raiseOperatorAlert, TROUBLES } from "../../platform/audit/audit.ts";
import type { HttpApp, HttpEnv } from "../../platform/http/http.ts";
import { type Database, inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { MESSAGE_HEADER, type NonceStore, type PlaneName, type PublicKeys, verifyMessage } from "../../platform/tokens/tokens.ts";

export type OperatorAlertTrust = { readonly db: Database<any>; readonly clock: Clock; readonly keysOf: (whose: Region | "operator") => PublicKeys; readonly nonces: NonceStore };

const told = z.strictObject({ what: z.enum(TROUBLES), subject: z.string().regex(/^[\w.-]{1,200}$/), place: z.string().regex(/^[\w .:-]{1,200}$/).optional() });
/** `by`: the operator's account and machine, as the command line saw them. */
const asked = z.strictObject({ by: z.string().max(200), all: z.boolean().default(false), acknowledge: z.custom<AlertId>((id) => isId("alr", id)).optional() });

export function operatorAlertRoutes(app: HttpApp, { db, clock, keysOf, nonces }: OperatorAlertTrust): void {
  const read = async <T>(c: Context<HttpEnv>, whose: Region | "operator", from: PlaneName, form: z.ZodType<T>): Promise<T> => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    await verifyMessage(keysOf(whose), nonces, { from, to: "control" }, { method: "POST", path: c.req.path, body }, c.req.header(MESSAGE_HEADER), clock.now().getTime());
    const parsed = form.safeParse(parseJson(body));
    if (parsed.success) return parsed.data;
    throw new Refusal("invalid", "input-not-valid", "The message is not one that is known here.");
  };
  app.post("/internal/operator-alerts/:region", async (c) => {
    const region = c.req.param("region");
    if (!isRegion(region)) throw notFound("page");
    await raiseOperatorAlert(db, { plane: region, ...(await read(c, region, `region:${region}`, told)) }, clock);
    return c.body(null, 204);
  });
  app.post("/internal/operator-alert-list", async (c) => {
    const { by, all, acknowledge } = await read(c, "operator", "operator", asked);
    if (acknowledge !== undefined && (await acknowledgeOperatorAlert(db, acknowledge, by, clock)) === undefined) throw notFound("alert");
    await inTrail(db, OPERATOR, (tx) => audit(tx, { actor: { kind: "system", name: "operator" }, act: "operator-alerts.list", object: { kind: "plane", id: "all" } }, undefined, clock));
    return c.json({ items: await listOperatorAlerts(db, !all) }, 200);
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
