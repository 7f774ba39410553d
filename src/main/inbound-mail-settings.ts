/**
 * Taking mail in, by settings: off unless they are there. `spendward up` reads `control/inbound-mail.json` in its data folder and, when there is none,
 * takes mail in on this machine only, at the port after the regions'.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Refusal } from "../base/errors.ts";

export const inboundMailSettings = z.strictObject({
  /** Only the loopback unless an address is named on purpose. */
  listen: z.strictObject({ host: z.string().min(1).default("127.0.0.1"), port: z.int().min(0).max(65_535) }),
  /** There is no third: mail does not come in without TLS. */
  tls: z.enum(["implicit", "starttls"]).default("starttls"),
  /** What stands after the @ of the addresses; its MX record leads here. */
  domain: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?){0,10}$/, "a domain in lower case"),
  mostMegabytes: z.int().min(1).max(50).default(25),
  /** By DNS (DMARC). False: every new ticket that comes by mail waits to be confirmed. */
  proveSenders: z.boolean().default(true),
});
export type InboundMailSettings = z.infer<typeof inboundMailSettings>;

/** @param local what holds when there is no file. @throws Refusal settings-not-json, settings-not-valid. */
export async function chosenInboundMail(file: string, local: { readonly port: number; readonly domain: string }): Promise<InboundMailSettings> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Refusal("invalid", "settings-missing", "The settings of inbound mail cannot be read.", [{ at: file }]);
  });
  if (text === undefined) return inboundMailSettings.parse({ listen: { port: local.port }, domain: local.domain, proveSenders: false });
  const parsed = inboundMailSettings.safeParse(parse(text, file));
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid", "settings-not-valid", "The settings of inbound mail are not complete.", parsed.error.issues.map((issue) => ({ at: `${file}: ${issue.path.join(".") || "settings"}`, expected: issue.message })));
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "settings-not-json", "The settings of inbound mail are not JSON.", [{ at: file }]);
  }
}
