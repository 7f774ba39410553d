/**
 * A passkey in software, for tests: answers creation and sign-in as an authenticator and a browser would (WebAuthn Level 3), and
 * can be told to cheat. The cryptography is node:crypto's and the encoding is written here, independent of the library under test.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

type Creation = { readonly challenge: string; readonly rp: { readonly id?: string } };
type Request = { readonly challenge: string; readonly rpId?: string };
/** What vouches for the authenticator: a certificate (DER, its issuers after it) with its key, or with none the passkey's own key. */
export type SoftAttestation = { readonly aaguid: string; readonly certificates?: readonly Uint8Array[]; readonly key?: KeyObject };
export type Cheat = { readonly origin?: string; readonly rpId?: string; readonly verified?: boolean; readonly challenge?: string; readonly counter?: number; readonly type?: string };
export type SoftPasskey = {
  readonly id: string;
  readonly create: (options: Creation, cheat?: Cheat) => Record<string, unknown>;
  readonly answer: (options: Request, cheat?: Cheat) => Record<string, unknown>;
};

const sha256 = (data: Uint8Array | string): Buffer => createHash("sha256").update(data).digest();
const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** CBOR (RFC 8949) of what is needed here: whole numbers, bytes, text, lists, maps. */
function cbor(value: number | string | Uint8Array | readonly Uint8Array[] | Map<number | string, unknown>): Buffer {
  const head = (major: number, n: number): Buffer => (n < 24 ? Buffer.of((major << 5) | n) : n < 256 ? Buffer.of((major << 5) | 24, n) : Buffer.of((major << 5) | 25, n >> 8, n & 255));
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (!(value instanceof Map)) return Buffer.concat([head(4, value.length), ...value.map((one) => cbor(one))]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, inner]) => [cbor(key), cbor(inner as number)])]);
}

/** COSE key (RFC 9053) of P-256 with SHA-256. */
function coseKey(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  return cbor(new Map<number, unknown>([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, "base64url")], [-3, Buffer.from(y, "base64url")]]));
}

export function softPasskey(origin: string, attestation?: SoftAttestation): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const rawId = randomBytes(32);
  let counter = 0;
  const dataOf = (rpId: string, cheat: Cheat, attested: boolean): Buffer => {
    const flags = 0x01 | (cheat.verified === false ? 0 : 0x04) | (attested ? 0x40 : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags);
    head.writeUInt32BE(cheat.counter ?? ++counter, 1);
    const length = Buffer.of(0, rawId.length);
    return Buffer.concat([sha256(cheat.rpId ?? rpId), head, ...(attested ? [Buffer.from((attestation?.aaguid ?? "0".repeat(32)).replace(/-/g, ""), "hex"), length, rawId, coseKey(publicKey)] : [])]);
  };
  const clientData = (type: string, challenge: string, cheat: Cheat): Buffer =>
    Buffer.from(JSON.stringify({ type: cheat.type ?? type, challenge: cheat.challenge ?? challenge, origin: cheat.origin ?? origin, crossOrigin: false }));
  /** WebAuthn section 8.2. */
  const packed = ({ certificates, key }: SoftAttestation, signed: Buffer): Map<string, unknown> =>
    new Map<string, unknown>([["alg", -7], ["sig", sign("sha256", signed, key ?? privateKey)], ...(certificates === undefined ? [] : [["x5c", certificates] as const])]);
  const answer = (response: object) => ({ id: b64(rawId), rawId: b64(rawId), type: "public-key", clientExtensionResults: {}, response });
  return {
    id: b64(rawId),
    create: ({ challenge, rp }, cheat = {}) => {
      const client = clientData("webauthn.create", challenge, cheat);
      const data = dataOf(rp.id ?? "", cheat, true);
      const made = attestation === undefined ? { fmt: "none", statement: new Map() } : { fmt: "packed", statement: packed(attestation, Buffer.concat([data, sha256(client)])) };
      const object = new Map<string, unknown>([["fmt", made.fmt], ["attStmt", made.statement], ["authData", data]]);
      return answer({ clientDataJSON: b64(client), attestationObject: b64(cbor(object)), transports: ["internal"] });
    },
    answer: ({ challenge, rpId = "" }, cheat = {}) => {
      const data = dataOf(rpId, cheat, false);
      const client = clientData("webauthn.get", challenge, cheat);
      const signature = sign("sha256", Buffer.concat([data, sha256(client)]), privateKey);
      return answer({ clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature) });
    },
  };
}
