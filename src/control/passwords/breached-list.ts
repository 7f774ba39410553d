/**
 * Passwords known from breaches, looked up in a local copy of the k-anonymity range files: a folder of
 * `PREFIX.txt`, where PREFIX is the first five hex digits of the SHA-1 of a password and each line is
 * `SUFFIX:COUNT` (the layout in which Have I Been Pwned publishes them). Nothing is sent anywhere.
 *
 * A lookup reads one file of about 40 kB. An operator who installed the list must be able to rely on it: a folder
 * that has no readable range file is reported as not installed, and a missing range in an installed list means
 * that nothing in that range is known.
 */
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

export type BreachedList = {
  readonly installed: () => Promise<boolean>;
  readonly includes: (password: string) => Promise<boolean>;
};

const RANGE_FILE = /^[0-9A-Fa-f]{5}\.txt$/;

export const noBreachedList: BreachedList = { installed: async () => false, includes: async () => false };

async function readRange(folder: string, prefix: string): Promise<string> {
  for (const name of [`${prefix}.txt`, `${prefix.toLowerCase()}.txt`]) {
    try {
      return await readFile(join(folder, name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return "";
}

export function openBreachedList(folder: string): BreachedList {
  return {
    installed: async () => {
      const names = await readdir(folder).catch(() => []);
      return names.some((name) => RANGE_FILE.test(name));
    },
    includes: async (password) => {
      // SHA-1 is the published index of the list, not a protection of ours.
      const digest = createHash("sha1").update(password, "utf8").digest("hex").toUpperCase();
      const suffix = digest.slice(5);
      const range = await readRange(folder, digest.slice(0, 5));
      // Lines with count 0 are padding that hides the size of a range from an observer.
      return range.split(/\r?\n/).some((line) => {
        const [candidate, count] = line.split(":");
        return candidate?.toUpperCase() === suffix && count?.trim() !== "0";
      });
    },
  };
}
