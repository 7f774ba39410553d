/**
 * What the log says of a client's address: a mark by which the requests of one client on one day are known for the same, and from which
 * nobody comes back to the address. It is a keyed hash; the key is random, of this process and day, in memory only, so that not
 * even trying every address there is helps afterwards.
 */
import { createHmac, randomBytes } from "node:crypto";

export function clientMark(now: () => Date = () => new Date()): (address: string) => string {
  let day = "";
  let key = randomBytes(32);
  return (address) => {
    const today = now().toISOString().slice(0, 10);
    if (today !== day) [day, key] = [today, randomBytes(32)];
    return createHmac("sha256", key).update(address).digest("hex").slice(0, 12);
  };
}
