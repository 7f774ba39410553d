/**
 * The key service in AWS KMS. Only this module imports the client.
 *
 * A root version is a symmetric KMS key of its own with the alias `alias/PREFIX/000001`; the highest number is current.
 * (KMS rotates key material inside a key by itself, but never lets go of the old material; separate keys can be destroyed.)
 * Destroying disables the key at once and schedules its deletion after 7 days, the shortest AWS allows: until then an
 * administrator of the account could still cancel it.
 * With `key` instead of `prefix` the key is its owner's, a customer's for instance: it is used and never managed.
 * Tested against a stand-in that follows the public API, not against the cloud.
 */
import {
  CreateAliasCommand, CreateKeyCommand, DecryptCommand, DeleteAliasCommand, DescribeKeyCommand, DisableKeyCommand, EncryptCommand,
  KMSClient, ListAliasesCommand, ScheduleKeyDeletionCommand, type AliasListEntry, type KMSClientConfig,
} from "@aws-sdk/client-kms";
import { randomBytes } from "node:crypto";
import { answered, firstRoot, translated, type KeyService, type OpenedAs, type RootVersion, type WrapContext } from "./key-service.ts";
import { refuse, type VaultCode } from "./refusals.ts";

export type AwsKmsOptions = ({ readonly prefix: string } | { readonly key: string }) & OpenedAs & {
  /** Region, credentials, endpoint: as the AWS client takes them; by default from the environment. */
  readonly client?: KMSClientConfig;
};

const DELETION_DAYS = 7;

/** @throws Refusal key-service-*, root-key-missing. */
export async function awsKmsKeyService(options: AwsKmsOptions): Promise<KeyService> {
  const client = new KMSClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 2_000, requestTimeout: 4_000 }, ...options.client });
  const service = "key" in options ? fixedKey(client, options.key) : managedKeys(client, options.prefix);
  await firstRoot(service, options);
  return service;
}

/** The context as KMS binds it; it appears in the account's CloudTrail, so ids only. */
const encryptionContext = (context: WrapContext): Record<string, string> => ({
  purpose: "spendward site key 1", region: context.region, site: context.site, version: String(context.version),
});

type Unmanaged = Pick<KeyService, "unwrap" | "close" | "kind"> & { readonly wrapUnder: (root: string, key: Uint8Array, context: WrapContext) => Promise<Uint8Array> };

function cryptography(client: KMSClient): Unmanaged {
  return {
    kind: "aws-kms",
    wrapUnder: (root, key, context) => asRefusals(async () => {
      const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: root, Plaintext: key, EncryptionContext: encryptionContext(context) }));
      return answered(CiphertextBlob);
    }),
    unwrap: ({ root, bytes }, context) => asRefusals(async () => {
      if (bytes.length === 0) throw refuse("wrapped-key-damaged"); // the client would not even send it
      const { Plaintext } = await client.send(new DecryptCommand({ KeyId: root, CiphertextBlob: bytes, EncryptionContext: encryptionContext(context) }));
      return answered(Plaintext);
    }),
    close: async () => client.destroy(),
  };
}

async function prove(service: Pick<KeyService, "wrap" | "unwrap">): Promise<void> {
  const context = { region: "uk", site: "sit_00000000-0000-7000-8000-000000000000", version: 0 } as const;
  await service.unwrap(await service.wrap(randomBytes(32), context), context);
}

function fixedKey(client: KMSClient, key: string): KeyService {
  const { wrapUnder, ...rest } = cryptography(client);
  const notOurs = async (): Promise<never> => {
    throw refuse("root-key-not-ours");
  };
  const service: KeyService = {
    ...rest,
    wrap: async (bytes, context) => ({ root: key, bytes: await wrapUnder(key, bytes, context) }),
    rotate: notOurs,
    destroy: notOurs,
    versions: () => asRefusals(async () => {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key }));
      return [{ root: key, createdAt: answered(KeyMetadata?.CreationDate), current: true }];
    }),
    health: () => prove(service),
  };
  return service;
}

