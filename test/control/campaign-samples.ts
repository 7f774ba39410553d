/** Samples of the campaigns' endpoints in the staff area: each has a campaign or a template of its own. */
import { newId } from "../../src/base/ids.ts";
import { asSuperuser } from "./scene.ts";
import type { StaffSample } from "./staff-samples.ts";
import type { StaffScene } from "./staff-scene.ts";

const FIRST = "tpl_01990000-0000-7000-8000-000000000001";
const TEXT = { name: "Parcel", fromName: "Post room", subject: "A parcel for {name}", body: "Hello {first name}, it waits until {day}: {link}", page: "sign-in", signs: ["You ordered nothing."] };

/** Scheduled, so that no mail is queued. */
async function aCampaign(scene: StaffScene, by: string): Promise<string> {
  const id = newId("cmp");
  const [known] = await asSuperuser<{ id: string }>(scene, "select id from staff where id = $1 union all select id from staff limit 1", [by]);
  await asSuperuser(scene, "insert into campaign (id, name, template, template_version, created_by, created_at, starts_at, ends_at) values ($1, 'Sample', $2, 1, $3, now(), now() + interval '1 day', now() + interval '2 days')", [id, FIRST, known?.id]);
  return id;
}

export const CAMPAIGN_SAMPLES: Readonly<Record<string, StaffSample>> = {
  "get /api/staff/phishing": ({ browser }) => browser.get("/api/staff/phishing"),
  "get /api/staff/campaigns": ({ browser }) => browser.get("/api/staff/campaigns"),
  "post /api/staff/campaigns": async ({ browser }, { scene }) => {
    await asSuperuser(scene, "update campaign set stopped_at = now(), stopped_by = created_by where stopped_at is null");
    return browser.post("/api/staff/campaigns", { name: "November", template: FIRST, version: 1, startsAt: new Date(scene.clock.now().getTime() + 86_400_000).toISOString() });
  },
  "get /api/staff/campaigns/{campaignId}": async ({ browser, id }, { scene }) => browser.get(`/api/staff/campaigns/${await aCampaign(scene, id)}`),
  "post /api/staff/campaigns/{campaignId}/stop": async ({ browser, id }, { scene }) => browser.post(`/api/staff/campaigns/${await aCampaign(scene, id)}/stop`),
  "get /api/staff/campaign-templates": ({ browser }) => browser.get("/api/staff/campaign-templates"),
  "post /api/staff/campaign-templates": ({ browser }) => browser.post("/api/staff/campaign-templates", TEXT),
  "post /api/staff/campaign-templates/{templateId}": ({ browser }) => browser.post(`/api/staff/campaign-templates/${FIRST}`, TEXT),
  "post /api/staff/suspicious-mails": ({ browser }) => browser.post("/api/staff/suspicious-mails", { what: "Your parcel waits" }),
  "get /api/staff/suspicious-mails": ({ browser }) => browser.get("/api/staff/suspicious-mails"),
};
