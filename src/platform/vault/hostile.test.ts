/**
 * Sealed data as an attacker with the disks would hand it back. Every way has its own refusal, nothing is returned in
 * part from a row, and what a blob yields before its refusal is a true prefix. Random cases; the seed is printed on failure.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId, type KeyId, type SiteId } from "../../base/ids.ts";
import type { Authority } from "./authority.ts";
import { FRAME_BYTES } from "./blobs.ts";
import { MAX_ROW_BYTES } from "./rows.ts";
import type { DataKeyRecord } from "./store.ts";
import { bytesOf, codeOf, inChunks, job, world } from "./vault.fixture.ts";
import { localFileKeyService, openVault, type SiteKeys, type Vault, type VaultOptions } from "./vault.ts";

let folder: string;
let vault: Vault;
let parts: VaultOptions;
let site: SiteId;
let other: SiteId;
const ROW = { kind: "finding.body", object: "fnd_1" };
const FILE = { kind: "upload.file", object: "upl_1" };
const clear = Buffer.alloc(2 * FRAME_BYTES + 1000, "0123456789abcdef");
let blob: Buffer;
let otherBlob: Buffer; // the same place in the same site, sealed again: another data key

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vault-"));
  ({ vault, site, parts } = await world(folder));
  other = newId("sit");
  await vault.createSiteKey(other, job(other));
  blob = await using((keys) => bytesOf(keys.sealBlob(FILE, inChunks(clear))));
  otherBlob = await using((keys) => bytesOf(keys.sealBlob(FILE, inChunks(clear))));
});
afterAll(async () => {
  vault.close();
  await rm(folder, { recursive: true });
});

const using = <T>(work: (keys: SiteKeys) => Promise<T>, of: SiteId = site, in_: Vault = vault): Promise<T> =>
  in_.withSite(of, job(of) as Authority, work);
const openRow = (sealed: Uint8Array, place = ROW) => codeOf(() => using((keys) => keys.openRow(place, sealed)));
const sealed = (value: Uint8Array, place = ROW) => using((keys) => keys.sealRow(place, value));
const values = fc.uint8Array({ maxLength: 300 });

describe("a row", () => {
  test("opens to exactly what was sealed, and never seals the same way twice", async () => {
    await fc.assert(fc.asyncProperty(values, fc.nat(9), async (value, position) => {
      const place = { ...ROW, position };
      const [one, two] = [await sealed(value, place), await sealed(value, place)];
      expect(Buffer.compare(one, two)).not.toBe(0);
      expect(Buffer.compare(await using((keys) => keys.openRow(place, one)), value)).toBe(0);
    }), { numRuns: 50 });
  });

  test("cut anywhere is refused as truncated, or as empty", async () => {
    await fc.assert(fc.asyncProperty(values, fc.nat(), async (value, at) => {
      const whole = await sealed(value);
      const cut = whole.subarray(0, at % whole.length);
      expect(await openRow(cut)).toBe(cut.length === 0 ? "sealed-empty" : "sealed-truncated");
    }));
  });

  test("lengthened is refused as over-long", async () => {
    await fc.assert(fc.asyncProperty(values, fc.uint8Array({ minLength: 1, maxLength: 50 }), async (value, more) => {
      expect(await openRow(Buffer.concat([await sealed(value), more]))).toBe("sealed-over-long");
    }));
  });

  /** Which refusals a changed bit may end in, by where it is (layout in rows.ts). */
  const refusalsAt = (byte: number): readonly string[] => {
    if (byte < 2) return ["sealed-unknown-format"];
    if (byte === 2) return ["sealed-wrong-region"];
    if (byte === 3) return ["sealed-damaged"];
    if (byte < 8) return ["sealed-wrong-site"];
    if (byte < 12) return ["sealed-wrong-place"];
    if (byte < 16) return ["sealed-truncated", "sealed-over-long", "sealed-too-large"];
    if (byte < 32) return ["sealed-key-unknown"];
    return byte >= 44 && byte < 76 ? ["sealed-wrong-key"] : ["sealed-damaged"];
  };

  test("with any one bit changed is refused", async () => {
    const whole = await sealed(randomBytes(20));
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const changed = Buffer.from(whole);
      const byte = Math.floor(bit / 8);
      changed[byte] = changed[byte]! ^ (1 << bit % 8);
      expect(refusalsAt(byte), `bit ${bit}`).toContain(await openRow(changed));
    }
  });

  test("of anything at all is refused, never a crash", async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, marked) => {
      if (marked && bytes.length > 2) bytes.set([0x53, 1, 1]);
      expect(await openRow(bytes)).toMatch(/^sealed-/);
    }), { numRuns: 300 });
  });

  test("moved to another place is refused", async () => {
    const row = await sealed(Buffer.from("x"), ROW);
    for (const place of [{ ...ROW, object: "fnd_2" }, { ...ROW, kind: "finding.note" }, { ...ROW, position: 0 }]) {
      expect(await openRow(row, place)).toBe("sealed-wrong-place");
    }
    const first = await sealed(Buffer.from("x"), { ...ROW, position: 1 } as typeof ROW);
    expect(await openRow(first, { ...ROW, position: 2 } as typeof ROW)).toBe("sealed-wrong-place");
  });

  test("moved with its checks made to fit is refused all the same: the tag decides", async () => {
    const row = Buffer.from(await sealed(Buffer.from("secret"), ROW));
    const there = await sealed(Buffer.from("other1"), { ...ROW, object: "fnd_2" });
    row.set(there.subarray(8, 12), 8); // the place check of the other place
    expect(await openRow(row, { ...ROW, object: "fnd_2" })).toBe("sealed-damaged");
  });

  test("whose parts are those of two rows is refused", async () => {
    const [one, two] = [Buffer.from(await sealed(Buffer.from("a".repeat(40)))), Buffer.from(await sealed(Buffer.from("b".repeat(40))))];
    const stretches = [[32, 44], [76, 116], [116, 132]] as const; // nonce, value, tag
    for (const [from, to] of stretches) {
      const mixed = Buffer.from(one);
      mixed.set(two.subarray(from, to), from);
      expect(await openRow(mixed)).toBe("sealed-damaged");
    }
  });

  test("that names another key of its kind is refused for its commitment", async () => {
    const row = Buffer.from(await sealed(Buffer.from("x"), ROW));
    const strange = await sealed(Buffer.from("x"), { kind: "case.note", object: "fnd_1" });
    row.set(strange.subarray(16, 32), 16);
    expect(await openRow(row)).toBe("sealed-wrong-place"); // a key of another kind
    // The next month has another key for the same kind.
    const later = openVault({ ...parts, clock: { now: () => new Date("2026-12-05T00:00:00Z") } });
    const next = await using((keys) => keys.sealRow(ROW, Buffer.from("x")), site, later);
    later.close();
    row.set(next.subarray(16, 32), 16);
    expect(await openRow(row)).toBe("sealed-wrong-key");
  });

  test("of another site or region is refused, also with its keys brought along", async () => {
    const row = await sealed(Buffer.from("x"));
    expect(await codeOf(() => using((keys) => keys.openRow(ROW, row), other))).toBe("sealed-wrong-site");
    const eu = openVault({ ...parts, region: "eu" }); // the same shelf and data keys, carried to another region
    expect(await codeOf(() => using((keys) => keys.openRow(ROW, row), site, eu))).toBe("wrapped-key-damaged");
    eu.close();
    const away = await world(join(folder, "eu"), { region: "eu", shelf: parts.shelf });
    expect(await codeOf(() => using((keys) => keys.openRow(ROW, row), away.site, away.vault))).toBe("sealed-wrong-region");
    away.vault.close();
  });

  test("over the limit is neither sealed nor opened", async () => {
    expect(await codeOf(() => sealed(Buffer.alloc(MAX_ROW_BYTES + 1)))).toBe("sealed-too-large");
    const row = Buffer.from(await sealed(Buffer.from("x")));
    row.writeUInt32BE(MAX_ROW_BYTES + 1, 12);
    expect(await openRow(row)).toBe("sealed-too-large");
  });

  test("cannot name a place that is no id", async () => {
    for (const place of [{ kind: "finding", object: "x" }, { kind: "finding.body", object: "Acme Ltd" }, { ...ROW, position: -1 }]) {
      await expect(sealed(Buffer.from("x"), place)).rejects.toThrow("Invariant broken");
    }
  });
});

