/** Whether a session satisfies its organisation's policy now. Pure, so that the whole of it is a table in a test. */
import { BlockList, isIP } from "node:net";
import { plainAddress } from "../../base/address.ts";

/** `sso` is the method by which every session of a connection is known. */
export const SSO_METHOD = "sso";

export type SessionPolicy = {
  readonly ssoOnly: boolean;
  readonly sessionMostMinutes: number | null;
  /** Requests are noted every five minutes, so it ends at most that much sooner, and never later. */
  readonly sessionIdleMinutes: number | null;
  /** A second factor of ours is asked for, whatever an identity provider says it checked; enforced where its session begins. */
  readonly ownFactor: boolean;
  readonly allowedNetworks: readonly string[];
  /** This person is one of the named emergency administrators. */
  readonly emergency: boolean;
};
export const NO_POLICY: SessionPolicy = { ssoOnly: false, sessionMostMinutes: null, sessionIdleMinutes: null, ownFactor: false, allowedNetworks: [], emergency: false };

export type Judged = "good" | "over" | "other-way-in" | "other-network";

export function judgeSession(policy: SessionPolicy, session: { readonly strength: readonly string[]; readonly ageMs: number; readonly idleMs: number; readonly address: string }): Judged {
  if (session.strength.includes("machine")) return "good"; // it runs inside this plane
  if (policy.ssoOnly && !policy.emergency && !session.strength.includes(SSO_METHOD)) return "other-way-in";
  if (policy.sessionMostMinutes !== null && session.ageMs > policy.sessionMostMinutes * 60_000) return "over";
  if (policy.sessionIdleMinutes !== null && session.idleMs > policy.sessionIdleMinutes * 60_000) return "over";
  return networkAllows(policy.allowedNetworks, session.address) ? "good" : "other-network";
}

/** @param networks in CIDR form, checked when they were stored. */
export function networkAllows(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const plain = plainAddress(address);
  const version = isIP(plain);
  if (version === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [base = "", prefix = ""] = network.split("/");
    if (isIP(base) === version) list.addSubnet(base, Number(prefix), version === 6 ? "ipv6" : "ipv4");
  }
  return list.check(plain, version === 6 ? "ipv6" : "ipv4");
}

/** The one form in which a network is stored; undefined when the text is none. A single address is a network of one. */
export function networkOf(text: string): string | undefined {
  const [base = "", prefix, ...more] = text.trim().toLowerCase().split("/");
  const version = isIP(base);
  if (version === 0 || base.includes("%") || more.length > 0) return undefined;
  const longest = version === 6 ? 128 : 32;
  if (prefix === undefined) return `${base}/${longest}`;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  // A network of everybody is a mistake, and one of a whole continent too.
  return bits < 8 || bits > longest ? undefined : `${base}/${bits}`;
}
