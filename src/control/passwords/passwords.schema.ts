/** What comes in as an email address or a password. Whether a password is good enough is the policy's business. */
import { z } from "@hono/zod-openapi";

/** The longest address that mail can be sent to (RFC 5321, section 4.5.3.1.3). */
const EMAIL_MAX_LENGTH = 254;
/** Code units; a stop against floods, well above what the policy accepts. */
const PASSWORD_MAX_LENGTH = 1024;

export const emailField = z.string().trim().max(EMAIL_MAX_LENGTH, "At most 254 characters.").pipe(z.email("An email address."));
export const passwordField = z.string().min(1, "A password.").max(PASSWORD_MAX_LENGTH, "At most 1,024 characters.");
