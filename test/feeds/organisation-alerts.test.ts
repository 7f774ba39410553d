/** Alert rules over an organisation's own trail: bursts of failed sign-ins, sign-ins from new networks; and a feed that delivers them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OrganisationId } from "../../src/base/ids.ts";
import { organisationFeedDeps, organisationWatchDeps } from "../../src/control/feeds/feeds.ts";
import { lentOrganisation } from "../../src/control/organisations/organisations.ts";
import { openAuthority } from "../../src/main/certificates.ts";
import { watchTrail } from "../../src/platform/alerts/alerts.ts";
import { openAddressGuard } from "../../src/platform/egress/egress.ts";
import { addFeed, deliverDueFeeds } from "../../src/platform/feeds/feeds.ts";
import { faultsOf } from "../../src/platform/ocsf/ocsf.schema.ts";
import { addOrganisation, addPerson, openScene, type Scene } from "../control/scene.ts";
import { readSyslog, syslogReceiver } from "./receivers.ts";

let scene: Scene;
let organisation: OrganisationId;
let folder: string;
beforeAll(async () => {
  scene = await openScene();
  folder = await mkdtemp(join(tmpdir(), "organisation alerts "));
  organisation = await addOrganisation(scene, "Northwind Foods");
});
afterAll(async () => {
  await scene.close();
  await rm(folder, { recursive: true });
});

const watch = (): Promise<number> => watchTrail(organisationWatchDeps(scene.control.plane, (event) => expect.unreachable(event)), organisation);
const titles = async (): Promise<string[]> => {
  const auditor = await addPerson(scene, organisation, `reader${Math.random()}@northwind.example`, ["auditor"]);
  return (await auditor.get("/api/alerts")).body.items.map(({ rule, title }: { rule: string; title: string }) => `${rule}: ${title}`);
};
const signIn = (address: string, password: string) => scene.browser(address).post("/api/sign-in", { email: "mara@northwind.example", password });

it("a burst of failed sign-ins fires once, and is delivered among the entries", async () => {
  await addPerson(scene, organisation, "mara@northwind.example", ["administrator"]);
  const authority = await openAuthority(folder);
  const receiver = await syslogReceiver(await authority.issue(["127.0.0.1"]));
  const sending = { guard: openAddressGuard(["127.0.0.1/32"]), hostName: "spendward-control" };
  const lent = lentOrganisation(scene.control.plane, organisation, { kind: "system", name: "test" });
  await addFeed({ ...sending, clock: scene.clock }, lent, { kind: "syslog", name: "SIEM", host: "127.0.0.1", port: receiver.port, ca: authority.ca }, "now");
  for (let n = 0; n < 9; n += 1) await signIn(`192.0.2.${n}`, "wrong wrong 1A");
  expect(await watch()).toBe(0);
  for (let n = 9; n < 14; n += 1) await signIn(`192.0.2.${n}`, "wrong wrong 1A");
  expect(await watch()).toBe(1);
  expect(await watch()).toBe(0);
  expect(await titles()).toEqual(["failures: 10 failed sign-ins or refusals within 10 minutes"]);
  expect(await deliverDueFeeds({ ...organisationFeedDeps(scene.control.plane, sending, () => undefined), holder: "test", clock: { now: () => new Date(scene.clock.now().getTime() + 1000) } })).toBe(1);
  const events = receiver.messages.map((message) => readSyslog(message).event);
  for (const event of events) expect(faultsOf(event)).toEqual([]);
  expect(events.filter(({ class_uid: uid }) => uid === 2004)).toHaveLength(1);
  expect(events.filter((event) => event.class_uid === 3002 && event["status_id"] === 2).length).toBeGreaterThanOrEqual(14);
  await receiver.close();
});
