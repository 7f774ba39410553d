/**
 * A stand-in for AWS KMS on the loopback interface, for tests: AWS JSON 1.1 with `X-Amz-Target: TrentService.…`, as the
 * KMS API reference (2014-11-01) describes it. Shares no code with aws-kms.ts. Keeps keys in memory only.
 */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Key = { readonly id: string; readonly material: Buffer; state: "Enabled" | "Disabled" | "PendingDeletion"; readonly createdAt: number };
type Input = Record<string, unknown>;

class ApiError extends Error {
  readonly type: string;
  constructor(type: string) {
    super(type);
    this.type = type;
  }
}

export const ACCESS_KEY = "AKIASTANDIN";

export async function startKmsStandIn() {
  const keys = new Map<string, Key>();
  const aliases = new Map<string, { readonly key: string; readonly createdAt: number }>();
  const state = { delayMs: 0 };

  const keyOf = (input: Input): Key => {
    const key = keys.get(String(input["KeyId"]));
    if (key === undefined) throw new ApiError("NotFoundException");
    return key;
  };
  const usable = (input: Input): Key => {
    const key = keyOf(input);
    if (key.state === "Disabled") throw new ApiError("DisabledException");
    if (key.state === "PendingDeletion") throw new ApiError("KMSInvalidStateException");
    return key;
  };
  const contextOf = (input: Input) => Buffer.from(JSON.stringify(Object.entries((input["EncryptionContext"] ?? {}) as Input).sort()));
  const metadata = (key: Key) => ({ KeyMetadata: { KeyId: key.id, KeyState: key.state, CreationDate: key.createdAt, Enabled: key.state === "Enabled" } });

  const actions: Record<string, (input: Input) => unknown> = {
    CreateKey: () => {
      const key: Key = { id: randomUUID(), material: randomBytes(32), state: "Enabled", createdAt: Date.now() / 1000 };
      keys.set(key.id, key);
      return metadata(key);
    },
    DescribeKey: (input) => metadata(keyOf(input)),
    CreateAlias: (input) => {
      const name = String(input["AliasName"]);
      if (!/^alias\/[\w/-]+$/.test(name)) throw new ApiError("InvalidAliasNameException");
      if (aliases.has(name)) throw new ApiError("AlreadyExistsException");
      aliases.set(name, { key: String(input["TargetKeyId"]), createdAt: Date.now() / 1000 });
    },
    DeleteAlias: (input) => void aliases.delete(String(input["AliasName"])),
    // Two to a page, so that paging is used.
    ListAliases: (input) => {
      const all = [...aliases.entries()].sort();
      const start = Number(input["Marker"] ?? 0);
      const page = all.slice(start, start + 2).map(([AliasName, { key, createdAt }]) => ({ AliasName, TargetKeyId: key, CreationDate: createdAt }));
      const more = start + 2 < all.length;
      return { Aliases: page, Truncated: more, ...(more && { NextMarker: String(start + 2) }) };
    },
    DisableKey: (input) => void (keyOf(input).state = "Disabled"),
    EnableKey: (input) => void (keyOf(input).state = "Enabled"),
    ScheduleKeyDeletion: (input) => {
      const days = Number(input["PendingWindowInDays"]);
      if (!(days >= 7 && days <= 30)) throw new ApiError("ValidationException");
      keyOf(input).state = "PendingDeletion";
      return { KeyId: input["KeyId"], KeyState: "PendingDeletion", PendingWindowInDays: days };
    },
    Encrypt: (input) => {
      const key = usable(input);
      const clear = Buffer.from(String(input["Plaintext"]), "base64");
      if (clear.length === 0 || clear.length > 4096) throw new ApiError("ValidationException");
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key.material, nonce).setAAD(contextOf(input));
      const sealed = Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
      return { KeyId: key.id, CiphertextBlob: sealed.toString("base64"), EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    },
    Decrypt: (input) => {
      const key = usable(input);
      const sealed = Buffer.from(String(input["CiphertextBlob"]), "base64");
      if (sealed.length < 29) throw new ApiError("InvalidCiphertextException");
      const decipher = createDecipheriv("aes-256-gcm", key.material, sealed.subarray(0, 12)).setAAD(contextOf(input));
      decipher.setAuthTag(sealed.subarray(-16));
      try {
        const clear = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
        return { KeyId: key.id, Plaintext: clear.toString("base64"), EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
      } catch {
        throw new ApiError("InvalidCiphertextException");
      }
    },
  };

  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const send = (status: number, answer: unknown, type?: string) => {
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID(), ...(type && { "x-amzn-errortype": type }) });
        setTimeout(() => response.end(JSON.stringify(answer ?? {})), state.delayMs).unref();
      };
      try {
        const signed = /^AWS4-HMAC-SHA256 Credential=([A-Z]+)\/\d{8}\/[a-z0-9-]+\/kms\/aws4_request, SignedHeaders=/.exec(request.headers.authorization ?? "");
        if (signed?.[1] !== ACCESS_KEY) throw new ApiError("UnrecognizedClientException");
        const action = actions[String(request.headers["x-amz-target"]).replace(/^TrentService\./, "")];
        if (action === undefined) throw new ApiError("UnknownOperationException");
        send(200, action(JSON.parse(body) as Input));
      } catch (error) {
        const type = error instanceof ApiError ? error.type : "KMSInternalException";
        send(error instanceof ApiError ? 400 : 500, { __type: type, message: "refused by the stand-in" }, type);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What an administrator of the account would do. */
    act: (action: "CreateKey" | "DisableKey" | "EnableKey", input: Input) => actions[action]!(input),
    state,
    stop: () => new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
