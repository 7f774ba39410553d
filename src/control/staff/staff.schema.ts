/** What the people register takes and shows. */
import { z } from "@hono/zod-openapi";
import { asDay } from "../../base/day.ts";
import { nameField } from "../name-field.ts";

export const emailField = z.string().trim().toLowerCase().max(254).pipe(z.email("An e-mail address."));
export const dayField = z.string().refine((text) => asDay(text) !== undefined, "A day: 2026-11-27.");
const line = (most: number) => nameField.pipe(z.string().max(most, `At most ${most} characters.`));

export const EMPLOYMENTS = ["permanent", "fixed-term", "contractor", "agency"] as const;
export const CHECKS = ["identity", "right-to-work", "criminal-record", "references"] as const;

export const personFields = { team: line(100), employment: z.enum(EMPLOYMENTS), place: line(100), hiredOn: dayField };
/** A reference to where the result is filed, never the result's contents. */
export const checkField = z.strictObject({ kind: z.enum(CHECKS), doneOn: dayField, reference: line(100) });
