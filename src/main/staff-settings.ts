/** What the operator's own people must come with, by settings; for `up` in `control/staff.json` of the data folder (docs/runbooks/staff.md). */
import { createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { z } from "zod";
import { Refusal } from "../base/errors.ts";

const pem = z.string().refine((text) => {
  try {
    createPublicKey(text); // takes a certificate as well
    return true;
  } catch {
    return false;
  }
}, "a certificate or a public key, PEM");

const network = z.string().refine((text) => {
  const [base = "", bits = "", ...more] = text.split("/");
  const version = isIP(base);
  return version !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= (version === 6 ? 128 : 32);
}, "a network, not wider than /8: 10.1.0.0/16");

/** `https://name` or with a port; nothing behind it. */
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).protocol === "https:" && new URL(text).origin === text, "an origin: https://portal.example");

export const staffSettings = z.strictObject({
  networks: z.array(network).max(200).default([]),
  device: z.enum(["required", "recorded"]).default("required"),
  authenticators: z.array(z.strictObject({ name: z.string().min(1).max(100), aaguid: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), roots: z.array(pem).min(1).max(20) })).max(200).default([]),
  certificates: z.strictObject({ issuers: z.array(pem).min(1).max(20), revoked: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10_000).default([]) }).optional(),
  lureOrigin: origin.optional(),
});
export type StaffSettings = z.infer<typeof staffSettings>;

/** This machine and the networks that are never the internet's (RFC 1918, RFC 4193): who runs `up` sits there. */
const NEARBY = ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/8", "fd00::/8"];

/** Of a file that need not exist: then staff come from nearby, and whether a device proved itself is recorded. @throws Refusal settings-not-valid */
export async function chosenStaff(file: string): Promise<StaffSettings> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return JSON.stringify({ networks: NEARBY, device: "recorded" });
    throw error;
  });
  const parsed = staffSettings.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid", "settings-not-valid", "The rules of the staff door are not right.", parsed.error.issues.map((issue) => ({ at: `${file}: ${issue.path.join(".") || "settings"}`, expected: issue.message })));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
