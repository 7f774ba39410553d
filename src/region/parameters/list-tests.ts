/** The tests of the product as this site has set them, and each one's page, read from its own documentation. */
import { notFound } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { isSwitchable, isWhole, SHOW_FROM, TESTS, testPage, type Kind, type Settings, type Test } from "../../engine/run/run.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import type { TestItem, TestList } from "./parameters.schema.ts";
import { currentVersion, settingsOf } from "./parameters.store.ts";

/** What the newest run says of each test; asked of the runs by whoever puts the routes together. */
export type LastCoverage = (site: BorrowedSite, tx: RegionTransaction) => Promise<ReadonlyMap<string, NonNullable<TestItem["lastRun"]>>>;

export async function listTests(deps: RegionDeps, coverage: LastCoverage, actor: Actor, siteId: SiteId): Promise<TestList> {
  need(actor, siteId, "parameters", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const version = await currentVersion(tx);
      const settings = await settingsOf(site, tx, version);
      const last = await coverage(site, tx);
      await site.auditRead(tx, "tests.list", { kind: "site", id: siteId }, TESTS.length);
      return {
        version, settings: { off: [...settings.off], values: { ...settings.values }, showFrom: { ...settings.showFrom } },
        items: TESTS.map((test) => showTest(test, settings, last.get(test.id))),
        kinds: Object.entries(SHOW_FROM).map(([kind, { value, least, most }]) => ({ kind: kind as Kind, standard: value, least, most, value: settings.showFrom[kind as Kind] ?? value })),
      };
    }));
}

/** @throws Refusal not_found: no such test. */
export async function readTest(deps: RegionDeps, coverage: LastCoverage, actor: Actor, siteId: SiteId, id: string): Promise<TestItem & { sections: { heading: string; text: string }[] }> {
  need(actor, siteId, "parameters", "read", deps.clock.now().getTime());
  const test = TESTS.find((one) => one.id === id);
  if (test === undefined) throw notFound("test");
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const settings = await settingsOf(site, tx, await currentVersion(tx));
      const last = await coverage(site, tx);
      await site.auditRead(tx, "tests.read", { kind: "test", id: test.id }, 1);
      return { ...showTest(test, settings, last.get(test.id)), sections: test.id === "DUP" ? OF_ALL_DUPLICATES : test.id === "PAY" ? OF_PAYMENTS : testPage(test.id).sections.map((one) => ({ ...one })) };
    }));
}

const OF_ALL_DUPLICATES = [{
  heading: "Test",
  text: "The duplicate tests are levels of one comparison of all documents. What is set here holds for them together: how many of the unlikely ones are still reported.",
}];

const OF_PAYMENTS = [{
  heading: "Test",
  text: "Each payment of a run is held against the history before it is released. Every reason against it has points; their sum decides whether it is held, looked at or released. What is set here says from how many points on. A line that could not be read is held and nothing is released from a file that does not add up, whatever is set.",
}];

function showTest({ id, name, kinds, parameters }: Test, settings: Settings, lastRun: TestItem["lastRun"] | undefined): TestItem {
  return {
    id, name, kinds: [...kinds], on: !(settings.off as readonly string[]).includes(id), switchable: isSwitchable({ id }), lastRun: lastRun ?? null,
    parameters: Object.entries(parameters).map(([key, parameter]) => ({
      name: key, means: parameter.means, unit: parameter.unit, whole: isWhole(parameter), standard: parameter.value, least: parameter.least, most: parameter.most,
      value: settings.values[`${id}.${key}`] ?? parameter.value,
    })),
  };
}
