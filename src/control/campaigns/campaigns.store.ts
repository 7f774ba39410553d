/** Rows of campaigns that several verbs read. */
import type { CampaignId, StaffId, TemplateId } from "../../base/ids.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { tokenHash } from "../link-token.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;
type Row = ControlTables["campaign_template"];

/** By name. `by` is a name of the register, or our own. */
export async function templatesNewest(tx: Tx): Promise<readonly { readonly row: Row; readonly by: string; readonly used: number }[]> {
  const rows = await tx.selectFrom("campaign_template as t").leftJoin("staff", "staff.id", "t.written_by")
    .select(["t.id", "t.version", "t.name", "t.from_name", "t.subject", "t.body", "t.page", "t.signs", "t.written_by", "t.written_at", "staff.name as by"])
    .distinctOn("t.id").orderBy("t.id").orderBy("t.version", "desc").execute();
  const uses = await tx.selectFrom("campaign").select(["template", (eb) => eb.fn.countAll<string>().as("used")]).groupBy("template").execute();
  const usedOf = new Map(uses.map(({ template, used }) => [template, Number(used)]));
  return rows.map(({ by, ...row }) => ({ row, by: by ?? "Spendward", used: usedOf.get(row.id) ?? 0 })).toSorted((a, b) => a.row.name.localeCompare(b.row.name, "en"));
}

export const templateVersion = (tx: Tx, id: TemplateId, version: number): Promise<Row | undefined> =>
  tx.selectFrom("campaign_template").selectAll().where("id", "=", id).where("version", "=", version).executeTakeFirst();

const COLUMNS = [
  "r.campaign", "r.staff_id", "r.mailed_at", "r.clicked_at", "r.entered_at", "r.reported_at", "c.name", "c.ends_at", "c.stopped_at", "c.template", "c.template_version",
] as const;

export type Received = { readonly campaign: CampaignId; readonly staff_id: StaffId; readonly mailed_at: Date | null; readonly clicked_at: Date | null; readonly entered_at: Date | null; readonly reported_at: Date | null; readonly ends_at: Date; readonly stopped_at: Date | null; readonly template: TemplateId; readonly template_version: number };

/** Whose link it is; locked. @param tokens as they may stand in a text: most of them nobody's */
export const receivedByToken = async (tx: Tx, tokens: readonly string[]): Promise<Received | undefined> =>
  tokens.length === 0 ? undefined : tx.selectFrom("campaign_recipient as r").innerJoin("campaign as c", "c.id", "r.campaign").select(COLUMNS).where("r.token_sha256", "in", tokens.map(tokenHash)).orderBy("r.mailed_at", "desc").limit(1).forUpdate("r").executeTakeFirst();

/** What somebody was sent since then, the newest first; locked. */
export const receivedBy = (tx: Tx, staff: StaffId, since: Date): Promise<readonly Received[]> =>
  tx.selectFrom("campaign_recipient as r").innerJoin("campaign as c", "c.id", "r.campaign").select(COLUMNS).where("r.staff_id", "=", staff).where("r.mailed_at", ">", since).orderBy("r.mailed_at", "desc").limit(50).forUpdate("r").execute();

/** Over: what happens now is not counted any more. */
export const isOver = ({ ends_at: endsAt, stopped_at: stoppedAt }: Pick<Received, "ends_at" | "stopped_at">, now: Date): boolean => stoppedAt !== null || endsAt <= now;
