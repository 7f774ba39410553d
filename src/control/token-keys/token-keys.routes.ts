/** The published keys. Public, so that anybody can check who signed a token. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";

const publicKey = z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string(), alg: z.string(), use: z.string() }).openapi("PublicKey");

const show = createRoute({
  method: "get",
  path: "/.well-known/spendward-keys.json",
  operationId: "showKeys",
  tags: ["keys"],
  responses: {
    200: { description: "JSON Web Key Set (RFC 7517)", content: { "application/json": { schema: z.object({ keys: z.array(publicKey) }) } } },
    ...problemResponses,
  },
});

export function tokenKeyRoutes({ app }: ControlRouter, plane: ControlPlane): void {
  app.openapi(show, async (c) => {
    const { keys } = await plane.tokenKeys.published();
    c.header("Cache-Control", "public, max-age=60");
    return c.json({ keys: keys.map((key) => publicKey.parse(key)) }, 200);
  });
}
