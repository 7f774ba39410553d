import { describe, expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import { bytesOf, codeOf, inChunks, job, session, withFolder, world } from "./vault.fixture.ts";
import type { SiteKeys } from "./vault.ts";

const place = { kind: "finding.body", object: "fnd_1" };
const file = { kind: "upload.file", object: "upl_1" };

describe("a site's keys", () => {
  test("seal and open rows, json and blobs within one borrowing", () => withFolder(async (folder) => {
    const { vault, site } = await world(folder);
    const clear = Buffer.from("Acme Ltd");
    const big = Buffer.alloc(3_000_000, "invoice ");
    const [row, json, blob] = await vault.withSite(site, session(site), async (keys) => [
      await keys.sealRow(place, clear), await keys.sealJson(place, { a: [1, "x"] }), await bytesOf(keys.sealBlob(file, inChunks(big))),
    ] as const);
    expect(Buffer.from(row).includes("Acme")).toBe(false);
    expect(blob.includes("invoice")).toBe(false);
    await vault.withSite(site, session(site), async (keys) => {
      expect((await keys.openRow(place, row)).equals(clear)).toBe(true);
      expect(await keys.openJson(place, json)).toEqual({ a: [1, "x"] });
      expect((await bytesOf(keys.openBlob(file, inChunks(blob)))).equals(big)).toBe(true);
    });
    vault.close();
  }));

  test.each([0, 1, 1_048_575, 1_048_576, 1_048_577, 2_097_152])("a blob of %i bytes opens whole", (size) => withFolder(async (folder) => {
    const { vault, site } = await world(folder);
    const clear = Buffer.alloc(size, 7);
    await vault.withSite(site, job(site), async (keys) => {
      const sealed = await bytesOf(keys.sealBlob(file, inChunks(clear, 500_000)));
      expect((await bytesOf(keys.openBlob(file, inChunks(sealed, 300_001)))).equals(clear)).toBe(true);
    });
    vault.close();
  }));

  test("cannot be used after they are given back", () => withFolder(async (folder) => {
    const { vault, site } = await world(folder);
    let kept: SiteKeys | undefined;
    await vault.withSite(site, session(site), async (keys) => void (kept = keys));
    await expect(kept?.sealRow(place, Buffer.from("x"))).rejects.toThrow("given back");
    await expect(bytesOf(kept!.sealBlob(file, inChunks(Buffer.from("x"))))).rejects.toThrow("given back");
    vault.close();
  }));

  test("are refused to an authority for another site, and every opening is recorded before it", () => withFolder(async (folder) => {
    const { vault, site, opened } = await world(folder);
    expect(await codeOf(() => vault.withSite(site, session(newId("sit")), async () => "in"))).toBe("authority-other-site");
    await vault.withSite(site, session(site), async () => expect(opened.at(-1)?.authority.by).toBe("session"));
    expect(opened.map(({ act }) => act)).toEqual(["create", "open"]);
    vault.close();
  }));

  test("are not lent when the opening cannot be recorded", () => withFolder(async (folder) => {
    const { vault, site, parts } = await world(folder);
    const { openVault } = await import("./vault.ts");
    const deaf = openVault({ ...parts, recordOpening: async () => Promise.reject(new Error("no audit")) });
    let lent = false;
    await expect(deaf.withSite(site, session(site), async () => void (lent = true))).rejects.toThrow("no audit");
    expect(lent).toBe(false);
    vault.close();
    deaf.close();
  }));

  test("under a reading grant open and do not seal, and end with the grant", () => withFolder(async (folder) => {
    const { vault, site, clock } = await world(folder);
    const row = await vault.withSite(site, session(site), (keys) => keys.sealRow(place, Buffer.from("x")));
    const expiresAt = new Date(clock.now().getTime() + 60_000);
    const grant = { by: "grant", site, person: newId("stf"), session: "ses", grant: "g", scope: "read", expiresAt } as const;
    await vault.withSite(site, grant, async (keys) => {
      expect((await keys.openRow(place, row)).toString()).toBe("x");
      expect(await codeOf(() => keys.sealRow(place, Buffer.from("y")))).toBe("authority-read-only");
      expect(await codeOf(() => bytesOf(keys.sealBlob(file, inChunks(Buffer.from("y")))))).toBe("authority-read-only");
      expect((await keys.sealRow({ kind: "audit_entry.sealed", object: "aud_1" }, Buffer.from("read"))).length).toBeGreaterThan(0);
      clock.turn(60_000);
      expect(await codeOf(() => keys.openRow(place, row))).toBe("authority-expired");
    });
    vault.close();
  }));

  test("are withdrawn within the lease when the session ends", () => withFolder(async (folder) => {
    let alive = true;
    const { Refusal } = await import("../../base/errors.ts");
    const checkAuthority = async () => {
      if (!alive) throw new Refusal("unauthenticated", "session-ended", "Sign in again.");
    };
    const { vault, site, clock } = await world(folder, { checkAuthority });
    await vault.withSite(site, session(site), async (keys) => {
      const row = await keys.sealRow(place, Buffer.from("x"));
      alive = false;
      clock.turn(30_000);
      expect(await codeOf(() => keys.openRow(place, row))).toBe("session-ended");
    });
    vault.close();
  }));

  test("of one site do not open another's row", () => withFolder(async (folder) => {
    const { vault, site } = await world(folder);
    const other = newId("sit");
    await vault.createSiteKey(other, job(other));
    const row = await vault.withSite(site, session(site), (keys) => keys.sealRow(place, Buffer.from("x")));
    expect(await codeOf(() => vault.withSite(other, session(other), (keys) => keys.openRow(place, row)))).toBe("sealed-wrong-site");
    vault.close();
  }));

  test("index equal texts equally, and only within a kind and site", () => withFolder(async (folder) => {
    const { vault, site } = await world(folder);
    const other = newId("sit");
    await vault.createSiteKey(other, job(other));
    const index = (of: typeof site, kind: string, text: string) => vault.withSite(of, job(of), (keys) => keys.blindIndex(kind, text));
    const first = await index(site, "upload.hash", "abc");
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(await index(site, "upload.hash", "abc")).toBe(first);
    const others = [await index(site, "upload.hash", "abd"), await index(site, "import.hash", "abc"), await index(other, "upload.hash", "abc")];
    expect(new Set([first, ...others]).size).toBe(4);
    vault.close();
  }));

  test("share one data key between rows sealed at the same time", () => withFolder(async (folder) => {
    const { vault, site, parts } = await world(folder);
    await vault.withSite(site, job(site), (keys) =>
      Promise.all(Array.from({ length: 50 }, (_, n) => keys.sealRow({ kind: "finding.body", object: `fnd_${n}` }, Buffer.from("x")))));
    expect(await parts.dataKeys.counts(site)).toEqual([{ siteKeyVersion: 1, kind: "finding.body", purpose: "rows", count: 1 }]);
    vault.close();
  }));

  test("are made once", () => withFolder(async (folder) => {
    const { vault, site } = await world(folder);
    expect(await codeOf(() => vault.createSiteKey(site, job(site)))).toBe("site-key-exists");
    const missing = newId("sit");
    expect(await codeOf(() => vault.withSite(missing, job(missing), async () => "in"))).toBe("site-key-missing");
    vault.close();
  }));
});
