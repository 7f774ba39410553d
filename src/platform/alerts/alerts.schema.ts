/** What the routes of alerts take and give. */
import { z } from "@hono/zod-openapi";

const instant = z.iso.datetime();
const RULE = z.enum(["failures", "new-place", "mass-export", "key-acts", "break-glass", "feed-stopped", "trail-damaged"]);

export const alertSchema = z.object({
  id: z.string(), rule: RULE, title: z.string(), severity: z.number().int().openapi({ description: "2 low, 3 medium, 4 high." }), subject: z.string(),
  firedAt: instant, quietUntil: instant.openapi({ description: "The same rule says no more of the same subject until then." }),
  entries: z.array(z.string()).openapi({ description: "Ids of the entries behind it, oldest first; at most 100." }),
  acknowledgedAt: instant.nullable(), acknowledgedBy: z.string().nullable(),
  mail: z.enum(["told", "waiting", "given-up"]).openapi({ description: "Whether those who want mail about it were written to; given up: that was not possible for a week." }),
}).openapi("Alert");
export type AlertView = z.infer<typeof alertSchema>;
export const alertListSchema = z.object({ items: z.array(alertSchema), nextCursor: z.string().nullable(), total: z.number().int(), open: z.number().int() }).openapi("AlertList");
export const alertQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().regex(/^\d{1,9}$/).optional(),
  open: z.enum(["yes", "no"]).default("no").openapi({ description: "Only those that nobody has acknowledged." }),
});

const range = z.object({ usual: z.number().int(), least: z.number().int(), most: z.number().int() });
export const ruleSchema = z.object({
  rule: RULE, on: z.boolean(), threshold: z.number().int(), unit: z.enum(["failures", "rows", "acts", "sign-ins"]), windowMinutes: z.number().int(),
  thresholdRange: range, windowRange: range,
}).openapi("AlertRule");
export type RuleView = z.infer<typeof ruleSchema>;
export const ruleListSchema = z.object({
  items: z.array(ruleSchema),
  placeFrom: z.enum(["country-header", "country-list", "network"]).nullable().openapi({ description: "What tells where a sign-in came from: the country that a trusted proxy names, the country by the operator's list of addresses, or the network of the address. Null where there are no sign-ins." }),
}).openapi("AlertRuleList");
export const changeRuleSchema = z.strictObject({ rule: RULE, on: z.boolean(), threshold: z.int().min(1), windowMinutes: z.int().min(1) }).openapi("ChangeAlertRule");
export type ChangeRule = z.infer<typeof changeRuleSchema>;
