/**
 * Password hashing is meant to be slow (64 MiB and tens of milliseconds each), so a flood of sign-ins must not take the
 * plane's memory or its database connections: few run at once, some wait, the rest are told to come back.
 * The place is taken before a transaction is opened, never inside one.
 */
import { Refusal } from "../../base/errors.ts";

export type HashingQueue = { readonly run: <Result>(work: () => Promise<Result>) => Promise<Result> };

export function hashingQueue(atOnce = 2, mayWait = 64): HashingQueue {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    run: async (work) => {
      if (running >= atOnce) {
        if (waiting.length >= mayWait) throw new Refusal("unavailable", "sign-in-busy", "Too many people are signing in at this moment. Try again shortly.");
        await new Promise<void>((resolve) => waiting.push(resolve)); // the place is handed over, so `running` stays
      } else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
