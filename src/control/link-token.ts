/** The secret in a link that is sent or printed: random, shown once, of which only a hash is stored. It stands after the `#`, which browsers do not send. */
import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");
export const tokenHash = (token: string): Buffer => createHash("sha256").update(token, "utf8").digest();