/** The code of the refusal, having checked that what came before it was a true prefix. */
async function openBlob(bytes: Uint8Array, place: Parameters<SiteKeys["openBlob"]>[0] = FILE, of: SiteId = site): Promise<string> {
  let at = 0;
  return codeOf(() => using(async (keys) => {
    for await (const chunk of keys.openBlob(place, inChunks(bytes, 700_000))) {
      expect(Buffer.compare(chunk, clear.subarray(at, at + chunk.length))).toBe(0);
      at += chunk.length;
    }
  }, of));
}

describe("a blob", () => {
  // Frame sizes: a sequence number (4), nonce (12), 1 MiB, tag (16).
  const frame = 4 + 12 + FRAME_BYTES + 16;
  const headBytes = () => blob.length - 2 * frame - (4 + 4 + 12 + 4 + 1000 + 16);

  test("cut anywhere is refused as truncated", async () => {
    const head = headBytes();
    const ends = [0, 1, 2, 3, 50, head - 1, head, head + 1, head + frame - 1, head + frame, head + 2 * frame, blob.length - 1];
    for (const end of ends) {
      const code = await openBlob(blob.subarray(0, end));
      expect(code, `cut at ${end}`).toBe(end === 0 ? "sealed-empty" : "sealed-truncated");
    }
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: blob.length - 1 }), async (end) => {
      expect(await openBlob(blob.subarray(0, end))).toBe("sealed-truncated");
    }), { numRuns: 15 });
  });

  test("lengthened is refused as over-long", async () => {
    for (const more of [Buffer.of(0), randomBytes(32), blob.subarray(headBytes())]) {
      expect(await openBlob(Buffer.concat([blob, more]))).toBe("sealed-over-long");
    }
  });

  test("with bits changed is refused", async () => {
    await fc.assert(fc.asyncProperty(fc.nat(blob.length * 8 - 1), async (bit) => {
      const changed = Buffer.from(blob);
      const byte = Math.floor(bit / 8);
      changed[byte] = changed[byte]! ^ (1 << bit % 8);
      expect(await openBlob(changed)).toMatch(/^(sealed|wrapped)-/);
    }), { numRuns: 25 });
    const head = headBytes();
    for (let byte = 0; byte < head; byte++) {
      const changed = Buffer.from(blob);
      changed[byte] = changed[byte]! ^ 0x10;
      expect(await openBlob(changed), `byte ${byte} of the head`).toMatch(/^(sealed|wrapped)-/);
    }
  });

  test("with frames exchanged, repeated, left out or from another blob is refused", async () => {
    const head = headBytes();
    const pieces = (from: Buffer) => [from.subarray(0, head), from.subarray(head, head + frame), from.subarray(head + frame, head + 2 * frame), from.subarray(head + 2 * frame)] as const;
    const [top, one, two, last] = pieces(blob);
    const [, , foreign] = pieces(otherBlob);
    for (const mixed of [[top, two, one, last], [top, one, one, last], [top, one, last], [top, one, foreign, last], [top, one, two, two, last]]) {
      expect(await openBlob(Buffer.concat(mixed))).toBe("sealed-damaged");
    }
  });

  test("under another blob's head is refused", async () => {
    const head = headBytes();
    expect(await openBlob(Buffer.concat([otherBlob.subarray(0, head), blob.subarray(head)]))).toBe("sealed-damaged");
  });

  test("at another place, site or region is refused before anything is decrypted", async () => {
    expect(await openBlob(blob, { ...FILE, object: "upl_2" })).toBe("sealed-wrong-place");
    expect(await openBlob(blob, { ...FILE, kind: "segment.rows" })).toBe("sealed-wrong-place");
    expect(await openBlob(blob, { ...FILE, position: 0 })).toBe("sealed-wrong-place");
    expect(await openBlob(blob, FILE, other)).toBe("sealed-wrong-site");
    const away = await world(join(folder, "us"), { region: "us" });
    expect(await codeOf(() => using((keys) => bytesOf(keys.openBlob(FILE, inChunks(blob))), away.site, away.vault))).toBe("sealed-wrong-region");
    away.vault.close();
  });

  test("whose data key is gone is refused", async () => {
    const away = { ...parts, dataKeys: { ...parts.dataKeys, byId: async () => undefined } };
    const poorer = openVault(away);
    expect(await codeOf(() => using((keys) => bytesOf(keys.openBlob(FILE, inChunks(blob))), site, poorer))).toBe("sealed-key-unknown");
    poorer.close();
  });

  test("of anything at all is refused", async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, marked) => {
      if (marked && bytes.length > 3) bytes.set([0x02, 0x04, 0x78]);
      expect(await openBlob(bytes)).toMatch(/^sealed-/);
    }), { numRuns: 100 });
  });

  test("whose source fails gives the source's failure, and stops the source when the reader stops", async () => {
    const broken = async function* () {
      yield blob.subarray(0, 600_000);
      throw new Error("disk gone");
    };
    await expect(using((keys) => bytesOf(keys.openBlob(FILE, broken())))).rejects.toThrow("disk gone");
    await expect(using((keys) => bytesOf(keys.sealBlob(FILE, broken())))).rejects.toThrow("disk gone");
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 65_536;
        yield new Uint8Array(65_536);
      }
    };
    await using(async (keys) => {
      for await (const chunk of keys.sealBlob(FILE, endless())) if (chunk.length > 0) break;
    });
    expect(read).toBeLessThan(20 * FRAME_BYTES);
    await using(async (keys) => {
      for await (const chunk of keys.openBlob(FILE, inChunks(blob))) if (chunk.length > 0) break;
    });
  });
});

