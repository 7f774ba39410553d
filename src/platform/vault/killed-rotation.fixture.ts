/**
 * A process that rotates a root key over and over, to be killed: killed-rotation.test.ts.
 * Its clock is two hours further at each turn, so that old roots are destroyed too. Arguments: folder, number of hours.
 */
import { join } from "node:path";
import { folderShelf, localFileKeyService, memoryDataKeys, openVault } from "./vault.ts";

const [folder = "", start = "0"] = process.argv.slice(2);
let hours = Number(start);
const clock = { now: () => new Date(Date.UTC(2026, 10, 23) + hours * 3_600_000) };
const vault = openVault({
  region: "uk", clock, shelf: await folderShelf(join(folder, "sites")), dataKeys: memoryDataKeys(),
  keyService: await localFileKeyService({ folder: join(folder, "root"), clock }),
  checkAuthority: async () => {}, recordOpening: async () => {}, keyServiceWaitMs: 60_000,
});
for (;;) {
  hours += 2;
  const { rootsDestroyed } = await vault.rotateRoot("new");
  process.stdout.write(`${hours} ${rootsDestroyed.length}\n`);
}
