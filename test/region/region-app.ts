/** A region's app over given parts, and people who call it: requests go to the app without a network. */
import { newId, type OrganisationId, type PersonId, type SiteId } from "../../src/base/ids.ts";
import { permissionsOf, type Permission, type Role, type Scope } from "../../src/platform/access/access.ts";
import type { HttpApp } from "../../src/platform/http/http.ts";
import { databaseNonces, fixedKeys, issueAccessToken, newSigningKey, publicKeySet, readSigningKey, type SigningKey } from "../../src/platform/tokens/tokens.ts";
import type { RegionDeps } from "../../src/region/region.deps.ts";
import { createRegionApp } from "../../src/region/region.ts";
import { openSite } from "../../src/region/sites/sites.ts";

export type RegionApp = {
  readonly deps: RegionDeps;
  readonly app: HttpApp;
  readonly signer: SigningKey;
  readonly newSite: () => Promise<TestSite>;
};
export type TestSite = { readonly siteId: SiteId; readonly organisationId: OrganisationId; readonly person: PersonId };

export async function appOver(deps: RegionDeps): Promise<RegionApp> {
  const signer = await readSigningKey(newSigningKey());
  const app = createRegionApp(deps, {
    controlKeys: fixedKeys(publicKeySet([signer])), nonces: databaseNonces(deps.db), allowOrigins: ["https://localhost:8443"], ready: { database: deps.db.ping },
  });
  return {
    deps, app, signer,
    newSite: async () => {
      const site = { siteId: newId("sit"), organisationId: newId("org"), person: newId("per") };
      await openSite(deps, { kind: "system", name: "control" }, { siteId: site.siteId, organisationId: site.organisationId, name: "Test site", region: "uk" });
      return site;
    },
  };
}

export type Caller = ((method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>) & { readonly authorization: string; readonly person: PersonId };

/** Calls the app as a person of the site with that role; `path` is what follows `/api/sites/{siteId}`. */
export const callerOf = (region: RegionApp, site: TestSite, role: Role, pathSite: SiteId = site.siteId, signedInAgoMs = 60_000): Promise<Caller> =>
  callerWith(region, site, [...permissionsOf(role)], [], pathSite, signedInAgoMs);

/** The same with permissions of one's own making: for all company codes, and for some. */
export async function callerWith(region: RegionApp, site: TestSite, permissions: readonly Permission[], scopes: readonly Scope[], pathSite: SiteId = site.siteId, signedInAgoMs = 60_000): Promise<Caller> {
  const { token } = await issueAccessToken(region.signer, {
    person: site.person, organisation: site.organisationId, site: site.siteId, region: "uk", permissions, scopes, session: newId("ses"), generation: 0, strength: ["pwd", "otp", "mfa"], signedInAtMs: Date.now() - signedInAgoMs,
  });
  const authorization = `Bearer ${token}`;
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> => {
    const raw = body instanceof Uint8Array;
    return region.app.request(`https://region.test/api/sites/${pathSite}${path}`, {
      method,
      headers: { authorization, ...(body !== undefined && !raw && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: raw ? Buffer.from(body) : JSON.stringify(body) }),
    });
  };
  return Object.assign(call, { authorization, person: site.person });
}

const TUS = { "tus-resumable": "1.0.0" };

export async function beginTus(call: Caller, fileName: string, sizeBytes: number, purpose?: string): Promise<Response> {
  return call("POST", "/uploads", undefined, { ...TUS, "upload-length": String(sizeBytes), "upload-metadata": `filename ${Buffer.from(fileName).toString("base64")}${purpose === undefined ? "" : `,purpose ${Buffer.from(purpose).toString("base64")}`}` });
}

export async function patchTus(call: Caller, uploadId: string, offset: number, bytes: Uint8Array): Promise<Response> {
  return call("PATCH", `/uploads/${uploadId}`, bytes, { ...TUS, "upload-offset": String(offset), "content-type": "application/offset+octet-stream", "content-length": String(bytes.length) });
}

/** Sends a whole file; gives the upload's id. */
export async function sendFile(call: Caller, fileName: string, bytes: Uint8Array, purpose?: string): Promise<string> {
  const begun = await beginTus(call, fileName, bytes.length, purpose);
  const uploadId = begun.headers.get("location")?.split("/").at(-1) ?? `no location, status ${begun.status}: ${await begun.text()}`;
  const sent = await patchTus(call, uploadId, 0, bytes);
  if (sent.status !== 204) throw new Error(`sending ${fileName}: ${sent.status} ${await sent.text()}`);
  return uploadId;
}
