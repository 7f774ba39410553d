/**
 * The key service in Azure Key Vault. Only this module imports the client.
 *
 * A root version is an RSA key of its own, `PREFIX-000001`; the highest number is current. (Versions inside one Azure
 * key cannot be destroyed one by one; separate keys can.) Key Vault wraps with RSA-OAEP-256 and binds no context, so it
 * wraps a fresh key, and that one wraps ours together with its context.
 * Wrapped bytes: version 1 · length of the first part (2) · fresh key wrapped by the vault · our key wrapped by it (wrap.ts).
 * Destroying deletes and purges; a vault with purge protection keeps a deleted key (unusable) until its period is over.
 * With `key` instead of `prefix` the key is its owner's, a customer's for instance: it is used and never managed.
 * Tested against a stand-in that follows the public REST API, not against the cloud.
 */
import { createSecretKey, randomBytes } from "node:crypto";
import { CryptographyClient, KeyClient, type CryptographyClientOptions, type KeyClientOptions, type KeyProperties } from "@azure/keyvault-keys";
import { answered, contextFields, firstRoot, translated, type KeyService, type OpenedAs, type RootVersion, type WrapContext } from "./key-service.ts";
import { isRefusal, refuse, type VaultCode } from "./refusals.ts";
import { KEY_BYTES, unwrapKey, wrapKey } from "./wrap.ts";

/** What `@azure/identity` gives. */
export type AzureCredential = ConstructorParameters<typeof KeyClient>[1];

export type AzureKeyVaultOptions = ({ readonly prefix: string } | { readonly key: string }) & OpenedAs & {
  /** `https://NAME.vault.azure.net` */
  readonly vault: string;
  /** By default the environment's: managed identity, workload identity, variables. */
  readonly credential?: AzureCredential;
  /** RSA keys in hardware (premium vaults and managed HSM). */
  readonly hardware?: boolean;
  readonly client?: KeyClientOptions & CryptographyClientOptions;
};

const VERSION = 1;
const ALGORITHM = "RSA-OAEP-256";
const RSA_BITS = 3072;

/** @throws Refusal key-service-*, root-key-missing. */
export async function azureKeyVaultKeyService(options: AzureKeyVaultOptions): Promise<KeyService> {
  const credential = options.credential ?? (await environmentCredential());
  const keys = new KeyClient(options.vault, credential, options.client);
  const crypto = cryptography(options, credential);
  const service = "key" in options ? fixedKey(keys, crypto, options.key) : managedKeys(keys, crypto, options.prefix, options.hardware ?? false);
  await firstRoot(service, options);
  return service;
}

async function environmentCredential(): Promise<AzureCredential> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential();
}

type Cryptography = { readonly wrap: (root: string, key: Uint8Array, context: WrapContext) => Promise<Uint8Array>; readonly unwrap: KeyService["unwrap"] };

function cryptography(options: AzureKeyVaultOptions, credential: AzureCredential): Cryptography {
  const home = `${options.vault.replace(/\/$/, "")}/keys/`;
  const clients = new Map<string, CryptographyClient>();
  const clientOf = (root: string): CryptographyClient => {
    // A root that names another host would have our token sent there.
    if (!root.startsWith(home)) throw refuse("root-key-missing");
    const client = clients.get(root) ?? new CryptographyClient(root, credential, options.client);
    clients.set(root, client);
    return client;
  };
  return {
    wrap: (root, key, context) => asRefusals(async () => {
      const fresh = randomBytes(KEY_BYTES);
      const { result } = await clientOf(root).wrapKey(ALGORITHM, fresh);
      const own = wrapKey(createSecretKey(fresh), contextFields(context), key);
      fresh.fill(0);
      const head = Buffer.of(VERSION, result.length >> 8, result.length & 0xff);
      return Buffer.concat([head, result, own]);
    }),
    unwrap: ({ root, bytes }, context) => asRefusals(async () => {
      const wrapped = Buffer.from(bytes);
      if (wrapped.length < 3 || wrapped[0] !== VERSION) throw refuse("wrapped-key-damaged");
      const end = 3 + wrapped.readUInt16BE(1);
      if (end === 3 || end >= wrapped.length) throw refuse("wrapped-key-damaged");
      const { result } = await clientOf(root).unwrapKey(ALGORITHM, wrapped.subarray(3, end));
      try {
        return unwrapKey(createSecretKey(result), contextFields(context), wrapped.subarray(end));
      } catch (error) {
        throw isRefusal(error) ? refuse("wrapped-key-damaged") : error;
      } finally {
        result.fill(0);
      }
    }),
  };
}

