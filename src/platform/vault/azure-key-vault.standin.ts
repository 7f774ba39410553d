/**
 * A stand-in for Azure Key Vault's keys on the loopback interface, for tests: the REST API (challenge authentication,
 * create, get, list, wrapkey, unwrapkey, delete, purge) as Microsoft's reference describes it. Shares no code with
 * azure-key-vault.ts. Keeps keys in memory only.
 */
import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt, randomUUID, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Key = { readonly name: string; readonly version: string; readonly pair: { publicKey: KeyObject; privateKey: KeyObject }; enabled: boolean; readonly createdS: number };
export const TOKEN = "stand-in-token";

class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export async function startKeyVaultStandIn() {
  const keys = new Map<string, Key>();
  const deleted = new Map<string, Key>();
  const state = { purgeProtected: false };
  let origin = "";

  const idOf = (key: Key) => `${origin}/keys/${key.name}/${key.version}`;
  const attributes = (key: Key) => ({ enabled: key.enabled, created: key.createdS, updated: key.createdS, recoveryLevel: "Recoverable+Purgeable" });
  const bundle = (key: Key) => {
    const { n, e } = key.pair.publicKey.export({ format: "jwk" });
    return { key: { kid: idOf(key), kty: "RSA", key_ops: ["wrapKey", "unwrapKey"], n, e }, attributes: attributes(key) };
  };
  const found = (name: string, version?: string): Key => {
    const key = keys.get(name);
    if (key === undefined || (version && version !== key.version)) throw new ApiError(404, "KeyNotFound");
    return key;
  };
  const oaep = (key: KeyObject) => ({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" });
  const cipher = (name: string, version: string, body: { alg: string; value: string }, work: (key: Key, value: Buffer) => Buffer) => {
    const key = found(name, version);
    if (!key.enabled) throw new ApiError(403, "Forbidden", "Operation is not allowed on a disabled key.");
    if (body.alg !== "RSA-OAEP-256") throw new ApiError(400, "BadParameter");
    try {
      return { kid: idOf(key), value: work(key, Buffer.from(body.value, "base64url")).toString("base64url") };
    } catch {
      throw new ApiError(400, "BadParameter");
    }
  };

  const answer = (method: string, url: URL, body: Record<string, unknown>): unknown => {
    const [collection, name = "", version, action] = url.pathname.slice(1).split("/");
    const route = `${method} ${collection}${name && "/name"}${version === "create" ? "/create" : version !== undefined ? "/version" : ""}${action ? `/${action}` : ""}`;
    switch (route) {
      case "POST keys/name/create": {
        if (deleted.has(name)) throw new ApiError(409, "Conflict");
        // Small and quick: the stand-in proves the protocol, not the strength.
        const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
        keys.set(name, { name, version: randomUUID().replaceAll("-", ""), pair, enabled: true, createdS: Math.floor(Date.now() / 1000) });
        return bundle(found(name));
      }
      case "GET keys/name": case "GET keys/name/version":
        return bundle(found(name, version));
      case "GET keys": {
        // Two to a page, so that paging is used.
        const all = [...keys.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
        const start = Number(url.searchParams.get("$skiptoken") ?? 0);
        const more = start + 2 < all.length;
        const page = all.slice(start, start + 2).map((key) => ({ kid: `${origin}/keys/${key.name}`, attributes: attributes(key) }));
        return { value: page, nextLink: more ? `${origin}/keys?api-version=7.4&$skiptoken=${start + 2}` : null };
      }
      case "POST keys/name/version/wrapkey":
        return cipher(name, version!, body as never, (key, value) => publicEncrypt(oaep(key.pair.publicKey), value));
      case "POST keys/name/version/unwrapkey":
        return cipher(name, version!, body as never, (key, value) => privateDecrypt(oaep(key.pair.privateKey), value));
      case "DELETE keys/name": {
        const key = found(name);
        keys.delete(name);
        deleted.set(name, key);
        return { ...bundle(key), recoveryId: `${origin}/deletedkeys/${name}`, deletedDate: key.createdS, scheduledPurgeDate: key.createdS };
      }
      case "GET deletedkeys/name": {
        const key = deleted.get(name);
        if (key === undefined) throw new ApiError(404, "KeyNotFound");
        return { ...bundle(key), recoveryId: `${origin}/deletedkeys/${name}` };
      }
      case "DELETE deletedkeys/name":
        if (state.purgeProtected) throw new ApiError(403, "Forbidden", "Operation \"purge\" is not allowed because purge protection is enabled.");
        if (!deleted.delete(name)) throw new ApiError(404, "KeyNotFound");
        return undefined;
      default:
        throw new ApiError(400, "BadParameter", route);
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new ApiError(401, "Unauthorized");
      const text = Buffer.concat(chunks).toString("utf8");
      const result = answer(request.method ?? "", new URL(request.url ?? "", origin), text === "" ? {} : (JSON.parse(text) as Record<string, unknown>));
      response.writeHead(result === undefined ? 204 : 200, { "content-type": "application/json; charset=utf-8" }).end(result && JSON.stringify(result));
    } catch (error) {
      const { status, code, message } = error instanceof ApiError ? error : new ApiError(500, "InternalServerError");
      const challenge = { "www-authenticate": `Bearer authorization="https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000", resource="https://vault.azure.net"` };
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...(status === 401 && challenge) }).end(JSON.stringify({ error: { code, message } }));
    }
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    state,
    /** What the owner of the vault would do. */
    create: (name: string) => answer("POST", new URL(`${origin}/keys/${name}/create`), {}),
    enable: (name: string, enabled: boolean) => void (found(name).enabled = enabled),
    stop: () => new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
