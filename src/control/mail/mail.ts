/**
 * Mail to people about their accounts (promise X4): a closed list of texts, a queue in the database, its state. The door.
 *
 * Invariant: a mail exists exactly if the act that causes it commits; no text holds customer data of a site. The connection
 * to the mail server is platform/mail's; which act sends which text is the acts' own business.
 */
export { ACCESS_NEWS, type AccessNews } from "./access-news.ts";
export { mailOfBounce } from "./bounce-address.ts";
export { cameBack } from "./came-back.ts";
export { deliverMail } from "./deliver-mail.ts";
export { enqueueMail, needMailWorks, notify, reviveAddress } from "./enqueue-mail.ts";
export { forgetMail } from "./forget-mail.ts";
export { listStaffMail, readStaffMail } from "./list-mail.ts";
export { mailRoutes, mailSchema } from "./mail.routes.ts";
export { harmless } from "./templates.ts";
export type { Mail, SecondFactorChange } from "./templates.ts";
export type { MailOut } from "./mail-out.ts";
