/** A person's word over the check's: a held line is let go, or a released one is held, with the reason. Letting go asks for the second factor again. */
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { needStrong, needWithin, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, personOf } from "../sites/sites.ts";
import type { OverrideAsk, ShownLine } from "./payment-runs.schema.ts";
import { mayShow, overridesOf, paymentRunRow, readPages, sealOverride, type StoredLine } from "./payment-runs.store.ts";
import { showLine } from "./read-runs.ts";

/** @throws Refusal payment-run-not-checked, verdict-stands, payment-line-unreadable, not-found. */
export async function overrideLine(deps: RegionDeps, actor: Actor, siteId: SiteId, given: { paymentRunId: string; line: number }, ask: OverrideAsk): Promise<ShownLine> {
  const codes = needWithin(actor, siteId, "payment-runs", "release", deps.clock.now().getTime());
  if (ask.verdict === "release") needStrong(actor, deps.clock.now().getTime()); // money leaves
  const id = parseId("prn", given.paymentRunId);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      // two people at once: the second sees what the first said
      await tx.selectFrom("payment_run").select("payment_run_id").where("site_id", "=", siteId).where("payment_run_id", "=", id).forUpdate().executeTakeFirst();
      const row = await paymentRunRow(tx, id);
      if (row.state !== "done") throw new Refusal("conflict", "payment-run-not-checked", "This payment run is not checked.", [{ remedy: "Wait until it is, or send the file again." }]);
      let found: StoredLine | undefined;
      for await (const page of readPages(site, tx, id)) found ??= page.find(({ line }) => line.line === given.line);
      if (found === undefined || !mayShow(found, codes)) throw notFound("line of this payment run");
      const before = (await overridesOf(site, tx, id)).get(given.line) ?? [];
      const stands = before.at(-1)?.verdict ?? found.verdict;
      if (stands === ask.verdict) throw new Refusal("conflict", "verdict-stands", `The line is on ${stands === "hold" ? "hold" : "release"} already.`, [{ remedy: "Look at it again: somebody may have decided it meanwhile." }]);
      if (ask.verdict === "release" && found.line.unreadable !== null) {
        throw new Refusal("conflict", "payment-line-unreadable", "A line that could not be read cannot be released.", [{ at: found.line.at, remedy: "Correct the file and check it again." }]);
      }
      const { id: person, name } = personOf(actor);
      const [position, at] = [before.length + 1, deps.clock.now()];
      const words = { reason: ask.reason, name };
      await tx.insertInto("payment_override").values({
        site_id: siteId, payment_run_id: id, line: given.line, position, verdict: ask.verdict, decided_by: person, decided_at: at, sealed_reason: await sealOverride(site.keys, id, given.line, position, words),
      }).execute();
      await site.audit(tx, {
        act: "payment-runs.override", object: { kind: "payment run", id }, before: { line: given.line, verdict: stands }, after: { line: given.line, verdict: ask.verdict }, detail: { reason: ask.reason, said: found.verdict, points: found.points },
      });
      return showLine(found, [...before, { verdict: ask.verdict, by: person, at, ...words }], codes);
    }));
}
