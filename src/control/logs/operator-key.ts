/**
 * Keys of control's own that need no file: Ed25519 keys made from the plane's secret (RFC 8032 takes any 32 bytes as the private key), one per
 * use. Whoever holds the secret (a node of control, its supervisor, the operator's command line on that machine) can sign with them.
 */
import { createPrivateKey } from "node:crypto";
import { readSigningKey, type SigningKey } from "../../platform/tokens/tokens.ts";
import { keyFor } from "../sealing/sealing.ts";

/** PKCS #8 before the 32 bytes of an Ed25519 private key (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/** @param use `operator`: the command line, to read logs. `logs`: processes of control that are not its server, to send theirs. */
export function controlSigner(secret: Uint8Array, use: "operator" | "logs"): Promise<SigningKey> {
  const der = Buffer.concat([PKCS8_HEAD, keyFor(secret, `messages of ${use}`)]);
  return readSigningKey(JSON.stringify(createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ format: "jwk" })));
}
