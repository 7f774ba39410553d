/** What `spendward keys` does. Lines for the terminal, or one JSON document. */
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { systemClock } from "../base/clock.ts";
import { Refusal } from "../base/errors.ts";
import { isId, type SiteId } from "../base/ids.ts";
import { REGION_NAMES, REGIONS, type Region } from "../base/regions.ts";
import { folderShelf, memoryDataKeys, openVault, type Vault } from "../platform/vault/vault.ts";
import type { CustomerKeyConnection } from "../region/keys/keys.ts";
import { checkKeyService, type ChosenKeyService, chosenKeyService, openChosenKeyService } from "./key-service-settings.ts";
import { openCustomerKeys } from "./region-parts.ts";
import { dataFolderOf, settingsFromFile } from "./settings-source.ts";

export type KeysAsk = { readonly data?: string; readonly settings?: string; readonly region?: Region; readonly json: boolean; readonly site?: string; readonly file?: string };

/** Where the keys of one region are. */
type Keyring = { readonly region: Region; readonly keyFolder: string; readonly chosen: ChosenKeyService; readonly rotateAfterDays: number };

const DEFAULT_DAYS = 365;

async function keyringsOf(ask: KeysAsk): Promise<readonly Keyring[]> {
  const all = ask.settings === undefined ? await keyringsIn(dataFolderOf(ask.data)) : [await keyringOf(ask.settings)];
  const found = all.filter(({ region }) => ask.region === undefined || region === ask.region);
  if (found.length > 0) return found;
  throw new Refusal("not_found", "keys-not-found", "There are no keys here.", [
    { at: ask.settings ?? dataFolderOf(ask.data), remedy: "Name the data folder with --data, or a region's settings with --settings." },
  ]);
}

/** Only what is there: looking must not make a folder or a root key. */
async function keyringsIn(dataFolder: string): Promise<readonly Keyring[]> {
  const found: Keyring[] = [];
  for (const region of REGIONS) {
    const own = join(dataFolder, `region-${region}`);
    const keyFolder = join(own, "keys");
    const chosen = await chosenKeyService(join(own, "key-service.json"));
    const there = await stat(chosen.kind === "local-file" ? (chosen.folder ?? join(keyFolder, "root")) : keyFolder).catch(() => undefined);
    if (there !== undefined) found.push({ region, keyFolder, chosen, rotateAfterDays: DEFAULT_DAYS });
  }
  return found;
}

async function keyringOf(file: string): Promise<Keyring> {
  const settings = await settingsFromFile(file);
  if (settings.plane === "control") throw new Refusal("invalid", "settings-of-another", "Control holds no customer's keys: these are settings of another plane.", [{ at: file }]);
  const { region, keyFolder, keyService, rotateKeysAfterDays } = settings;
  return { region, keyFolder, chosen: keyService, rotateAfterDays: rotateKeysAfterDays };
}

/** A vault that lends nothing: no authority is ever good enough here. */
async function withVault<T>(keyring: Keyring, work: (vault: Vault, sites: readonly SiteId[]) => Promise<T>): Promise<T> {
  const lendNothing = async (): Promise<never> => {
    throw new Refusal("forbidden", "keys-not-lent", "This command opens no site.");
  };
  const shelf = await folderShelf(join(keyring.keyFolder, "sites"));
  const keyService = await openChosenKeyService(keyring.chosen, join(keyring.keyFolder, "root"), true);
  const customerKeys = await openCustomerKeys(keyring.keyFolder);
  const vault = openVault({
    region: keyring.region, clock: systemClock, keyService, shelf, rotateAfterDays: keyring.rotateAfterDays,
    // What each key protects is in the region's database, which its own processes show (the site's Keys page).
    dataKeys: memoryDataKeys(), customerKeyService: customerKeys.serviceOf, checkAuthority: lendNothing, recordOpening: lendNothing,
  });
  try {
    return await work(vault, await shelf.sites());
  } finally {
    vault.close();
    await customerKeys.close();
    await keyService.close();
  }
}

const day = (at: Date | string): string => new Date(at).toISOString().slice(0, 10);
const due = (at: Date): string => (at <= systemClock.now() ? `${day(at)} OVERDUE` : day(at));

