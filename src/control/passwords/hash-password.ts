/**
 * Password hashes: Argon2id from node:crypto, written as a PHC string so that the cost travels with the hash.
 *
 * Cost is the second recommended option of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes.
 * A hash made at another cost still verifies; a hash of another kind never does.
 * Verification of a malformed hash costs as much as that of a good one, so that timing tells nothing.
 */
import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const argon2Async = promisify(argon2);

const COST = { memoryKib: 65_536, passes: 3, lanes: 4 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Upper bounds on what a stored hash may ask for: a tampered row must not buy gigabytes of memory. */
const MOST = { memoryKib: 262_144, passes: 10, lanes: 16 } as const;

type Cost = { readonly memoryKib: number; readonly passes: number; readonly lanes: number };
type Parsed = { readonly cost: Cost; readonly salt: Buffer; readonly tag: Buffer };

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43,86})$/;

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");

function derive(password: string, salt: Buffer, cost: Cost, tagBytes: number): Promise<Buffer> {
  return argon2Async("argon2id", {
    // One password may be typed as composed or decomposed characters; both are the same password.
    message: Buffer.from(password.normalize("NFKC"), "utf8"),
    nonce: salt,
    memory: cost.memoryKib,
    passes: cost.passes,
    parallelism: cost.lanes,
    tagLength: tagBytes,
  });
}

function parse(hash: string): Parsed | null {
  const match = PHC.exec(hash);
  if (!match) return null;
  const [, memory = "", passes = "", lanes = "", salt = "", tag = ""] = match;
  const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  if (cost.memoryKib > MOST.memoryKib || cost.passes > MOST.passes || cost.lanes > MOST.lanes) return null;
  if (cost.passes < 1 || cost.lanes < 1 || cost.memoryKib < 8 * cost.lanes) return null;
  return { cost, salt: Buffer.from(salt, "base64"), tag: Buffer.from(tag, "base64") };
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await derive(password, salt, COST, TAG_BYTES);
  return `$argon2id$v=19$m=${COST.memoryKib},t=${COST.passes},p=${COST.lanes}$${unpadded(salt)}$${unpadded(tag)}`;
}

export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const parsed = parse(hash);
  if (!parsed) {
    await derive(password, randomBytes(SALT_BYTES), COST, TAG_BYTES);
    return false;
  }
  const tag = await derive(password, parsed.salt, parsed.cost, parsed.tag.length);
  return timingSafeEqual(tag, parsed.tag);
}
