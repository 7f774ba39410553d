/**
 * What this process is working on: jobs that the queue gave it, and rounds that it runs by itself. A key is lent to a job only while
 * it is here (region/keys/check-authority), so an id alone, made up or kept from yesterday, opens nothing.
 */
import type { SiteId } from "../../base/ids.ts";

export type UnderWay = {
  /** Rounds that go on under one id may overlap. */
  readonly during: <T>(site: SiteId, job: string, work: () => Promise<T>) => Promise<T>;
  readonly has: (site: SiteId, job: string) => boolean;
};

export function workUnderWay(): UnderWay {
  const counts = new Map<string, number>();
  const change = (key: string, by: 1 | -1): void => {
    const count = (counts.get(key) ?? 0) + by;
    if (count === 0) counts.delete(key);
    else counts.set(key, count);
  };
  return {
    during: async (site, job, work) => {
      const key = `${site} ${job}`;
      change(key, 1);
      try {
        return await work();
      } finally {
        change(key, -1);
      }
    },
    has: (site, job) => counts.has(`${site} ${job}`),
  };
}
