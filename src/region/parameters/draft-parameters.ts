/** Writes down a change of the parameters. It changes nothing yet: a draft counts once it was tried and switched on. */
import { Refusal } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { settle } from "../../engine/run/run.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, personOf } from "../sites/sites.ts";
import { changesOf } from "./changes-of.ts";
import type { ParametersDraft, ParametersVersion } from "./parameters.schema.ts";
import { currentVersion, lockSite, parametersRow, sealContent, settingsOf } from "./parameters.store.ts";
import { showVersion } from "./show-version.ts";

const MOST_DRAFTS = 20;

/** @throws Refusal parameters-not-valid, parameters-moved, parameters-unchanged, too-many-drafts. */
export async function draftParameters(deps: RegionDeps, actor: Actor, siteId: SiteId, draft: ParametersDraft): Promise<ParametersVersion> {
  need(actor, siteId, "parameters", "change", deps.clock.now().getTime());
  const settings = settle(draft);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await lockSite(tx);
      const current = await currentVersion(tx);
      if (draft.basedOn !== current) {
        throw new Refusal("conflict", "parameters-moved", `Version ${current} counts now, and this change was thought of on version ${draft.basedOn}.`, [{ at: "basedOn", expected: String(current), remedy: "Look at the parameters as they are now, and make the change again." }]);
      }
      const changes = changesOf(await settingsOf(site, tx, current), settings);
      if (changes.length === 0) throw new Refusal("conflict", "parameters-unchanged", "This sets nothing otherwise than it is.", [{ remedy: "Change a value, or leave it." }]);
      const { drafts, last } = await tx.selectFrom("parameters").where("site_id", "=", siteId)
        .select((row) => [row.fn.countAll<number>().filterWhere("state", "=", "draft").as("drafts"), row.fn.max("version").as("last")]).executeTakeFirstOrThrow();
      if (drafts >= MOST_DRAFTS) throw new Refusal("conflict", "too-many-drafts", `There are ${MOST_DRAFTS} drafts already.`, [{ expected: `at most ${MOST_DRAFTS}`, remedy: "Withdraw those that nobody needs." }]);
      const version = (last ?? 0) + 1;
      const { id, name } = personOf(actor);
      await tx.insertInto("parameters").values({
        site_id: siteId, version, based_on: current, state: "draft", drafted_by: id, drafted_at: deps.clock.now(),
        sealed_content: await sealContent(site, version, { settings, why: draft.why, draftedByName: name }),
      }).execute();
      await site.audit(tx, { act: "parameters.draft", object: { kind: "parameters", id: String(version) }, after: { version, basedOn: current, why: draft.why, changes } });
      return showVersion(site, tx, await parametersRow(tx, version));
    }));
}
