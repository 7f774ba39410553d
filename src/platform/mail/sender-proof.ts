/**
 * Whether a mail is proven to come from the domain that its From line names: DMARC (RFC 7489), which means that DKIM or SPF passed for that very
 * domain. The only module that imports mailauth. Says nothing of who in that domain wrote it.
 */
import { Resolver } from "node:dns/promises";
import { authenticate } from "mailauth";

export type Came = { readonly address: string; readonly helo: string; readonly from: string; readonly name: string; /** `address:port` of the resolver; the system's when absent. */ readonly dnsServer?: string };

/** False also when it cannot be found out: no proof is no proof. */
export async function isProven(raw: Uint8Array, came: Came): Promise<boolean> {
  const resolver = new Resolver({ timeout: 3_000, tries: 1 });
  if (came.dnsServer !== undefined) resolver.setServers([came.dnsServer]);
  const asked = { resolver: (name: string, type: string) => resolver.resolve(name, type), disableArc: true, disableBimi: true, minBitLength: 1024 };
  try {
    const found = await authenticate(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), { ip: came.address.replace(/^::ffff:/, ""), helo: came.helo, sender: came.from, mta: came.name, ...asked } as object);
    return found.dmarc !== false && found.dmarc?.status.result === "pass";
  } catch {
    return false;
  }
}
