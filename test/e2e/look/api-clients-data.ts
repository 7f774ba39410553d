/** Made-up API clients for looking at their pages. */
import { CLIENT_PERMISSIONS } from "../../../src/platform/access/access.ts";

const site = "sit_01980000-0000-7000-8000-000000000001";
const common = { sites: [site], companyCodes: null, networks: [], certificate: null, createdAt: "2026-03-02T09:00:00.000Z" };

export const apiClients = {
  tokenUrl: "https://spendward.example/oauth/token",
  permissions: CLIENT_PERMISSIONS.map((permission) => ({ permission, byCompanyCode: permission === "findings:read" })),
  items: [
    {
      ...common, id: "cli_01980000-0000-7000-8000-000000000001", name: "SAP export, nightly", permissions: ["uploads:read", "uploads:add", "imports:read", "imports:commit"], networks: ["198.51.100.0/24", "2001:db8:20::/48"],
      certificate: { kind: "authority", ca: "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----", subject: "CN=erp-01, O=Harrowgate Foods plc" }, expiresAt: "2027-03-02T23:59:59.000Z", state: "on", lastUsedAt: "2026-11-26T02:14:10.000Z", lastUsedFrom: "198.51.100.23",
      secrets: [{ id: "csc_1", hint: "spw_Qx7d", createdAt: "2026-03-02T09:00:00.000Z", lastUsedAt: "2026-11-26T02:14:10.000Z" }, { id: "csc_2", hint: "spw_m2Lk", createdAt: "2026-11-25T09:00:00.000Z", lastUsedAt: null }],
    },
    { ...common, id: "cli_01980000-0000-7000-8000-000000000002", name: "Warehouse of figures", permissions: ["findings:read"], companyCodes: ["0100", "0200"], expiresAt: "2026-10-01T23:59:59.000Z", state: "expired", lastUsedAt: null, lastUsedFrom: null, secrets: [{ id: "csc_3", hint: "spw_aaaa", createdAt: "2026-03-02T09:00:00.000Z", lastUsedAt: null }] },
  ],
};
