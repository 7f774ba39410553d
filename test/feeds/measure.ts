/**
 * Measures the delivery of a backlog: `node test/feeds/measure.ts [ENTRIES]` writes that many entries with sealed details, and delivers them
 * from the beginning to a syslog server and to a webhook on this machine. Prints figures; asserts nothing.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "../../src/base/ids.ts";
import { openAuthority } from "../../src/main/certificates.ts";
import { preparePlaneDatabase } from "../../src/main/databases.ts";
import { startPostgres } from "../../src/main/postgres-server.ts";
import { audit } from "../../src/platform/audit/audit.ts";
import { deliverDueFeeds } from "../../src/platform/feeds/feeds.ts";
import { siteFeedDeps } from "../../src/region/feeds/feeds.ts";
import { borrowSite } from "../../src/region/sites/sites.ts";
import { openDeps } from "../region/open-deps.ts";
import { appOver, callerOf } from "../region/region-app.ts";
import { syslogReceiver, webhookReceiver } from "./receivers.ts";

const entries = Number(process.argv[2] ?? 100_000);
const root = await mkdtemp(join(tmpdir(), "measure "));
await chmod(root, 0o711);
const authority = await openAuthority(root);
const server = await startPostgres({ folder: join(root, "postgres"), binariesFolder: join(root, "binaries"), authority });
const { url } = await preparePlaneDatabase(server, authority.ca, "uk");
const { deps, close } = await openDeps({ url, ca: authority.ca, folder: join(root, "region"), onLog: () => undefined });
try {
  const region = await appOver(deps);
  const site = await region.newSite();
  const call = await callerOf(region, site, "administrator");
  const actor = { kind: "job", job: newId("job"), site: site.siteId, cause: "measure", permissions: new Set<never>() } as const;
  await deps.jobs.during(site.siteId, actor.job, () => borrowSite(deps, actor, site.siteId, async ({ keys, transact }) => {
    for (let n = 0; n < entries; n += 500) {
      await transact(async (tx) => {
        for (let one = 0; one < Math.min(500, entries - n); one += 1) {
          await audit(tx, { actor: { kind: "person", person: site.person }, act: "findings.read", object: { kind: "finding", id: newId("fnd") }, detail: { rows: 1, name: "Ann Example" } }, (place, clear) => keys.sealRow(place, clear));
        }
      });
    }
  }));
  const tls = await authority.issue(["127.0.0.1"]);
  const [syslog, webhook] = [await syslogReceiver(tls), await webhookReceiver(tls)];
  const to = { syslog: { kind: "syslog", name: "S", host: "127.0.0.1", port: syslog.port, ca: authority.ca }, webhook: { kind: "webhook", name: "W", url: `https://127.0.0.1:${webhook.port}/`, ca: authority.ca } };
  for (const [kind, feed] of Object.entries(to)) {
    const added = (await (await call("POST", "/feeds", { feed, from: "beginning" })).json()) as { feed: { id: string } };
    const [before, started] = [process.cpuUsage(), performance.now()];
    while ((await deliverDueFeeds({ ...siteFeedDeps(deps), holder: "measure" })) > 0);
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - started) / 1000;
    console.log(`${kind}: ${entries} entries in ${seconds.toFixed(1)} s, ${Math.round(entries / seconds)}/s; processor ${((user + system) / 1e6).toFixed(1)} s (receiver included); resident ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
    await call("DELETE", `/feeds/${added.feed.id}`);
  }
  await syslog.close();
  await webhook.close();
} finally {
  await close();
  await server.stop();
  await rm(root, { recursive: true, force: true });
}
