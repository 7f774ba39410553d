/**
 * Blobs: uploads, ledger segments, run results, exports. Streams of any length in the message format of the AWS
 * Encryption SDK (version 2, suite 0x0478: AES-256-GCM with key commitment, no signature, frames of 1 MiB), so that a
 * sealed blob opens with the same SDK in any other language, given its data key. Only this module imports the SDK.
 *
 * Each blob has a data key of its own, the wrapping key of its message. The encryption context names region, site,
 * kind, object, position and data key; it is compared before anything is decrypted.
 *
 * What the SDK does not refuse and we must: bytes after the last frame (it drops them), and messages of other suites
 * or frame sizes. Hence the counting below.
 *
 * WHOEVER READS a blob gets clear bytes frame by frame, each authentic and in order, but may act on them only when the
 * iteration has ended without throwing: until then the blob may turn out to be cut short.
 */
import { Readable } from "node:stream";
import {
  AlgorithmSuiteIdentifier, buildClient, CommitmentPolicy, KeyringNode, RawAesKeyringNode, RawAesWrappingSuiteIdentifier,
  type EncryptedDataKey, type NodeDecryptionMaterial, type NodeEncryptionMaterial,
} from "@aws-crypto/client-node";
import { isId, type KeyId, type SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import { positionText, type Place } from "./place.ts";
import { isRefusal, refuse, type VaultCode } from "./refusals.ts";

/** A stream that came out of sealBlob (or passed asSealed): the only kind a blob store takes. */
export type SealedBytes = AsyncIterable<Uint8Array> & { readonly __sealedBytes: unique symbol };

export const FRAME_BYTES = 1024 * 1024;
const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
/** Version 2, suite 0x0478. */
const MARK = Buffer.of(0x02, 0x04, 0x78);
const NAMESPACE = "spendward";

const client = buildClient({ commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT, maxEncryptedDataKeys: 1 });

type Context = Record<string, string>;

const contextOf = (region: Region, site: SiteId, place: Place): Context => ({
  region, site, kind: place.kind, object: place.object, position: positionText(place) || "none",
});

const rawKeyring = (id: KeyId, key: Uint8Array): RawAesKeyringNode =>
  new RawAesKeyringNode({
    keyNamespace: NAMESPACE, keyName: id, unencryptedMasterKey: Uint8Array.from(key),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });

/** Opens with the data key that the message names; compares its context with the place first. The SDK wants a class. */
class PlaceKeyring extends KeyringNode {
  readonly place: Context;
  readonly keyOf: (id: KeyId) => Promise<Uint8Array>;
  refusal: unknown;

  constructor(place: Context, keyOf: (id: KeyId) => Promise<Uint8Array>) {
    super();
    this.place = place;
    this.keyOf = keyOf;
  }

  async _onEncrypt(): Promise<NodeEncryptionMaterial> {
    throw new Error("Invariant broken: this keyring only opens");
  }

  async _onDecrypt(material: NodeDecryptionMaterial, dataKeys: EncryptedDataKey[]): Promise<NodeDecryptionMaterial> {
    try {
      const id = namedKey(dataKeys);
      const code = misplaced(material.encryptionContext, this.place, id);
      if (code !== undefined) throw refuse(code);
      const key = await this.keyOf(id);
      const opened = await rawKeyring(id, key).onDecrypt(material, dataKeys);
      if (!opened.hasUnencryptedDataKey) throw refuse("sealed-wrong-key");
      return opened;
    } catch (error) {
      this.refusal ??= error;
      throw error;
    }
  }
}

function namedKey(dataKeys: readonly EncryptedDataKey[]): KeyId {
  const named = dataKeys[0];
  const id = named?.providerId === NAMESPACE ? Buffer.from(named.rawInfo ?? []).subarray(0, 40).toString("utf8") : undefined;
  if (!isId("key", id)) throw refuse("sealed-key-unknown");
  return id;
}

function misplaced(found: Readonly<Context>, place: Context, id: KeyId): VaultCode | undefined {
  if (found["region"] !== place["region"]) return "sealed-wrong-region";
  if (found["site"] !== place["site"]) return "sealed-wrong-site";
  const wanted: Context = { ...place, key: id };
  const same = Object.keys(found).length === Object.keys(wanted).length && Object.keys(wanted).every((name) => found[name] === wanted[name]);
  return same ? undefined : "sealed-wrong-place";
}

/** @param key the data key `id`, made for this blob alone; ours to wipe. */
export async function* sealBlobWith(
  id: KeyId, key: Uint8Array, region: Region, site: SiteId, place: Place, clear: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const stream = client.encryptStream(rawKeyring(id, key), {
    suiteId: SUITE, frameLength: FRAME_BYTES, encryptionContext: { ...contextOf(region, site, place), key: id },
  });
  key.fill(0);
  yield* through(clear, stream, finish);
}

/**
 * Gives clear bytes frame by frame; see the module's word to whoever reads.
 * @throws Refusal sealed-*, and whatever `keyOf` throws.
 */
export async function* openBlobWith(
  keyOf: (id: KeyId) => Promise<Uint8Array>, region: Region, site: SiteId, place: Place, sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const keyring = new PlaceKeyring(contextOf(region, site, place), keyOf);
  const stream = client.decryptStream(keyring, { maxBodySize: FRAME_BYTES });
  let sealedBytes = 0;
  let clearBytes = 0;
  let headBytes = 0;
  stream.once("MessageHeader", (header: MessageHeader) => {
    headBytes = headSize(header);
    if (header.frameLength !== FRAME_BYTES) stream.destroy(refuse("sealed-unknown-format"));
  });
  let ours: unknown; // a refusal of our own, or the source's failure (disk, network), which is no verdict on the blob
  const counted = counting(sealed, (bytes) => (sealedBytes += bytes), (error) => (ours = error));
  try {
    for await (const chunk of through(counted, stream, (opening) => opening.destroy())) {
      clearBytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw keyring.refusal ?? ours ?? reasonOf(error);
  }
  if (sealedBytes !== headBytes + bodySize(clearBytes)) throw refuse("sealed-over-long");
}

type MessageHeader = {
  readonly frameLength: number;
  readonly encryptionContext: Readonly<Context>;
  readonly encryptedDataKeys: readonly EncryptedDataKey[];
};

/** Bytes of a version 2 header: AWS Encryption SDK message format reference, "Header structure". */
function headSize({ encryptionContext, encryptedDataKeys }: MessageHeader): number {
  const pairs = Object.entries(encryptionContext);
  const context = pairs.reduce((sum, [name, value]) => sum + 4 + Buffer.byteLength(name) + Buffer.byteLength(value), pairs.length > 0 ? 2 : 0);
  const keys = encryptedDataKeys.reduce(
    (sum, key) => sum + 6 + Buffer.byteLength(key.providerId) + (key.rawInfo?.length ?? 0) + key.encryptedDataKey.length, 2);
  return 1 + 2 + 32 + 2 + context + keys + 1 + 4 + 32 + 16;
}

/** Bytes of the frames for that many clear bytes; the last frame is always short of 1 MiB, empty if need be. */
function bodySize(clearBytes: number): number {
  const fullFrames = Math.floor(clearBytes / FRAME_BYTES);
  return clearBytes + fullFrames * (4 + 12 + 16) + (4 + 4 + 12 + 4 + 16);
}

/** Refuses what is not one of our messages before the SDK sees a byte, and never passes on an empty chunk. */
async function* counting(
  source: AsyncIterable<Uint8Array>, count: (bytes: number) => void, onError: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0);
  try {
    for await (const chunk of source) {
      if (chunk.length === 0) continue;
      count(chunk.length);
      if (head.length < MARK.length) {
        head = Buffer.concat([head, chunk.subarray(0, MARK.length - head.length)]);
        if (!MARK.subarray(0, head.length).equals(head)) throw refuse("sealed-unknown-format");
      }
      yield chunk;
    }
    if (head.length === 0) throw refuse("sealed-empty");
  } catch (error) {
    onError(error);
    throw error;
  }
}

type SdkStream = ReturnType<typeof client.encryptStream>;

/**
 * Ends a sealing whose reader or source is gone. It must not be destroyed: the SDK (5.0.2) pipes its inner streams
 * without a listener, and a premature close there is an uncaught exception that ends the process. So it is let run to
 * its end, and what it still gives is dropped.
 */
function finish(stream: SdkStream): void {
  stream.removeAllListeners("data");
  stream.on("data", () => {});
  stream.resume();
  if (!stream.writableEnded) stream.end();
}

/** Pumps the source through a stream of the SDK with back pressure; an error on either side ends both. */
async function* through(source: AsyncIterable<Uint8Array>, duplex: SdkStream, stop: (stream: SdkStream) => void): AsyncGenerator<Uint8Array> {
  // The SDK's streams come from an old library whose iteration can hang on an early error, so a core stream reads them.
  const output = new Readable().wrap(duplex);
  let failed: unknown;
  let over = false;
  let wake = (): void => {};
  const fail = (error: unknown) => {
    failed ??= error;
    output.destroy(failed as Error);
  };
  duplex.on("error", fail);
  duplex.on("drain", () => wake());
  output.on("close", () => {
    over = true;
    wake();
  });
  const pump = async () => {
    for await (const chunk of source) {
      if (over) return;
      if (!duplex.write(chunk) && !over) await new Promise<void>((resolve) => (wake = resolve));
      if (over) return;
    }
    duplex.end();
  };
  const pumped = pump().catch(fail);
  try {
    yield* output as AsyncIterable<Uint8Array>;
    await pumped;
    if (failed !== undefined) throw failed;
  } finally {
    output.destroy();
    stop(duplex);
  }
}

/** The SDK tells its failures apart only by its words. */
function reasonOf(error: unknown): unknown {
  if (isRefusal(error)) return error;
  const message = error instanceof Error ? error.message : "";
  return refuse(/incomplete|early|not.*header/i.test(message) ? "sealed-truncated" : "sealed-damaged");
}