export async function listKeys(ask: KeysAsk): Promise<readonly string[]> {
  const regions = [];
  for (const keyring of await keyringsOf(ask)) {
    regions.push(await withVault(keyring, async (vault, sites) => ({
      region: keyring.region, keyService: vault.keyService, rotateAfterDays: vault.rotateAfterDays,
      roots: await vault.rootInventory(), sites: await Promise.all(sites.map((site) => vault.inventory(site))),
    })));
  }
  if (ask.json) return [JSON.stringify(regions, (name, value: unknown) => (name === "protects" ? undefined : value), 2)];
  return regions.flatMap(({ region, keyService, roots, sites }) => [
    `${REGION_NAMES[region]} (${region}), root key in ${keyService}`,
    ...roots.map(({ root, current, createdAt, ageDays, rotateBy }) =>
      `  root ${root}  ${current ? "current" : "old    "}  made ${day(createdAt)}  ${ageDays} days old  ${current ? `rotate by ${due(rotateBy)}` : "destroyed once no site needs it"}`),
    ...(sites.length === 0 ? ["  no sites yet"] : []),
    ...sites.flatMap(({ site, keys, rotateBy }) => keys.map(({ version, state, createdAt, ageDays, customerHeld, destroyedAt }) =>
      `  ${site}  version ${version} ${state.padEnd(9)}  made ${day(createdAt)}  ${state === "destroyed" ? `destroyed ${day(destroyedAt ?? createdAt)}` : `${ageDays} days old`}` +
      `${state === "active" && rotateBy !== undefined ? `  rotate by ${due(rotateBy)}` : ""}${customerHeld ? "  customer's own key needed" : ""}`)),
  ]);
}

/** Wraps anew now; old roots are destroyed by the worker's next daily round, or by asking again an hour later. */
export async function rotateRootKey(ask: KeysAsk): Promise<readonly string[]> {
  const [keyring, ...more] = await keyringsOf(ask);
  if (keyring === undefined || more.length > 0) throw new Refusal("invalid", "region-not-named", "Which region's root key is to be rotated?", [{ remedy: "Name it with --region uk, eu or us." }]);
  return withVault(keyring, async (vault) => {
    // Asked again within the hour it goes on with what was begun, instead of making one more.
    const [newest] = await vault.rootInventory();
    const begun = newest !== undefined && systemClock.now().getTime() - newest.createdAt.getTime() < 3_600_000 && (await vault.rootInventory()).length > 1;
    const { root, siteKeysRewrapped, rootsDestroyed, waiting } = await vault.rotateRoot(begun ? "resume" : "new");
    if (ask.json) return [JSON.stringify({ region: keyring.region, root, siteKeysRewrapped, rootsDestroyed, waiting }, null, 2)];
    return [
      `The root key of ${REGION_NAMES[keyring.region]} is now ${root}; ${siteKeysRewrapped} site keys were wrapped anew.`,
      ...waiting.map(({ site, code }) => `  ${site} waits (${code}); the old root is kept until it can be wrapped anew.`),
      ...(rootsDestroyed.length > 0 ? [`Destroyed: ${rootsDestroyed.join(", ")}.`] : ["The old root is destroyed by the next daily round, an hour or more from now."]),
    ];
  });
}

/** @throws Refusal settings-not-valid, key-service-*, root-key-*: what does not work now is not connected. */
export async function connectCustomerKey(ask: KeysAsk): Promise<readonly string[]> {
  const site = ask.site;
  if (!isId("sit", site)) throw new Refusal("invalid", "site-not-named", "That is not the id of a site.", [{ at: "--site", expected: "sit_…" }]);
  const keyrings = await keyringsOf(ask);
  for (const keyring of keyrings) {
    if (!(await (await folderShelf(join(keyring.keyFolder, "sites"))).sites()).includes(site)) continue;
    const file = resolve(ask.file ?? "");
    const connection = await connectionIn(file);
    const service = await openChosenKeyService(await checkKeyService(connection, file), join(keyring.keyFolder, "customer-root"), false);
    await service.health().finally(() => service.close());
    const customerKeys = await openCustomerKeys(keyring.keyFolder);
    await customerKeys.connect(site, connection);
    return [`Connected. An administrator of the site takes it into use on its Keys page.`];
  }
  throw new Refusal("not_found", "not-found", "There is no such site here.", [{ at: site }]);
}

/** Paths to secrets are made whole, since the connection is kept elsewhere. */
async function connectionIn(file: string): Promise<CustomerKeyConnection> {
  const found = await readFile(file, "utf8").then((text) => JSON.parse(text) as CustomerKeyConnection).catch(() => undefined);
  if (found === undefined || typeof found !== "object") throw new Refusal("invalid", "settings-not-json", "The file cannot be read, or is not JSON.", [{ at: file }]);
  const entries = Object.entries(found).map(([name, value]) => [name, secretAt(value, file)]);
  return Object.fromEntries(entries) as CustomerKeyConnection;
}

const secretAt = (value: unknown, file: string): unknown =>
  typeof value === "object" && value !== null && "file" in value ? { file: resolve(join(file, ".."), String(value.file)) } : value;
