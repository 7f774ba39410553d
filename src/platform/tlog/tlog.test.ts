/** Against a tree written down the way RFC 6962 defines it, which shares no code with ours. */
import { createHash, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkpointText, consistencyRanges, cosignedAt, cosignLine, entryBundle, formatProof, growTiles, hashOfLeaf, inclusionRanges, isConsistent, nodesOf,
  openCheckpoint, parseTilePath, proofOf, provesLeaf, readNote, readProof, readVerifier, rootByInclusion, rootOf, signatureBy, signLine, tilePath, type TileName, verifierText, widthAt,
} from "./tlog.ts";

const sha = (...parts: Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();
/** RFC 6962 section 2.1, word for word. */
function mth(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return sha(Buffer.of(0), leaves[0] as Buffer);
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return sha(Buffer.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}
/** Section 2.1.1. */
function path(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return m < k ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))] : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}
/** Section 2.1.2. */
function subproof(m: number, leaves: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return m <= k ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))] : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

const entries = (count: number): Buffer[] => Array.from({ length: count }, (_, n) => sha(Buffer.from(`entry ${n}`)));

/** A log kept in memory, grown by the given steps. */
async function grown(all: readonly Buffer[], steps: readonly number[]) {
  const tiles = new Map<string, Uint8Array>();
  const read = async ({ level, n }: TileName): Promise<Uint8Array> => tiles.get(`${level}/${n}`) ?? new Uint8Array();
  let size = 0;
  for (const to of [...steps, all.length]) {
    for (const tile of await growTiles(read, size, all.slice(size, to).map(hashOfLeaf))) tiles.set(`${tile.level}/${tile.n}`, tile.hashes);
    size = to;
  }
  return { tiles, nodes: nodesOf(read) };
}

test("roots and proofs out of tiles are those of RFC 6962, in whatever steps the tree grew", async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.array(fc.nat(700), { maxLength: 6 }), fc.nat(), fc.nat(), async (size, cuts, a, b) => {
    const all = entries(size);
    const { nodes } = await grown(all, cuts.filter((cut) => cut <= size).sort((x, y) => x - y));
    const [index, old] = [a % size, b % (size + 1)];
    const root = await rootOf(size, nodes);
    expect(root).toEqual(mth(all));
    const inclusion = await proofOf(inclusionRanges(index, size), nodes);
    expect(inclusion).toEqual(path(index, all));
    expect(rootByInclusion(hashOfLeaf(all[index] as Buffer), index, size, inclusion)).toEqual(root);
    const consistency = await proofOf(consistencyRanges(old, size), nodes);
    if (old > 0) expect(consistency).toEqual(subproof(old, all, true));
    expect(isConsistent(old, mth(all.slice(0, old)), size, root, consistency)).toBe(true);
  }), { numRuns: 60 });
});

test("a proof with anything changed, missing or added proves nothing", async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), fc.nat(255), async (size, a, b, bit) => {
    const all = entries(size);
    const { nodes } = await grown(all, []);
    const [index, old] = [a % size, 1 + (b % (size - 1))];
    const [root, leaf] = [mth(all), hashOfLeaf(all[index] as Buffer)];
    const inclusion = (await proofOf(inclusionRanges(index, size), nodes)).map((hash) => Buffer.from(hash));
    const consistency = (await proofOf(consistencyRanges(old, size), nodes)).map((hash) => Buffer.from(hash));
    const oldRoot = mth(all.slice(0, old));
    const flipped = (hashes: Buffer[], at: number) => hashes.map((hash, n) => (n === at ? Buffer.from(hash.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))) : hash));
    for (let at = 0; at < inclusion.length; at += 1) {
      expect(rootByInclusion(leaf, index, size, flipped(inclusion, at))).not.toEqual(root);
      expect(rootByInclusion(leaf, index, size, inclusion.toSpliced(at, 1))).not.toEqual(root);
    }
    expect(rootByInclusion(leaf, index, size, [...inclusion, root])).not.toEqual(root);
    expect(rootByInclusion(leaf, (index + 1) % size, size, inclusion)).not.toEqual(root);
    for (let at = 0; at < consistency.length; at += 1) {
      expect(isConsistent(old, oldRoot, size, root, flipped(consistency, at))).toBe(false);
      expect(isConsistent(old, oldRoot, size, root, consistency.toSpliced(at, 1))).toBe(false);
    }
    expect(isConsistent(old, oldRoot, size, root, [...consistency, root])).toBe(false);
    expect(isConsistent(old, root, size, root, consistency)).toBe(false);
    expect(isConsistent(size, oldRoot, size, root, [])).toBe(false);
  }), { numRuns: 40 });
});