async function prove(service: Pick<KeyService, "wrap" | "unwrap">): Promise<void> {
  const context = { region: "uk", site: "sit_00000000-0000-7000-8000-000000000000", version: 0 } as const;
  await service.unwrap(await service.wrap(randomBytes(KEY_BYTES), context), context);
}

function fixedKey(keys: KeyClient, { wrap, unwrap }: Cryptography, name: string): KeyService {
  const newest = () => asRefusals(() => keys.getKey(name));
  const notOurs = async (): Promise<never> => {
    throw refuse("root-key-not-ours");
  };
  const service: KeyService = {
    kind: "azure-key-vault",
    wrap: async (key, context) => {
      const { id = "" } = await newest();
      return { root: id, bytes: await wrap(id, key, context) };
    },
    unwrap,
    rotate: notOurs,
    destroy: notOurs,
    versions: async () => {
      const { id = "", properties } = await newest();
      return [{ root: id, createdAt: answered(properties.createdOn), current: true }];
    },
    health: () => prove(service),
    close: async () => {},
  };
  return service;
}

function managedKeys(keys: KeyClient, { wrap, unwrap }: Cryptography, prefix: string, hardware: boolean): KeyService {
  const named = () => asRefusals(() => keysNamed(keys, prefix));
  const newest = async () => {
    const [first] = await named();
    if (first === undefined) throw refuse("root-key-missing");
    return asRefusals(() => keys.getKey(first.name));
  };
  const service: KeyService = {
    kind: "azure-key-vault",
    wrap: async (key, context) => {
      const { id = "" } = await newest();
      return { root: id, bytes: await wrap(id, key, context) };
    },
    unwrap,
    rotate: () => asRefusals(async (): Promise<RootVersion> => {
      const [first] = await keysNamed(keys, prefix);
      const number = first === undefined ? 1 : Number(first.name.slice(-6)) + 1;
      const { id = "", properties } = await keys.createRsaKey(`${prefix}-${String(number).padStart(6, "0")}`, {
        keySize: RSA_BITS, hsm: hardware, keyOps: ["wrapKey", "unwrapKey"],
      });
      return { root: id, createdAt: answered(properties.createdOn), current: true };
    }),
    // Killed between deleting and purging: the key is unusable, and calling again purges it.
    destroy: async (root) => {
      const name = nameIn(root);
      const first = (await named())[0]?.name;
      if (name === undefined || !name.startsWith(`${prefix}-`)) return;
      if (name === first) throw refuse("root-key-in-use");
      await asRefusals(async () => {
        await unlessGone(async () => void (await (await keys.beginDeleteKey(name, { intervalInMs: 500 })).pollUntilDone()));
        await unlessGone(() => keys.purgeDeletedKey(name));
      });
    },
    versions: async () => {
      const found = await named();
      return asRefusals(async () => {
        const versions: RootVersion[] = [];
        for (const [index, { name }] of found.entries()) {
          const { id = "", properties } = await keys.getKey(name);
          versions.push({ root: id, createdAt: answered(properties.createdOn), current: index === 0 });
        }
        return versions;
      });
    },
    health: () => prove(service),
    close: async () => {},
  };
  return service;
}

const nameIn = (root: string): string | undefined => /\/keys\/([^/]+)\//.exec(root)?.[1];

/** Highest number first. */
async function keysNamed(keys: KeyClient, prefix: string): Promise<readonly KeyProperties[]> {
  const found: KeyProperties[] = [];
  for await (const properties of keys.listPropertiesOfKeys()) {
    if (properties.name.startsWith(`${prefix}-`) && /^\d{6}$/.test(properties.name.slice(prefix.length + 1))) found.push(properties);
  }
  return found.sort((a, b) => (a.name < b.name ? 1 : -1));
}

/** Not there any more, or (403) kept by purge protection: either way nothing unwraps with it. */
async function unlessGone(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const status = statusOf(error);
    if (status !== 404 && status !== 403) throw error;
    if (status === 403 && !/purge/i.test(error instanceof Error ? error.message : "")) throw error;
  }
}

const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number } | undefined)?.statusCode;

const asRefusals = <T>(work: () => Promise<T>): Promise<T> =>
  translated(work, (error): VaultCode | undefined => {
    const status = statusOf(error);
    if (status === 404) return "root-key-missing";
    if (status === 401 || status === 403) return "key-service-denied"; // 403 also: the owner disabled the key
    if (status === 400) return "wrapped-key-damaged";
    const name = error instanceof Error ? error.name : "";
    return name === "AuthenticationError" || name === "CredentialUnavailableError" || name === "AggregateAuthenticationError" ? "key-service-denied" : undefined;
  });
