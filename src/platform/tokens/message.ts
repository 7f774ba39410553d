/**
 * A message from plane to plane: a JWT over method, path and body hash, sixty seconds, once. TLS protects the way;
 * this proves which plane spoke, to a receiver that several planes can reach.
 */
import { createHash, randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { sql } from "kysely";
import { Refusal } from "../../base/errors.ts";
import type { Database } from "../postgres/postgres.ts";
import { currentWork } from "../telemetry/telemetry.ts";
import type { PublicKeys, SigningKey } from "./keys.ts";

export const MESSAGE_HEADER = "spendward-message";
const MESSAGE_SECONDS = 60;
/** How far the clocks of two planes may be apart. */
const SKEW_SECONDS = 30;

/** `operator`: the command line on control's machine; it may read logs. */
export type PlaneName = "control" | `region:${string}` | "operator";

/** Takes a nonce once. Must outlive the process: a replay after a restart is a replay. */
export type NonceStore = { readonly take: (nonce: string, expiresAt: Date) => Promise<boolean> };

type Request = { readonly method: string; readonly path: string; readonly body: Uint8Array };

export function signMessage(signer: SigningKey, from: PlaneName, to: PlaneName, request: Request, nowMs: number = Date.now()): Promise<string> {
  const issued = Math.floor(nowMs / 1000);
  const trace = currentWork()?.trace();
  return new SignJWT({ htm: request.method.toUpperCase(), htu: request.path, bsh: bodyHash(request.body), ...(trace !== undefined && { trace }) })
    .setProtectedHeader({ alg: "EdDSA", kid: signer.kid, typ: "message+jwt" })
    .setIssuer(from)
    .setAudience(to)
    .setJti(randomUUID())
    .setIssuedAt(issued)
    .setExpirationTime(issued + MESSAGE_SECONDS)
    .sign(signer.key);
}

/** @throws Refusal unauthenticated: not signed by `from`, for another receiver, another request, too old, or seen before. */
export async function verifyMessage(
  keys: PublicKeys,
  nonces: NonceStore,
  expected: { readonly from: PlaneName; readonly to: PlaneName },
  request: Request,
  header: string | undefined,
  nowMs: number = Date.now(),
): Promise<void> {
  const verified = await jwtVerify(header ?? "", (protectedHeader) => keys(protectedHeader.kid ?? ""), {
    algorithms: ["EdDSA"],
    typ: "message+jwt",
    issuer: expected.from,
    audience: expected.to,
    maxTokenAge: MESSAGE_SECONDS,
    clockTolerance: SKEW_SECONDS,
    requiredClaims: ["exp", "iat", "jti", "htm", "htu", "bsh"],
    currentDate: new Date(nowMs),
  }).catch(() => {
    throw refused();
  });
  const { htm, htu, bsh, jti, exp, trace } = verified.payload;
  if (htm !== request.method.toUpperCase() || htu !== request.path || bsh !== bodyHash(request.body)) throw refused();
  if (!(await nonces.take(String(jti), new Date((exp as number) * 1000)))) throw refused();
  currentWork()?.adopt(trace); // what this request does belongs to what the other plane was doing
}

const bodyHash = (body: Uint8Array): string => createHash("sha256").update(body).digest("base64url");
const refused = () => new Refusal("unauthenticated", "message-not-valid", "This message was not accepted.");

export function databaseNonces(db: Database<any>): NonceStore {
  return {
    take: async (nonce, expiresAt) => {
      // Expired ones are swept here, a few at a time, so that nothing else has to.
      await sql`DELETE FROM message_nonce WHERE nonce IN
        (SELECT nonce FROM message_nonce WHERE expires_at < now() - interval '10 minutes' LIMIT 100)`.execute(db.kysely);
      const taken = await sql<{ nonce: string }>`INSERT INTO message_nonce (nonce, expires_at)
        VALUES (${nonce}, ${expiresAt}) ON CONFLICT DO NOTHING RETURNING nonce`.execute(db.kysely);
      return taken.rows.length === 1;
    },
  };
}
