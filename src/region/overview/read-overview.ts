/**
 * Puts the overview together from what the other nouns know. Each part is there only for who may read that noun: an
 * uploader sees files and imports and no finding, and whoever is limited to some company codes the findings of these alone.
 */
import type { SiteId } from "../../base/ids.ts";
import { may, mayWithin, need, needWithin, type Actor } from "../../platform/access/access.ts";
import { benchFor, countDecisions, totalFindings, type Bench, type ByDecision, type FindingItem, type Workbench } from "../findings/findings.ts";
import { lastImport } from "../imports/imports.ts";
import { manifestOf } from "../ledgers/ledgers.ts";
import type { RegionDeps } from "../region.deps.ts";
import { lastRun } from "../runs/runs.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import type { Overview } from "./overview.schema.ts";

export async function readOverview(deps: RegionDeps, workbench: Workbench, actor: Actor, siteId: SiteId): Promise<Overview> {
  const nowMs = deps.clock.now().getTime();
  const seesImports = may(actor, "imports:read");
  const codes = mayWithin(actor, "findings:read");
  if (seesImports || codes === undefined) need(actor, siteId, "imports", "read", nowMs);
  else needWithin(actor, siteId, "findings", "read", nowMs);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const whole = codes === undefined ? undefined : await workbench.of(site, tx);
      const bench = whole && codes && benchFor(whole, codes);
      const overview: Overview = {
        companyCodes: codes === undefined || codes === "all" ? null : [...codes].sort(),
        ledger: seesImports ? await ledgerPart(site, tx) : null,
        uploadsWaiting: seesImports ? await uploadsWaiting(tx) : 0,
        lastImport: seesImports ? await lastImport(site, tx) : null,
        lastRun: may(actor, "runs:read") ? await lastRun(site, tx) : null,
        findings: bench ? findingsOf(bench) : findingsPart([]),
      };
      await site.auditRead(tx, "overview.read", { kind: "site", id: siteId }, bench?.all.length ?? 0);
      return overview;
    }));
}

async function ledgerPart(site: BorrowedSite, tx: RegionTransaction): Promise<Overview["ledger"]> {
  const manifest = await manifestOf(site, tx);
  if (!manifest) return null;
  const { rows, totals, firstDay, lastDay, fields } = manifest.summary;
  return { rows: { ...rows }, totals: [...totals], firstDay, lastDay, committedAt: manifest.committedAt.toISOString(), fields: [...fields] };
}

async function uploadsWaiting(tx: RegionTransaction): Promise<number> {
  const { waiting } = await tx.selectFrom("upload").select((row) => row.fn.countAll<number>().as("waiting"))
    .where("ticket_id", "is", null).where("site_id", "=", tx.siteId).where("state", "=", "ready").executeTakeFirstOrThrow();
  return waiting;
}

/** Of findings that do not change any more, so they are added up once. */
const known = new WeakMap<Bench, Overview["findings"]>();

function findingsOf(bench: Bench): Overview["findings"] {
  const part = known.get(bench) ?? findingsPart(bench.open, countDecisions(bench.all.map(({ item }) => item)));
  known.set(bench, part);
  return part;
}

function findingsPart(items: readonly FindingItem[], decisions: ByDecision = countDecisions(items)): Overview["findings"] {
  const { count, exposure, byKind, byBand } = totalFindings(items);
  return {
    confirmed: decisions.confirmed, dismissed: decisions.dismissed, reopened: decisions.reopened, count, exposure, byKind, byBand, new: items.filter(({ state }) => state === "new").length,
    exposureByKind: Object.keys(byKind).map((kind) => ({ kind, ...part(items.filter((item) => item.kind === kind)) })),
    exposureByBand: ["very likely", "likely", "possible", "unlikely"].map((band) => ({ band, ...part(items.filter((item) => item.band === band)) })),
  };
}

function part(items: readonly FindingItem[]): Pick<Overview["findings"], "exposure" | "count"> {
  const { exposure, count } = totalFindings(items);
  return { exposure, count };
}
