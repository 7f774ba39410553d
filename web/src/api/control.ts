/** What the control plane offers: who is here, which sites there are, and tokens for their regions. Never customer data. */
import type { PasswordPolicy, Session, Site } from "./shapes.ts";
import { send, sendForJson } from "./send.ts";

const here = (): string => window.location.origin;
const post = async (path: string, body: unknown): Promise<void> => void (await send(here(), path, { method: "POST", body }));

export const fetchSession = (): Promise<Session> => sendForJson(here(), "/api/session");
export const fetchPasswordPolicy = (): Promise<PasswordPolicy> => sendForJson(here(), "/api/password-policy");

export const createFirstAdministrator = (body: {
  token: string;
  organisation: string;
  name: string;
  email: string;
  password: string;
}): Promise<void> => post("/api/first-administrator", body);

export const signIn = (body: { email: string; password: string }): Promise<void> => post("/api/sign-in", body);
export const signOut = (): Promise<void> => post("/api/sign-out", {});
export const changePassword = (body: { current: string; next: string }): Promise<void> => post("/api/password", body);

export const createSite = (body: { name: string; region: string }): Promise<Site> =>
  sendForJson(here(), "/api/sites", { method: "POST", body });

export type RegionToken = { token: string; expiresAt: string; origin: string };
export const issueRegionToken = (siteId: string): Promise<RegionToken> =>
  sendForJson(here(), `/api/sites/${encodeURIComponent(siteId)}/token`, { method: "POST", body: {} });
