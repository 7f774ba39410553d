/** Requests about API clients for the matrix of endpoints. Each makes a client of the organisation first, past the product, so that it leaves no entry. */
import { newId, type OrganisationId, type SiteId } from "../../src/base/ids.ts";
import { newSecret, secretHash } from "../../src/control/api-clients/api-clients.store.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import type { Answer, Browser, Scene } from "./scene.ts";

type Sample = (browser: Browser, context: { siteId: string; n: number }) => Promise<Answer>;
type Spare = { readonly client: string; readonly secret: string };

const settings = (siteId: string, name: string) => ({ name, sites: [siteId], permissions: ["uploads:read"], companyCodes: null, networks: [], certificate: null, expiresAt: "2099-01-01T00:00:00.000Z" });

export async function spareClient(scene: Scene, organisation: OrganisationId, siteId: string): Promise<Spare & { readonly text: string }> {
  const [client, secret, text] = [newId("cli"), newId("csc"), newSecret()];
  await inTrail(scene.world.db, organisation, async (tx) => {
    const { person_id: created_by } = await tx.selectFrom("membership").select("person_id").where("organisation_id", "=", organisation).limit(1).executeTakeFirstOrThrow();
    await tx.insertInto("api_client").values({ organisation_id: organisation, id: client, name: client, sites: [siteId as SiteId], permissions: ["uploads:read"], company_codes: null, networks: [], certificate: null, expires_at: new Date("2099-01-01"), disabled_at: null, created_by, created_at: new Date(), last_used_at: null, last_used_from: null }).execute();
    await tx.insertInto("api_client_secret").values({ organisation_id: organisation, client_id: client, id: secret, secret_sha256: secretHash(text), hint: text.slice(0, 8), created_at: new Date(), last_used_at: null }).execute();
  });
  return { client, secret, text };
}

/** @param where read at each request: both are made after this table is. */
export function apiClientSamples(where: () => { readonly scene: Scene; readonly organisation: OrganisationId }): Readonly<Record<string, Sample>> {
  const withSpare = (ask: (browser: Browser, spare: Spare, context: { siteId: string; n: number }) => Promise<Answer>): Sample => async (browser, context) => {
    const { scene, organisation } = where();
    return ask(browser, await spareClient(scene, organisation, context.siteId), context);
  };
  return {
    "get /api/api-clients": (browser) => browser.get("/api/api-clients"),
    "post /api/api-clients": (browser, { siteId, n }) => browser.post("/api/api-clients", settings(siteId, `Client ${n}`)),
    "put /api/api-clients/{clientId}": withSpare((browser, { client }, { siteId, n }) => browser.send({ method: "PUT", path: `/api/api-clients/${client}`, body: JSON.stringify(settings(siteId, `Changed ${n}`)) })),
    "post /api/api-clients/{clientId}/state": withSpare((browser, { client }) => browser.post(`/api/api-clients/${client}/state`, { on: false })),
    "delete /api/api-clients/{clientId}": withSpare((browser, { client }) => browser.send({ method: "DELETE", path: `/api/api-clients/${client}` })),
    "post /api/api-clients/{clientId}/secrets": withSpare((browser, { client }) => browser.post(`/api/api-clients/${client}/secrets`)),
    "delete /api/api-clients/{clientId}/secrets/{secretId}": withSpare((browser, { client, secret }) => browser.send({ method: "DELETE", path: `/api/api-clients/${client}/secrets/${secret}` })),
  };
}