describe("a stored key", () => {
  /** A vault whose data keys come back changed. */
  const changed = async (change: (key: DataKeyRecord) => DataKeyRecord | undefined) => {
    const row = await sealed(Buffer.from("x"));
    const dataKeys = { ...parts.dataKeys, byId: async (of: SiteId, id: KeyId) => change((await parts.dataKeys.byId(of, id))!) };
    const tampered = openVault({ ...parts, dataKeys });
    return codeOf(() => using((keys) => keys.openRow(ROW, row), site, tampered)).finally(() => tampered.close());
  };

  test("with any byte changed, cut, or empty is refused", async () => {
    await fc.assert(fc.asyncProperty(fc.nat(92), fc.integer({ min: 1, max: 255 }), async (at, xor) => {
      expect(await changed((key) => ({ ...key, wrapped: Buffer.from(key.wrapped).fill(key.wrapped[at]! ^ xor, at, at + 1) }))).toBe("wrapped-key-damaged");
    }), { numRuns: 40 });
    for (const length of [0, 1, 60, 92]) {
      expect(await changed((key) => ({ ...key, wrapped: key.wrapped.slice(0, length) }))).toBe("wrapped-key-damaged");
    }
    expect(await changed((key) => ({ ...key, wrapped: Buffer.concat([key.wrapped, Buffer.of(0)]) }))).toBe("wrapped-key-damaged");
  });

  test("under another id, kind, purpose, scope or version than it was wrapped for is refused", async () => {
    const other_ = newId("key");
    expect(await changed((key) => ({ ...key, id: other_ }))).toBe("wrapped-key-damaged");
    expect(await changed((key) => ({ ...key, scope: "2026-10 v1" }))).toBe("wrapped-key-damaged");
    expect(await changed((key) => ({ ...key, kind: "case.note" }))).toBe("sealed-wrong-place");
    expect(await changed((key) => ({ ...key, purpose: "blob" }))).toBe("sealed-wrong-place");
    expect(await changed((key) => ({ ...key, siteKeyVersion: 2 }))).toBe("sealed-key-unknown");
    expect(await changed(() => undefined)).toBe("sealed-key-unknown");
  });

  test("of another site's is refused", async () => {
    await using((keys) => keys.sealRow(ROW, Buffer.from("x")), other);
    const theirs = await parts.dataKeys.newest(other, "rows", ROW.kind, "2026-11 v1");
    expect(await changed((key) => ({ ...key, wrapped: theirs!.wrapped }))).toBe("wrapped-key-damaged");
  });

  test("of a site, changed or put under another version, is refused", async () => {
    for (const change of [{ wrapped: Buffer.alloc(93, 1).toString("base64") }, { wrapped: "" }, { version: 2 }]) {
      const shelf = { ...parts.shelf, read: async (of: SiteId) => {
        const entry = (await parts.shelf.read(of))!;
        return { ...entry, keys: entry.keys.map((key) => ({ ...key, ...change })) };
      } };
      const tampered = openVault({ ...parts, shelf });
      expect(await codeOf(() => using(async () => "in", site, tampered))).toBe("wrapped-key-damaged");
      tampered.close();
    }
  });
});

test("no refusal says anything of what was sealed, or of its keys", async () => {
  const secret = "Acme Ltd GB29NWBK60161331926819";
  const row = Buffer.from(await sealed(Buffer.from(secret)));
  for (const at of [0, 2, 5, 9, 13, 20, 50, 80, row.length - 1]) {
    const changed = Buffer.from(row);
    changed[at] = changed[at]! ^ 1;
    const error = await using((keys) => keys.openRow(ROW, changed)).then(() => undefined, (reason: unknown) => reason as Error);
    const shown = inspect(error, { depth: 10, showHidden: true }).replaceAll(/\n {4}at .*/g, "");
    expect(shown).not.toContain("Acme");
    expect(shown).not.toContain(ROW.object);
    expect(shown).not.toContain(row.subarray(76).toString("hex").slice(0, 16));
  }
});

test("a root key of another folder opens nothing", async () => {
  const stranger = await localFileKeyService({ folder: join(folder, "stranger") });
  const wrong = openVault({ ...parts, keyService: stranger });
  expect(await codeOf(() => using(async () => "in", site, wrong))).toBe("root-key-missing");
  wrong.close();
});
