/**
 * "Who can see this finding, and why?" and "what would somebody of these company codes see?", for those who may ask.
 *
 * Who is assigned what is control's to know, and whether the asker may know it control's to decide: it signs the list, the browser brings
 * it here, and what it means for this finding is decided beside the finding. Nothing of a ledger reaches control for it.
 */
import { z } from "@hono/zod-openapi";
import { notFound } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { actorId, COMPANY_CODE_MAX_LENGTH, MOST_COMPANY_CODES, need, needWithin, seesAll, type Actor } from "../../platform/access/access.ts";
import { verifyStatement, type PublicKeys } from "../../platform/tokens/tokens.ts";
import type { PersonId } from "../../base/ids.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite } from "../sites/sites.ts";
import { findingTotalsSchema } from "./findings.schema.ts";
import { benchFor, type Workbench } from "./workbench.ts";

const codesField = z.array(z.string().min(1).max(COMPANY_CODE_MAX_LENGTH)).min(1).max(MOST_COMPANY_CODES);
export const previewAskedSchema = z.strictObject({ companyCodes: codesField.nullable().openapi({ description: "null: all" }) }).openapi("AccessPreviewAsked");
export const previewSchema = z.object({ totals: findingTotalsSchema, ofAll: z.number().int() }).openapi("AccessPreview");
export type AccessPreview = z.infer<typeof previewSchema>;

/** Counts and sums only. For whoever sees all codes: it tells about codes that the asker names. */
export async function previewAccess(deps: RegionDeps, workbench: Workbench, actor: Actor, siteId: SiteId, asked: z.infer<typeof previewAskedSchema>): Promise<AccessPreview> {
  need(actor, siteId, "findings", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const whole = await workbench.of(site, tx);
      const bench = whole && benchFor(whole, asked.companyCodes === null ? "all" : new Set(asked.companyCodes));
      await site.auditRead(tx, "findings.preview", { kind: "site", id: siteId }, bench?.all.length ?? 0);
      return { totals: bench?.totals ?? { count: 0, exposure: [], byKind: {}, byBand: {} }, ofAll: whole?.open.length ?? 0 };
    }));
}

export const companyCodesSchema = z.object({ items: z.array(z.object({ companyCode: z.string(), findings: z.number().int() })) }).openapi("CompanyCodes");
export type CompanyCodeList = z.infer<typeof companyCodesSchema>;

/** The codes that findings rest on, for choosing from: those of the ledger that matter for what people see. */
export async function listCompanyCodes(deps: RegionDeps, workbench: Workbench, actor: Actor, siteId: SiteId): Promise<CompanyCodeList> {
  const codes = needWithin(actor, siteId, "findings", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const whole = await workbench.of(site, tx);
      const counts = new Map<string, number>();
      for (const { within } of whole ? benchFor(whole, codes).all : []) for (const code of within?.companyCodes ?? []) counts.set(code, (counts.get(code) ?? 0) + 1);
      await site.auditRead(tx, "findings.company-codes", { kind: "site", id: siteId }, counts.size);
      return { items: [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, 5_000).map(([companyCode, findings]) => ({ companyCode, findings })) };
    }));
}

/** What control signs: assignments that give `findings:read` at the site, each with the people who have it. */
export const viewersSaidSchema = z.array(z.object({
  role: z.string(), allSites: z.boolean(), companyCodes: codesField.nullable(), count: z.number().int(), names: z.array(z.string()),
}));
export const viewersAskedSchema = z.strictObject({ statement: z.string().max(900_000) }).openapi("ViewersAsked");
export const viewersSchema = z.object({
  companyCodes: z.array(z.string()).nullable().openapi({ description: "That the finding rests on; null: also on rows without one, so only those who see all codes see it." }),
  viewers: z.array(z.object({ role: z.string(), allSites: z.boolean(), allCompanyCodes: z.boolean(), count: z.number().int(), names: z.array(z.string()) })),
}).openapi("Viewers");
export type Viewers = z.infer<typeof viewersSchema>;

export async function showViewers(deps: RegionDeps, keys: PublicKeys, workbench: Workbench, actor: Actor, siteId: SiteId, id: string, statement: string): Promise<Viewers> {
  const nowMs = deps.clock.now().getTime();
  const codes = needWithin(actor, siteId, "findings", "read", nowMs);
  const findingId = parseId("fnd", id);
  const asker = { region: deps.region, site: siteId, person: actorId(actor) as PersonId, about: "viewers" };
  const said = await verifyStatement(keys, asker, viewersSaidSchema, statement, nowMs);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const whole = await workbench.of(site, tx);
      const bench = whole && benchFor(whole, codes);
      const found = bench?.all[bench.at.get(findingId) ?? -1];
      if (!found) throw notFound("finding");
      const rowsOf = found.within?.companyCodes;
      const viewers = said.filter((one) => seesAll(one.companyCodes === null ? "all" : new Set(one.companyCodes), rowsOf));
      await site.auditRead(tx, "findings.viewers", { kind: "finding", id: findingId }, viewers.reduce((sum, { count }) => sum + count, 0));
      return { companyCodes: rowsOf ? [...rowsOf] : null, viewers: viewers.map(({ companyCodes, ...one }) => ({ ...one, allCompanyCodes: companyCodes === null })) };
    }));
}
