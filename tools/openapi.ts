/**
 * Writes what the two planes publish (web/openapi/*.json, OpenAPI 3.1) and the types and addresses that the web app
 * calls them by (web/src/api/generated/*.ts):  node tools/openapi.ts
 *
 * The routes themselves are the only source. web/src/api/generated.test.ts fails when a committed file is not what this would write.
 * The generators on npm need the programming interface of TypeScript 5 or 6, which TypeScript 7 no longer has
 * (seen with @hey-api/openapi-ts 0.99 and openapi-typescript 7); what is needed here is small.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { createControlApp, type ControlDeps } from "../src/control/control.ts";
import type { ControlPlane } from "../src/control/plane.ts";
import { createApp, type HttpEnv } from "../src/platform/http/http.ts";
import { dataRoutes, REGION_LIMITS, type RegionDeps } from "../src/region/region.ts";
import { typesOf, type Document } from "./openapi-types.ts";

const ready = async (): Promise<void> => undefined;
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Routes are declared without being called, so nothing behind them has to exist. */
function controlApp(): OpenAPIHono<HttpEnv> {
  const origin = "https://localhost";
  const deps = { log, origin, regionOrigins: { uk: origin, eu: origin, us: origin }, database: { ping: ready } };
  return createControlApp(deps as unknown as ControlDeps, {} as ControlPlane).app;
}
function regionApp(): OpenAPIHono<HttpEnv> {
  const app = createApp({ log: log as unknown as RegionDeps["log"], allowOrigins: [], ready: {} });
  dataRoutes(app, { limits: REGION_LIMITS } as RegionDeps, async () => undefined as never);
  return app;
}

const documentOf = (app: OpenAPIHono<HttpEnv>, title: string): Document =>
  // Through JSON, so that what is compared is what is written.
  JSON.parse(JSON.stringify(app.getOpenAPI31Document({ openapi: "3.1.0", info: { title, version: "1" } }))) as Document;

/** File, relative to the root of the project, and what belongs in it. */
export function openApiFiles(): ReadonlyMap<string, string> {
  const documents = { control: documentOf(controlApp(), "Spendward, control plane"), region: documentOf(regionApp(), "Spendward, region plane") };
  return new Map(
    Object.entries(documents).flatMap(([plane, document]) => [
      [`web/openapi/${plane}.json`, `${JSON.stringify(document, null, 2)}\n`] as const,
      [`web/src/api/generated/${plane}.ts`, typesOf(document, plane)] as const,
    ]),
  );
}

if (import.meta.main) {
  const root = join(import.meta.dirname, "..");
  for (const [file, text] of openApiFiles()) {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), text);
    console.log(file);
  }
}
