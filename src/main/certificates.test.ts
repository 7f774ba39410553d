import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Authority, needsRenewal, openAuthority } from "./certificates.ts";

let folder: string;
let authority: Authority;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward-ca-"));
  authority = await openAuthority(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test("the authority is made once and its key is its owner's only", async () => {
  expect((await openAuthority(folder)).ca).toBe(authority.ca);
  expect((await stat(join(folder, "ca-key.pem"))).mode & 0o777).toBe(0o600);
  const ca = new X509Certificate(authority.ca);
  expect([ca.ca, ca.verify(ca.publicKey)]).toEqual([true, true]);
});

test("a server certificate names its hosts, is signed by the authority and can sign nothing", async () => {
  const { cert, key } = await authority.issue(["ledger.example", "127.0.0.1"]);
  const certificate = new X509Certificate(cert);
  expect(certificate.verify(new X509Certificate(authority.ca).publicKey)).toBe(true);
  expect(certificate.checkHost("ledger.example")).toBe("ledger.example");
  expect(certificate.checkHost("other.example")).toBeUndefined();
  expect([certificate.checkIP("127.0.0.1"), certificate.ca]).toEqual(["127.0.0.1", false]);
  expect(key).toContain("PRIVATE KEY");
  expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBeLessThanOrEqual(398 * 86_400_000);
});

test("it is renewed a month before its end, and when a host was added", async () => {
  const made = new Date("2026-11-23T00:00:00Z");
  const { cert } = await authority.issue(["localhost"], made);
  expect(needsRenewal(cert, ["localhost"], made)).toBe(false);
  expect(needsRenewal(cert, ["localhost"], new Date(made.getTime() + 360 * 86_400_000))).toBe(false);
  expect(needsRenewal(cert, ["localhost"], new Date(made.getTime() + 368 * 86_400_000))).toBe(true);
  expect(needsRenewal(cert, ["localhost", "ledger.example"], made)).toBe(true);
});
