/**
 * Password hashing is meant to be slow (64 MiB and tens of milliseconds each), so a flood of sign-ins must not take the
 * plane's memory or its database connections: few run at once, some wait, the rest are told to come back. That is also the
 * pace of guessing from everywhere at once.
 *
 * Known devices go first and have places of their own among those who wait, so that a flood does not keep out the people who
 * work here. The place is taken before a transaction is opened, never inside one.
 */
import { Refusal } from "../../base/errors.ts";

export type HashingQueue = { readonly run: <Result>(work: () => Promise<Result>, known?: boolean) => Promise<Result> };

export function hashingQueue(atOnce = 2, mayWait = 64, knownMayWait = 64): HashingQueue {
  let running = 0;
  const waiting: { readonly known: (() => void)[]; readonly others: (() => void)[] } = { known: [], others: [] };
  return {
    run: async (work, known = false) => {
      if (running >= atOnce) {
        const line = known ? waiting.known : waiting.others;
        if (line.length >= (known ? knownMayWait : mayWait)) throw new Refusal("unavailable", "sign-in-busy", "Too many people are signing in at this moment. Try again shortly.");
        await new Promise<void>((resolve) => line.push(resolve)); // the place is handed over, so `running` stays
      } else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.known.shift() ?? waiting.others.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