test("tile paths are written one way only", () => {
  expect(tilePath({ level: 0, n: 1_234_067, width: 256 })).toBe("tile/0/x001/x234/067");
  expect(tilePath({ level: "entries", n: 0, width: 17 })).toBe("tile/entries/000.p/17");
  fc.assert(fc.property(fc.oneof(fc.nat(6), fc.constant("entries" as const)), fc.nat(2 ** 31), fc.integer({ min: 1, max: 256 }), (level, n, width) => {
    expect(parseTilePath(tilePath({ level, n, width }))).toEqual({ level, n, width });
  }));
  for (const bad of ["tile/0/1", "tile/0/x000/001", "tile/7/000", "tile/00/000", "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/../000", "tile/-1/000", "checkpoint", `tile/0/${"x001/".repeat(9)}000`]) {
    expect(parseTilePath(bad), bad).toBeUndefined();
  }
  expect([widthAt({ level: 0, n: 1 }, 300), widthAt({ level: 1, n: 0 }, 300), widthAt({ level: 0, n: 2 }, 300)]).toEqual([44, 1, 0]);
  expect(entryBundle([Buffer.from("ab"), Buffer.from("c")]).toString("hex")).toBe("00026162000163");
});

const { privateKey } = generateKeyPairSync("ed25519");
const origin = "spendward.example/uk/sit_1";
const signed = (text: string): string => `${text}\n${signLine({ name: origin, privateKey }, text)}`;

test("a checkpoint opens with its log's key and with no other, and not when a byte of it changed", () => {
  const key = readVerifier(verifierText(origin, "log", privateKey));
  const whole = signed(checkpointText(origin, { size: 7, root: sha() }));
  expect(openCheckpoint(whole, key)).toMatchObject({ origin, size: 7 });
  const other = readVerifier(verifierText(origin, "log", generateKeyPairSync("ed25519").privateKey));
  expect(() => openCheckpoint(whole, other)).toThrow(expect.objectContaining({ code: "checkpoint-not-signed" }));
  const elsewhere = readVerifier(verifierText("spendward.example/uk/sit_2", "log", privateKey));
  expect(() => openCheckpoint(whole, elsewhere)).toThrow(expect.objectContaining({ code: "checkpoint-of-another-log" }));
  expect(() => openCheckpoint(whole.replace("\n7\n", "\n8\n"), key)).toThrow(expect.objectContaining({ code: "checkpoint-signature-wrong" }));
  for (let at = 0; at < whole.length; at += 1) {
    const changed = whole.slice(0, at) + String.fromCharCode(whole.charCodeAt(at) ^ 1) + whole.slice(at + 1);
    expect(() => openCheckpoint(changed, key), `character ${at}`).toThrow(/./);
  }
});

test("a witness's signature says when, and covers the whole text", () => {
  const witness = generateKeyPairSync("ed25519").privateKey;
  const key = readVerifier(verifierText("witness.example/w1", "witness", witness));
  const text = checkpointText(origin, { size: 7, root: sha() });
  const note = readNote(signed(text) + cosignLine({ name: "witness.example/w1", privateKey: witness }, text, new Date("2026-11-23T08:00:00.900Z")));
  expect(cosignedAt(note, key)?.toISOString()).toBe("2026-11-23T08:00:00.000Z");
  expect(signatureBy({ ...note, text: text.replace("7", "8") }, key)).toBe("wrong");
});

test("a key with its name, id or type changed is refused", () => {
  const text = verifierText(origin, "log", privateKey);
  for (const bad of ["", text.replace("uk", "eu"), text.slice(0, -2), `${text}A`, verifierText(origin, "witness", privateKey).replace(/\+[0-9a-f]{8}\+/, "+00000000+"), "a b+00000000+AQ=="]) {
    expect(() => readVerifier(bad), bad).toThrow(expect.objectContaining({ code: "verifier-key-not-valid" }));
  }
});

test("a tlog-proof file proves its entry, and only its entry", async () => {
  const all = entries(5);
  const { nodes } = await grown(all, []);
  const checkpoint = signed(checkpointText(origin, { size: 5, root: mth(all) }));
  const text = formatProof({ index: 3, hashes: await proofOf(inclusionRanges(3, 5), nodes), checkpoint, extra: Buffer.from("hint") });
  const proof = readProof(text);
  expect(provesLeaf(proof, hashOfLeaf(all[3] as Buffer))).toBe(true);
  expect(provesLeaf(proof, hashOfLeaf(all[2] as Buffer))).toBe(false);
  expect(Buffer.from(proof.extra ?? []).toString()).toBe("hint");
  for (const bad of ["", "nonsense", text.replace("@v1", "@v2"), text.replace("index 3", "index 03"), text.replace("index 3\n", ""), text.replace("\n\n", "\n")]) {
    expect(() => readProof(bad), bad.slice(0, 30)).toThrow(expect.objectContaining({ name: "Refusal" }));
  }
});
