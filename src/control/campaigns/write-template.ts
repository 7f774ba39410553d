/** Templates of campaigns: kept as versions, of which none is ever edited, so that what was sent last year can be read as it was. */
import { showDay, type Day } from "../../base/day.ts";
import { notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type TemplateId } from "../../base/ids.ts";
import { needDuty, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import { fillTemplate, type Lure } from "./fill-template.ts";
import type { TemplateText } from "./campaigns.schema.ts";
import { templatesNewest, type Tx } from "./campaigns.store.ts";

export const MOST_TEMPLATES = 200;
export const MOST_VERSIONS = 100;
/** What `{day}` says: so long after it is sent. */
const DAY_AHEAD_MS = 2 * 86_400_000;

type Row = ControlTables["campaign_template"];
export type ShownTemplate = TemplateText & { readonly id: TemplateId; readonly version: number; readonly by: string; readonly at: Date; readonly used: number; readonly preview: Lure };

export const dayNamed = (now: Date): string => showDay(new Date(now.getTime() + DAY_AHEAD_MS).toISOString().slice(0, 10) as Day);

/** The newest version of each, with the mail as it would come to whoever asks. */
export function listTemplates(plane: ControlPlane, actor: OperatorActor): Promise<readonly ShownTemplate[]> {
  needDuty(actor, "phishing", "read");
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const { team } = await tx.selectFrom("staff").select("team").where("id", "=", actor.staff).executeTakeFirstOrThrow();
    const with_ = { name: actor.name, team, day: dayNamed(plane.clock.now()), link: linkTo(plane, "sign-in", "leads-nowhere") };
    return (await templatesNewest(tx)).map(({ row, by, used }) => ({ ...textOf(row), id: row.id, version: row.version, by, at: row.written_at, used, preview: fillTemplate(partsOf(row), { ...with_, link: linkTo(plane, row.page, "leads-nowhere") }) }));
  });
}

/** The token stands after the `#`, which browsers do not send: whoever fetches the page alone tells us of nobody. */
export const linkTo = (plane: ControlPlane, page: Row["page"], token: string): string => `${plane.lureOrigin}/notice/${page}#${token}`;

export const partsOf = ({ from_name: fromName, subject, body }: Pick<Row, "from_name" | "subject" | "body">) => ({ fromName, subject, body });
const textOf = (row: Row): TemplateText => ({ name: row.name, ...partsOf(row), page: row.page, signs: row.signs });

/** @throws Refusal conflict too-many-templates. */
export function addTemplate(plane: ControlPlane, actor: OperatorActor, text: TemplateText): Promise<TemplateId> {
  needDuty(actor, "phishing", "run");
  return inTrail(plane.database, OPERATOR, async (tx) => {
    if ((await templatesNewest(tx)).length >= MOST_TEMPLATES) throw new Refusal("conflict", "too-many-templates", `There are ${MOST_TEMPLATES} templates already.`, [{ remedy: "Write a new version of one that nobody uses any more." }]);
    return write(plane, actor, tx, { id: newId("tpl"), version: 1 }, text);
  });
}

/** @throws Refusal not_found; conflict template-changed: somebody else wrote a version meanwhile; too-many-versions. */
export function writeVersion(plane: ControlPlane, actor: OperatorActor, idText: string, text: TemplateText): Promise<TemplateId> {
  needDuty(actor, "phishing", "run");
  const id = parseId("tpl", idText);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const newest = await tx.selectFrom("campaign_template").select("version").where("id", "=", id).orderBy("version", "desc").limit(1).executeTakeFirst();
    if (!newest) throw notFound("template");
    if (newest.version >= MOST_VERSIONS) throw new Refusal("conflict", "too-many-versions", "This template has too many versions.", [{ remedy: "Begin a new one." }]);
    return write(plane, actor, tx, { id, version: newest.version + 1 }, text);
  });
}

async function write(plane: ControlPlane, actor: OperatorActor, tx: Tx, { id, version }: { id: TemplateId; version: number }, { fromName, ...text }: TemplateText): Promise<TemplateId> {
  const row = { id, version, ...text, from_name: fromName, written_by: actor.staff, written_at: plane.clock.now() };
  const written = await tx.insertInto("campaign_template").values(row).onConflict((known) => known.columns(["id", "version"]).doNothing()).returning("id").executeTakeFirst();
  if (!written) throw new Refusal("conflict", "template-changed", "Somebody else wrote a new version meanwhile.", [{ remedy: "Open it again, and write yours on top." }]);
  await audit(tx, { actor, act: "campaigns.write-template", object: { kind: "template", id }, after: { version, name: text.name, page: text.page } }, plane.auditSeal, plane.clock);
  return id;
}
