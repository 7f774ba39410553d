/** A scene with a customer that has a verified domain, and real identity providers to sign in at. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OrganisationId } from "../../src/base/ids.ts";
import { openAuthority, type ServerTls } from "../../src/main/certificates.ts";
import { trustAlso } from "../../src/main/trust.ts";
import { openOidcIdp, type OidcIdp } from "../world/oidc-provider.ts";
import { addOrganisation, addPerson, asSuperuser, openScene, type Answer, type Browser, type Scene } from "./scene.ts";

export type SignOnScene = {
  readonly scene: Scene;
  readonly idp: OidcIdp;
  readonly tls: ServerTls;
  readonly close: () => Promise<void>;
  /** An organisation with an administrator's browser and a verified domain. */
  readonly customer: (name: string) => Promise<Customer>;
};
export type Customer = { readonly organisation: OrganisationId; readonly domain: string; readonly mara: Browser };

/** @param origin where a browser reaches the plane, when one does. */
export async function openSignOnScene(origin?: string): Promise<SignOnScene> {
  const folder = await mkdtemp(join(tmpdir(), "sign on "));
  const authority = await openAuthority(folder);
  trustAlso(authority.ca);
  const tls = await authority.issue(["localhost"]);
  const idp = await openOidcIdp(tls);
  const scene = await openScene({ internalProviders: true, ...(origin !== undefined && { origin }) });
  return {
    scene,
    idp,
    tls,
    customer: async (name) => {
      const domain = `${name}.example`;
      const organisation = await addOrganisation(scene, name);
      await asSuperuser(scene, "insert into domain (organisation_id, name, proof, verified_at, created_at) values ($1, $2, 'x', now(), now())", [organisation, domain]);
      return { organisation, domain, mara: await addPerson(scene, organisation, `mara@${domain}`, ["administrator"]) };
    },
    close: async () => {
      await scene.close();
      await idp.close();
      await rm(folder, { recursive: true });
    },
  };
}

export const SHARED = { claims: { email: "email", name: "name", groups: "groups" }, roles: [{ value: "AP managers", role: "ap_manager" }], otherwise: "analyst", justInTime: true, secondFactor: "provider" } as const;

export const put = (browser: Browser, path: string, body: unknown): Promise<Answer> => browser.send({ method: "PUT", path, body: JSON.stringify(body) });

/** A connection to the provider that was tested and is on. Answers its id. */
export async function connectOidc({ idp }: SignOnScene, { mara, domain }: Customer, change: object = {}): Promise<string> {
  const { id, addresses, revision } = (await mara.post("/api/connections", { kind: "oidc", name: "Company account" })).body;
  const secret = idp.register({ id, ...addresses });
  const settings = { kind: "oidc", issuer: idp.issuer, clientId: id, scopes: ["email", "profile"], ...SHARED, ...change };
  const changed = await put(mara, `/api/connections/${id}`, { name: "Company account", settings, secret, revision });
  if (changed.status !== 200) throw new Error(`connection: ${changed.text}`);
  idp.accounts.set(`tester-${id}`, { sub: `tester-${id}`, email: `mara@${domain}`, name: "Mara", groups: [] });
  const test = (await mara.post(`/api/connections/${id}/tests`)).body;
  await comeBack(mara, await idp.signIn(test.url, `tester-${id}`));
  const on = await mara.post(`/api/connections/${id}/state`, { on: true });
  if (on.status !== 200) throw new Error(`switch: ${on.text} ${(await mara.get(`/api/connections/${id}/tests/${test.testId}`)).text}`);
  return id;
}

/** The provider sends the browser back to us. */
export const comeBack = (browser: Browser, url: string): Promise<Answer> => {
  const { pathname, search } = new URL(url);
  return browser.get(`${pathname}${search}`);
};

export const whereTo = (answer: Answer): string => `${answer.status} ${answer.headers.get("location")}`;
