/** The policy as a table. */
import { describe, expect, it } from "vitest";
import { judgeSession, networkAllows, networkOf, NO_POLICY } from "./judge-session.ts";

const here = { strength: ["pwd"], ageMs: 0, idleMs: 0, address: "198.51.100.7" };

describe("a session is judged", () => {
  it.each([
    [{}, {}, "good"],
    [{ ssoOnly: true }, {}, "other-way-in"],
    [{ ssoOnly: true }, { strength: ["pwd", "otp"] }, "other-way-in"],
    [{ ssoOnly: true }, { strength: ["hwk"] }, "other-way-in"],
    [{ ssoOnly: true }, { strength: ["sso", "mfa"] }, "good"],
    [{ ssoOnly: true, emergency: true }, {}, "good"],
    [{ ssoOnly: true }, { strength: ["machine"] }, "good"],
    [{ sessionMostMinutes: 60 }, { ageMs: 3_600_000 }, "good"],
    [{ sessionMostMinutes: 60 }, { ageMs: 3_600_001 }, "over"],
    [{ sessionIdleMinutes: 15 }, { idleMs: 900_000, ageMs: 9_000_000 }, "good"],
    [{ sessionIdleMinutes: 15 }, { idleMs: 900_001 }, "over"],
    [{ sessionIdleMinutes: 15, emergency: true }, { idleMs: 900_001 }, "over"],
    [{ sessionIdleMinutes: 15 }, { idleMs: 900_001, strength: ["machine"] }, "good"],
    [{ sessionMostMinutes: 60, emergency: true }, { ageMs: 3_600_001 }, "over"],
    [{ allowedNetworks: ["198.51.100.0/24"] }, {}, "good"],
    [{ allowedNetworks: ["198.51.100.0/29"] }, { address: "198.51.100.8" }, "other-network"],
    [{ allowedNetworks: ["198.51.100.0/24"], emergency: true, ssoOnly: true }, { address: "203.0.113.1" }, "other-network"],
  ] as const)("%o with %o: %s", (policy, session, expected) => {
    expect(judgeSession({ ...NO_POLICY, ...policy }, { ...here, ...session })).toBe(expected);
  });

  it("finds addresses in networks of their own kind, in every form an address comes in", () => {
    expect(networkAllows(["10.0.0.0/8"], "::ffff:10.1.2.3")).toBe(true);
    expect(networkAllows(["2001:db8::/32"], "2001:db8:1::7")).toBe(true);
    expect(networkAllows(["2001:db8::/32"], "2001:db9::7")).toBe(false);
    expect(networkAllows(["fe80::/10"], "fe80::1%eth0")).toBe(true);
    expect(networkAllows(["10.0.0.0/8"], "unknown")).toBe(false);
    expect(networkAllows(["10.0.0.0/8"], "2001:db8::1")).toBe(false);
  });

  it.each([["10.0.0.0/8", "10.0.0.0/8"], [" 198.51.100.7 ", "198.51.100.7/32"], ["2001:DB8::/32", "2001:db8::/32"], ["::1", "::1/128"]])("takes %s as a network", (text, network) => expect(networkOf(text)).toBe(network));
  it.each(["0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "office", "", "10.0.0.0/8/8", "fe80::1%eth0/64"])("takes %s for none", (text) => expect(networkOf(text)).toBeUndefined());
});
