/** A queue as a value: its name, what its jobs carry, and how failure is met. Declared once, beside its handler. */
import type { SiteId } from "../../base/ids.ts";
import type { Permission } from "../access/access.ts";

/** Ids only: this is stored in clear. */
export type JobData = { readonly site: SiteId } & Readonly<Record<string, string | number | boolean>>;

export type Queue<Data extends JobData> = {
  readonly name: string;
  /** Attempts after the first; waits grow from `retryDelaySeconds`, doubling, with jitter. */
  readonly retryLimit: number;
  readonly retryDelaySeconds: number;
  /** A single attempt may take this long. */
  readonly expireSeconds: number;
  /** A worker that is silent for so long is taken for dead; longer than anything that blocks its event loop. At least 10. */
  readonly heartbeatSeconds: number;
  /** All that its jobs may do on their site, whoever asked for them. */
  readonly permissions: readonly Permission[];
  readonly data?: Data; // carries the type; never set
};

/** Failed jobs end here after their last attempt, to be looked at by a person. */
export const deadLetterOf = (name: string): string => `${name}-dead`;

export function queue<Data extends JobData>(name: string, options: Partial<Omit<Queue<Data>, "name" | "data">> = {}): Queue<Data> {
  return { name, retryLimit: 3, retryDelaySeconds: 2, expireSeconds: 3600, heartbeatSeconds: 30, permissions: [], ...options };
}