function managedKeys(client: KMSClient, prefix: string): KeyService {
  const { wrapUnder, ...rest } = cryptography(client);
  const aliases = () => asRefusals(() => aliasesUnder(client, `alias/${prefix}/`));
  const service: KeyService = {
    ...rest,
    wrap: async (key, context) => {
      const [newest] = await aliases();
      if (newest === undefined) throw refuse("root-key-missing");
      const root = answered(newest.TargetKeyId);
      return { root, bytes: await wrapUnder(root, key, context) };
    },
    // Killed between the two: a key without an alias, which nothing uses; AWS lists it for its administrators.
    rotate: () => asRefusals(async (): Promise<RootVersion> => {
      const [newest] = await aliasesUnder(client, `alias/${prefix}/`);
      const number = newest === undefined ? 1 : Number(answered(newest.AliasName).slice(-6)) + 1;
      const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: `Spendward root key, ${prefix}`, KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT" }));
      await client.send(new CreateAliasCommand({ AliasName: `alias/${prefix}/${String(number).padStart(6, "0")}`, TargetKeyId: answered(KeyMetadata?.KeyId) }));
      return { root: answered(KeyMetadata?.KeyId), createdAt: answered(KeyMetadata?.CreationDate), current: true };
    }),
    // Killed after any step: calling again does the rest, since the alias goes last.
    destroy: (root) => asRefusals(async () => {
      const found = await aliasesUnder(client, `alias/${prefix}/`);
      if (found[0]?.TargetKeyId === root) throw refuse("root-key-in-use");
      const alias = found.find(({ TargetKeyId }) => TargetKeyId === root);
      if (alias === undefined) return;
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: root }));
      if (KeyMetadata?.KeyState !== "PendingDeletion") {
        await client.send(new DisableKeyCommand({ KeyId: root }));
        await client.send(new ScheduleKeyDeletionCommand({ KeyId: root, PendingWindowInDays: DELETION_DAYS }));
      }
      await client.send(new DeleteAliasCommand({ AliasName: answered(alias.AliasName) }));
    }),
    versions: async () =>
      (await aliases()).map(({ TargetKeyId, CreationDate }, index) => ({ root: answered(TargetKeyId), createdAt: answered(CreationDate), current: index === 0 })),
    health: () => prove(service),
  };
  return service;
}

/** Highest number first. */
async function aliasesUnder(client: KMSClient, start: string): Promise<readonly AliasListEntry[]> {
  const found: AliasListEntry[] = [];
  let marker: string | undefined;
  do {
    const page = await client.send(new ListAliasesCommand({ Limit: 100, ...(marker !== undefined && { Marker: marker }) }));
    found.push(...(page.Aliases ?? []));
    marker = page.Truncated ? page.NextMarker : undefined;
  } while (marker !== undefined);
  const ours = found.filter(({ AliasName = "", TargetKeyId }) => TargetKeyId !== undefined && AliasName.startsWith(start) && /^\d{6}$/.test(AliasName.slice(start.length)));
  return ours.sort((a, b) => ((a.AliasName ?? "") < (b.AliasName ?? "") ? 1 : -1));
}

/** Error names of the KMS API reference. */
const CODES: Readonly<Record<string, VaultCode>> = {
  InvalidCiphertextException: "wrapped-key-damaged",
  IncorrectKeyException: "wrapped-key-damaged",
  ValidationException: "wrapped-key-damaged",
  NotFoundException: "root-key-missing",
  KMSInvalidStateException: "root-key-missing", // pending deletion
  InvalidArnException: "root-key-missing",
  DisabledException: "key-service-denied", // how the owner of a key withholds it
  AccessDeniedException: "key-service-denied",
  UnrecognizedClientException: "key-service-denied",
  InvalidSignatureException: "key-service-denied",
  ExpiredTokenException: "key-service-denied",
  CredentialsProviderError: "key-service-denied",
  TimeoutError: "key-service-slow",
};

const asRefusals = <T>(work: () => Promise<T>): Promise<T> =>
  translated(work, (error) => CODES[error instanceof Error ? error.name : ""]);
