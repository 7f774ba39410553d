/**
 * A name that people give: of themselves, an organisation, a site. One line of visible text in any script; control
 * characters, halves of characters and marks that turn the direction of the text around are refused, because a name
 * is shown next to other things and must not change how they read.
 */
import { z } from "@hono/zod-openapi";

const NAME_MAX_LENGTH = 200;
const INVISIBLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

export const nameField = z
  .string()
  .trim()
  .min(1, "A name.")
  .max(NAME_MAX_LENGTH, "At most 200 characters.")
  .refine((text) => !INVISIBLE.test(text), "One line of visible characters.");
