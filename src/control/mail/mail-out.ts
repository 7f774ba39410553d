/** How mail leaves this installation: through a server, not at all (the Mail page shows it instead), or it is not set up. */
import type { SendMail } from "../../platform/mail/mail.ts";

export type MailOut =
  | { readonly kind: "smtp"; readonly send: SendMail }
  /** One machine without a mail server: texts are kept for a week and shown to the organisation's administrators. */
  | { readonly kind: "kept" }
  | { readonly kind: "off" };
