/**
 * How mail leaves, by settings: through a mail server over TLS, or kept and shown on the Mail page. `spendward up` reads them from
 * `control/mail.json` in its data folder and keeps mail when there is none. The password is in a file of its own.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Refusal } from "../base/errors.ts";
import { resolveSecrets } from "./secrets.ts";

export const mailSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("smtp"),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    /** There is no third: mail does not leave without TLS. */
    tls: z.enum(["implicit", "starttls"]),
    from: z.email("the address that mail comes from"),
    user: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    ca: z.string().includes("CERTIFICATE").optional(),
    /** Who of the operator is told of its own alerts (docs/runbooks/audit-verify.md). */
    operatorTo: z.email("an address of the operator").optional(),
  }),
  z.strictObject({ kind: z.literal("kept") }),
]);
export type MailSettings = z.infer<typeof mailSettings>;

/** Of a file that need not exist: then mail is kept. @throws Refusal settings-not-json, settings-not-valid, secret-*. */
export async function chosenMail(file: string): Promise<MailSettings> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Refusal("invalid", "settings-missing", "The settings of the mail server cannot be read.", [{ at: file }]);
  });
  if (text === undefined) return { kind: "kept" };
  const parsed = mailSettings.safeParse(await resolveSecrets(parse(text, file), file, "mail"));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ at: `${file}: ${issue.path.join(".") || "mail"}`, expected: issue.message }));
  throw new Refusal("invalid", "settings-not-valid", "The settings of the mail server are not complete.", details);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "settings-not-json", "The settings of the mail server are not JSON.", [{ at: file }]);
  }
}
