/** A real OpenID provider (oidc-provider, certified) over HTTPS, and a person who signs in at it with a browser's cookies. */
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Provider, type Configuration } from "oidc-provider";
import type { ServerTls } from "../../src/main/certificates.ts";

export type Account = { readonly sub: string; readonly email: string; readonly name: string; readonly groups: readonly string[]; readonly amr?: readonly string[] };
export type OidcIdp = {
  readonly issuer: string;
  /** Adds a client; its secret is the answer. */
  readonly register: (client: { id: string; redirectUri: string; logoutUri: string; signedOutUri: string }) => string;
  readonly accounts: Map<string, Account>;
  /** Walks from the sign-in address to our callback, as `login`. Answers the callback's address. */
  readonly signIn: (url: string, login: string) => Promise<string>;
  /** Ends the person's session at the provider, which then tells us by the back channel. */
  readonly signOut: (url: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openOidcIdp(tls: ServerTls): Promise<OidcIdp> {
  const accounts = new Map<string, Account>();
  const clients: NonNullable<Configuration["clients"]>[number][] = [];
  const server = createServer(tls);
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  const issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
  let provider: Provider | undefined;
  const start = (): Provider =>
    new Provider(issuer, {
      clients,
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
      pkce: { required: () => true },
      findAccount: async (_context, sub) => {
        const account = accounts.get(sub);
        return account && { accountId: account.sub, claims: async () => ({ ...account, groups: [...account.groups], email_verified: true }) };
      },
      cookies: { keys: ["test"] },
      ttl: { Session: 3600, Grant: 3600, Interaction: 600, IdToken: 300, AccessToken: 300 },
    });
  server.on("request", (request, response) => void (provider ??= start()).callback()(request, response));
  const jar = new Map<string, string>();
  return {
    issuer,
    accounts,
    register: ({ id, redirectUri, logoutUri, signedOutUri }) => {
      const client_secret = `secret of ${id}, which is long enough`;
      clients.push({ client_id: id, client_secret, redirect_uris: [redirectUri], post_logout_redirect_uris: [signedOutUri], backchannel_logout_uri: logoutUri, backchannel_logout_session_required: true, response_types: ["code"], grant_types: ["authorization_code"], token_endpoint_auth_method: "client_secret_basic" });
      provider = undefined; // the next request is answered by one that knows this client
      return client_secret;
    },
    signIn: (url, login) => walk(jar, url, login, issuer),
    signOut: async (url) => {
      const page = await hop(jar, url);
      const form = new URLSearchParams({ xsrf: /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "", logout: "yes" });
      await hop(jar, /action="([^"]+)"/.exec(page.text)?.[1] ?? "", form);
    },
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

type Hop = { readonly location: string | null; readonly text: string };

async function hop(jar: Map<string, string>, url: string, form?: URLSearchParams): Promise<Hop> {
  const answer = await fetch(url, { redirect: "manual", headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") }, ...(form && { method: "POST", body: form }) });
  for (const line of answer.headers.getSetCookie()) {
    const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
    if (value === "" || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
  const location = answer.headers.get("location");
  return { location: location === null ? null : new URL(location, url).href, text: await answer.text() };
}

async function walk(jar: Map<string, string>, from: string, login: string, issuer: string): Promise<string> {
  jar.clear();
  let url = from;
  for (let hops = 0; hops < 20; hops++) {
    if (!url.startsWith(issuer)) return url;
    const page = await hop(jar, url);
    if (page.location !== null) {
      url = page.location;
      continue;
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1];
    const action = /action="([^"]+)"/.exec(page.text)?.[1];
    if (prompt === undefined || action === undefined) throw new Error(`the provider showed: ${page.text.slice(0, 2_000)}`);
    const sent = await hop(jar, new URL(action, url).href, new URLSearchParams({ prompt, ...(prompt === "login" && { login, password: "x" }) }));
    url = sent.location ?? "";
  }
  throw new Error("the provider sent us in circles");
}
