/** For endpoints.test.ts: one request to each endpoint of single sign-on and provisioning that succeeds for whoever has the right. */
import type { OrganisationId } from "../../src/base/ids.ts";
import { throwawayKey } from "../../src/control/connections/attack-saml.ts";
import { SHARED } from "./sign-on-scene.ts";
import { asSuperuser, type Answer, type Browser, type Scene } from "./scene.ts";

type Sample = (browser: Browser, context: { readonly n: number }) => Promise<Answer>;

export const SIGN_ON_SAMPLES: Readonly<Record<string, Sample>> = {
  "get /api/domains": (browser) => browser.get("/api/domains"),
  "post /api/domains": (browser, { n }) => browser.post("/api/domains", { name: `n${n}.example` }),
  "post /api/domains/{name}/check": (browser) => browser.post("/api/domains/northwind.example/check"),
  "delete /api/domains/{name}": async (browser, { n }) => {
    await browser.post("/api/domains", { name: `gone${n}.example` });
    return browser.send({ method: "DELETE", path: `/api/domains/gone${n}.example` });
  },
  "get /api/sign-on-policy": (browser) => browser.get("/api/sign-on-policy"),
  "put /api/sign-on-policy": (browser) => browser.send({ method: "PUT", path: "/api/sign-on-policy", body: JSON.stringify({ ssoOnly: false, sessionMostMinutes: 600, sessionIdleMinutes: null, ownFactor: false, allowedNetworks: [], emergencyAdministrators: [] }) }),
  "post /api/sign-in/ways": (browser) => browser.post("/api/sign-in/ways", { email: "somebody@northwind.example" }),
  "post /api/sign-in/connection": async (browser) => {
    await switchOn();
    return browser.post("/api/sign-in/connection", { connectionId: CONNECTION });
  },
  "post /api/sign-out/everywhere": (browser) => browser.post("/api/sign-out/everywhere"),
  "get /api/connections": (browser) => browser.get("/api/connections"),
  "post /api/connections": async (browser) => {
    const made = await browser.post("/api/connections", { kind: "saml", name: "Another" });
    if (made.status === 201) await browser.send({ method: "DELETE", path: `/api/connections/${made.body.id}` });
    return made;
  },
  "get /api/connections/{connectionId}": (browser) => browser.get(`/api/connections/${CONNECTION}`),
  "put /api/connections/{connectionId}": async (browser) => {
    const { body } = await browser.get(`/api/connections/${CONNECTION}`);
    return browser.send({ method: "PUT", path: `/api/connections/${CONNECTION}`, body: JSON.stringify({ name: "Company account", settings, revision: body.revision ?? 1 }) });
  },
  "delete /api/connections/{connectionId}": async (browser) => {
    const made = await browser.post("/api/connections", { kind: "saml", name: "Another" });
    return browser.send({ method: "DELETE", path: `/api/connections/${made.body.id ?? CONNECTION}` });
  },
  "post /api/connections/{connectionId}/state": async (browser) => {
    await switchOn();
    return browser.post(`/api/connections/${CONNECTION}/state`, { on: true });
  },
  "post /api/connections/{connectionId}/tests": (browser) => browser.post(`/api/connections/${CONNECTION}/tests`),
  "get /api/connections/{connectionId}/tests/{testId}": async (browser) => {
    const { body } = await browser.post(`/api/connections/${CONNECTION}/tests`);
    return browser.get(`/api/connections/${CONNECTION}/tests/${body.testId ?? "tst_x"}`);
  },
  "post /api/connections/{connectionId}/attacks": (browser) => browser.post(`/api/connections/${CONNECTION}/attacks`),
  "delete /api/connections/{connectionId}/people/{personId}": async (browser, { n }) => {
    const [row] = await asSuperuser<{ person_id: string }>(scene, "insert into connected_person (organisation_id, connection_id, subject, person_id, created_at) select organisation_id, $2, 'subject ' || $3, person_id, now() from membership where organisation_id = $1 order by created_at desc limit 1 returning person_id", [organisation, CONNECTION, String(n)]);
    const answer = await browser.send({ method: "DELETE", path: `/api/connections/${CONNECTION}/people/${row?.person_id}` });
    await asSuperuser(scene, "delete from connected_person");
    return answer;
  },
  "get /api/provisioning": (browser) => browser.get("/api/provisioning"),
  "post /api/provisioning/tokens": async (browser) => {
    const made = await browser.post("/api/provisioning/tokens");
    if (made.status === 201) await browser.send({ method: "DELETE", path: `/api/provisioning/tokens/${made.body.id}` });
    return made;
  },
  "delete /api/provisioning/tokens/{tokenId}": async (browser) => {
    const made = await browser.post("/api/provisioning/tokens");
    return browser.send({ method: "DELETE", path: `/api/provisioning/tokens/${made.body.id ?? "stk_01a21a5a-e8e6-7fb4-a4db-b2325d585ad8"}` });
  },
  "put /api/provisioning/roles": (browser) => browser.send({ method: "PUT", path: "/api/provisioning/roles", body: JSON.stringify({ mapping: [], otherwise: "analyst" }) }),
  "post /api/provider-metadata": (browser) => browser.post("/api/provider-metadata", { xml: METADATA.replace("CERTIFICATE", settings.certificates[0]?.replace(/-----[^-]+-----|\s/g, "") ?? "") }),
};

const CONNECTION = "con_01a21a5a-e8e6-7fb4-a4db-b2325d585ad8";
const METADATA = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://provider.example/idp"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>CERTIFICATE</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://provider.example/sso"/></IDPSSODescriptor></EntityDescriptor>`;
const settings = { kind: "saml", entityId: "https://provider.example/idp", signInUrl: "https://provider.example/sso", certificates: [] as string[], allowUnsolicited: false, ...SHARED };
/** Other samples change it, and whether it counts as tested. */
const switchOn = () => asSuperuser(scene, "update connection set state = 'on', tested_revision = revision where id = $1", [CONNECTION]);
let scene: Scene;
let organisation: OrganisationId;

/** A connection that is on, as setting it up would leave it. */
export async function prepareSignOn(given: Scene, of: OrganisationId): Promise<void> {
  [scene, organisation] = [given, of];
  settings.certificates = [(await throwawayKey()).certificate];
  await asSuperuser(scene, "insert into connection (organisation_id, id, kind, name, state, settings, revision, tested_revision, created_at, changed_at) values ($1, $2, 'saml', 'Company account', 'on', $3, 1, 1, now(), now())", [of, CONNECTION, JSON.stringify(settings)]);
}
