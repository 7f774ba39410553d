/**
 * Lets a draft count, and has the ledger examined with it. Only one that was tried on the ledger that counts, beside the version that
 * counted until now; the database refuses it as well (migration 0015).
 */
import { Refusal } from "../../base/errors.ts";
import type { ImportId, SiteId } from "../../base/ids.ts";
import { need, needStrong, type Actor } from "../../platform/access/access.ts";
import { changesOf, currentVersion, lockSite, needDraft, parametersRow, sealSwitch, settingsOf } from "../parameters/parameters.ts";
import type { RegionDeps } from "../region.deps.ts";
import { queueRun } from "../runs/runs.ts";
import { borrowSite, personOf, type RegionTransaction } from "../sites/sites.ts";
import type { Switched } from "./back-tests.schema.ts";
import { isOutdated, newestBackTest, openBackTest } from "./back-tests.store.ts";

/** @throws Refusal not_found; parameters-no-draft, back-test-needed, back-test-outdated, confirmed-lost; step-up-needed: a test that is switched off finds nothing any more. */
export async function switchOn(deps: RegionDeps, actor: Actor, siteId: SiteId, version: number, { losesConfirmed }: { readonly losesConfirmed: number }): Promise<Switched> {
  const nowMs = deps.clock.now().getTime();
  need(actor, siteId, "parameters", "change", nowMs);
  needStrong(actor, nowMs);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const { ledgerRevision } = await lockSite(tx);
      const row = await parametersRow(tx, version);
      needDraft(row.state);
      const trial = await newestBackTest(tx, version);
      if (trial?.sealed_outcome == null) throw new Refusal("conflict", "back-test-needed", "This draft was not tried yet.", [{ expected: "a back-test that is done", remedy: "Try it on the history first." }]);
      if (await isOutdated(deps, tx, trial)) {
        throw new Refusal("conflict", "back-test-outdated", "The ledger or the parameters changed since this draft was tried.", [{ expected: "a back-test of the ledger as it is", remedy: "Try it again; the draft stays as it is." }]);
      }
      const { gained, lost, changed, decided } = (await openBackTest(site, { ...trial, sealed_outcome: trial.sealed_outcome })).shown;
      needKnown(decided.confirmedLost.count, losesConfirmed);
      const before = await currentVersion(tx);
      const by = personOf(actor);
      await tx.updateTable("parameters").set((one) => ({ state: "past", revision: one("revision", "+", 1) })).where("site_id", "=", siteId).where("state", "=", "current").execute();
      await tx.updateTable("parameters").set({
        state: "current", revision: row.revision + 1, switched_on: (await switchedSoFar(tx)) + 1, switched_on_by: by.id, switched_on_at: deps.clock.now(), sealed_switch: await sealSwitch(site, version, by.name),
      }).where("site_id", "=", siteId).where("version", "=", version).execute();
      const runId = await queueRun(deps, site, tx, actor, { importId: await importOf(tx, ledgerRevision), ledgerRevision });
      const changes = changesOf(await settingsOf(site, tx, before), await settingsOf(site, tx, version));
      await site.audit(tx, { act: "parameters.switch-on", object: { kind: "parameters", id: String(version) }, before: { version: before }, after: { version }, detail: { changes, runId, gained: gained.count, lost: lost.count, changed: changed.count } });
      return { version, runId, by };
    }));
}

function needKnown(count: number, said: number): void {
  if (count === said) return;
  throw new Refusal("conflict", "confirmed-lost", `With this, ${count} findings that people confirmed are not found any more.`, [{ at: "losesConfirmed", expected: String(count), remedy: "Look at them in the back-test, and say that you know." }]);
}

async function switchedSoFar(tx: RegionTransaction): Promise<number> {
  const { last } = await tx.selectFrom("parameters").select((row) => row.fn.max("switched_on").as("last")).where("site_id", "=", tx.siteId).executeTakeFirstOrThrow();
  return last ?? 0;
}

const importOf = async (tx: RegionTransaction, revision: number): Promise<ImportId> =>
  (await tx.selectFrom("manifest").select("import_id").where("site_id", "=", tx.siteId).where("ledger_revision", "=", revision).executeTakeFirstOrThrow()).import_id;
