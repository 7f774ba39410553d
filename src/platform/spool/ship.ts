/**
 * Takes a spool's batches to the central store, oldest first, one at a time, until each is acknowledged. Whatever goes wrong, the batch stays
 * and is sent again: the store knows a batch that it has. Waits between failures double from one second to a minute.
 */
import type { Batch } from "./batch.ts";
import type { Spool } from "./spool.ts";

/** What the store answers. */
export type Taken =
  | { readonly state: "taken" }
  /** Another number is expected next; what lies between is not there. */
  | { readonly state: "expected"; readonly number: number }
  /** The number is taken by another batch. */
  | { readonly state: "differs" };

/** @param resume what lies between the store's last number and this batch is gone for good. @throws when the store is away. */
export type SendBatch = (batch: Batch, resume: boolean) => Promise<Taken>;

export type Shipping = { readonly stop: () => Promise<void> };

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** @param onFailure told of the first failure in a row, and of the end of the row with undefined. */
export function shipBatches(spool: Spool, send: SendBatch, onFailure: (error: unknown) => void, options: { readonly firstWaitMs?: number } = {}): Shipping {
  const stopping = Promise.withResolvers<void>();
  let stopped = false;
  let failures = 0;
  const round = async (): Promise<void> => {
    while (!stopped) {
      const news = spool.changed();
      const batch = await spool.oldest();
      if (batch === undefined) await Promise.race([news, stopping.promise]);
      else {
        const failure: unknown = await trySend(spool, batch, send).catch((error: unknown) => error ?? "failed");
        if ((failure === undefined) !== (failures === 0)) onFailure(failure);
        failures = failure === undefined ? 0 : failures + 1;
        if (failures > 0) await Promise.race([pause(Math.min((options.firstWaitMs ?? FIRST_WAIT_MS) * 2 ** Math.min(failures - 1, 16), LONGEST_WAIT_MS)), stopping.promise]);
      }
    }
  };
  const running = round();
  return {
    stop: async () => {
      stopped = true;
      stopping.resolve();
      await running;
    },
  };
}

async function trySend(spool: Spool, batch: Batch, send: SendBatch): Promise<void> {
  const { from, number } = batch.head;
  let answer = await send(batch, false);
  // Earlier batches were acknowledged once and are not here any more: the store lost them, and is told to go on.
  if (answer.state === "expected" && answer.number < from) answer = await send(batch, true);
  if (answer.state === "taken") return spool.sent(number);
  if (answer.state === "differs") return spool.restart();
  throw new Error("The log store expects what cannot be");
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
