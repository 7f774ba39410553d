/** Tables of phishing campaigns as Kysely sees them. The truth is the SQL in migrations/0022. */
import type { CampaignId, MailId, ReportId, StaffId, TemplateId } from "../base/ids.ts";

/** What stands behind the link: which of the two pages. */
export const LANDING_PAGES = ["sign-in", "bank-details"] as const;
export type LandingPage = (typeof LANDING_PAGES)[number];

export type CampaignTables = {
  campaign_template: {
    id: TemplateId;
    version: number;
    name: string;
    from_name: string;
    subject: string;
    body: string;
    page: LandingPage;
    /** What gives it away, told afterwards. */
    signs: string[];
    written_by: string;
    written_at: Date;
  };
  campaign: {
    id: CampaignId;
    name: string;
    template: TemplateId;
    template_version: number;
    /** null: everybody. */
    teams: string[] | null;
    created_by: StaffId;
    created_at: Date;
    starts_at: Date;
    /** When its recipients were drawn; null: not yet. */
    begun_at: Date | null;
    ends_at: Date;
    stopped_at: Date | null;
    stopped_by: StaffId | null;
  };
  campaign_recipient: {
    campaign: CampaignId;
    staff_id: StaffId;
    /** As it was when the campaign began. */
    team: string;
    delivery: "pending" | "waiting" | "delivered" | "not-delivered";
    mail: MailId | null;
    token_sha256: Buffer | null;
    mailed_at: Date | null;
    delivered_at: Date | null;
    clicked_at: Date | null;
    entered_at: Date | null;
    reported_at: Date | null;
    reported_by: "button" | "mail" | null;
  };
  suspicious_mail: {
    id: ReportId;
    staff_id: StaffId;
    told_by: "button" | "mail";
    /** By mail: whether the sender's domain was proven. */
    proven: boolean;
    sealed_text: Buffer;
    told_at: Date;
  };
};
