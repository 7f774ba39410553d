/** What the routes of campaigns take and give. */
import { z } from "@hono/zod-openapi";
import { isId, type TemplateId } from "../../base/ids.ts";
import { LANDING_PAGES } from "../campaign-tables.ts";
import { nameField } from "../name-field.ts";
import { bodyFault, lineFault } from "./fill-template.ts";

const line = (most: number) => nameField.pipe(z.string().max(most, `At most ${most} characters.`));
const clean = (fault: (text: string) => string | undefined) => (text: string, issue: z.RefinementCtx): void => {
  const message = fault(text);
  if (message !== undefined) issue.addIssue({ code: "custom", message });
};

export const BODY_MAX = 4_000;
export const MOST_SIGNS = 6;

export const templateSchema = z.strictObject({
  name: line(100),
  fromName: line(80).superRefine(clean(lineFault)),
  subject: line(150).superRefine(clean(lineFault)),
  body: z.string().trim().min(1, "A text.").max(BODY_MAX, `At most ${BODY_MAX} characters.`).superRefine(clean(bodyFault)),
  page: z.enum(LANDING_PAGES).openapi({ description: "What stands behind the link" }),
  signs: z.array(line(200)).min(1, "At least one.").max(MOST_SIGNS).openapi({ description: "What gives it away, told afterwards" }),
}).openapi("CampaignTemplateText");
export type TemplateText = z.infer<typeof templateSchema>;

export const shownTemplateSchema = templateSchema.extend({
  id: z.string(), version: z.number(), by: z.string(), at: z.string(), used: z.number().openapi({ description: "In how many campaigns, in any version" }),
  preview: z.object({ fromName: z.string(), subject: z.string(), text: z.string() }).openapi({ description: "As it would come to oneself, with a link that leads nowhere" }),
}).openapi("CampaignTemplate");

export const newCampaignSchema = z.strictObject({
  name: line(100),
  template: z.custom<TemplateId>((id) => isId("tpl", id), "The id of a template.").openapi({ type: "string" }),
  version: z.int().min(1).max(100),
  teams: z.array(line(100)).min(1).max(50).optional().openapi({ description: "Absent: everybody who works here" }),
  startsAt: z.iso.datetime({ offset: true }).optional().openapi({ description: "Absent: now" }),
}).openapi("NewCampaign");
export type NewCampaign = z.infer<typeof newCampaignSchema>;

const counted = { people: z.number(), delivered: z.number(), clicked: z.number(), entered: z.number(), reported: z.number() };
export const campaignSchema = z.object({
  id: z.string(), name: z.string(), template: z.object({ id: z.string(), version: z.number(), name: z.string(), subject: z.string() }), teams: z.array(z.string()).nullable(),
  state: z.enum(["scheduled", "sending", "running", "ended", "stopped"]), startsAt: z.string(), endsAt: z.string(), by: z.string(),
  counts: z.object({ ...counted, waiting: z.number().openapi({ description: "Not sent yet" }), notDelivered: z.number() }),
}).openapi("Campaign");

const outcome = z.object({
  id: z.string(), name: z.string(), team: z.string(), delivery: z.enum(["pending", "waiting", "delivered", "not-delivered"]),
  clickedAt: z.string().nullable(), enteredAt: z.string().nullable(), reportedAt: z.string().nullable(), reportedBy: z.enum(["button", "mail"]).nullable(),
  training: z.enum(["none", "due", "done"]).openapi({ description: "The course that was assigned because of it" }),
});
export const campaignDetailSchema = campaignSchema.extend({ signs: z.array(z.string()), teamResults: z.array(z.object({ team: z.string(), ...counted })), outcomes: z.array(outcome), mayStop: z.boolean() }).openapi("CampaignDetail");

export const monthField = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, "A month: 2026-11.");
const held = z.object({
  month: z.string(), here: z.number().openapi({ description: "Who worked here all of that month" }), reached: z.number().nullable().openapi({ description: "How many of them a test mail reached; null: not told while the month lasts" }),
  held: z.boolean().nullable(),
});
export const phishingSchema = z.object({
  sees: z.enum(["all", "totals"]).openapi({ description: "`totals`: of campaigns that are over, and of nobody who could be told from them" }),
  control: z.object({ state: z.enum(["good", "failing", "not-due"]), why: z.string(), missed: z.array(z.string()), at: z.string(), share: z.number() }),
  months: z.array(held.extend({ campaigns: z.number(), counts: z.object(counted).nullable().openapi({ description: "null: none, or too few people to tell without telling who" }) })),
  month: z.string().nullable().openapi({ description: "Which one `teams` is of; null: the last twelve" }),
  teams: z.array(z.object({ team: z.string().nullable().openapi({ description: "null: several small teams together" }), ...counted })),
}).openapi("Phishing");

export const TOLD_MAX = 4_000;
export const toldSchema = z.strictObject({ what: z.string().trim().min(1, "What it said: its subject, who it was from, its link.").max(TOLD_MAX, `At most ${TOLD_MAX} characters.`) }).openapi("SuspiciousMailTold");
export const suspiciousSchema = z.object({ id: z.string(), name: z.string(), told: z.enum(["button", "mail"]), proven: z.boolean(), at: z.string(), text: z.string() }).openapi("SuspiciousMail");
