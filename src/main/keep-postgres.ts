/**
 * Starts PostgreSQL again when it dies, on the same port, so that pools find it by themselves. It recovers from its log;
 * nothing that was committed is lost. Three deaths within a minute are not bad luck: then everything stops.
 */
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

const DEATHS = 3;
const WITHIN_MS = 60_000;
const STARTS = 5;
const START_WAIT_MS = 500;

export type KeptPostgres = {
  /** The first server; port and URLs stay the same for those after it. */
  readonly server: PostgresServer;
  readonly failed: Promise<never>;
  readonly stop: () => Promise<void>;
};

export async function keepPostgres(options: Parameters<typeof startPostgres>[0], onDeath: () => void): Promise<KeptPostgres> {
  const server = await startPostgres(options);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined); // also heard by whoever waits; nobody waiting is no crash
  const deathsMs: number[] = [];
  let present = server;
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  const watch = (): void =>
    void present.ended.then(() => {
      if (stopping) return;
      onDeath();
      deathsMs.push(Date.now());
      const recent = deathsMs.filter((ms) => Date.now() - ms < WITHIN_MS);
      if (recent.length >= DEATHS) return failed.reject(new Error("The database does not keep running; see 'spendward logs --here', and postgres/postgres-start.log in the data folder."));
      restarting = again(options, server.port).then((next) => {
        present = next;
        watch();
      }, failed.reject);
    });
  watch();
  return {
    server,
    failed: failed.promise,
    stop: async () => {
      stopping = true;
      await restarting.catch(() => undefined);
      await present.stop();
    },
  };
}

/** Sessions of the dead server may hold its memory for a moment; until they are gone a new one refuses to start. */
async function again(options: Parameters<typeof startPostgres>[0], port: number): Promise<PostgresServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startPostgres({ ...options, port });
    } catch (error) {
      if (attempt === STARTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, START_WAIT_MS * attempt));
    }
  }
}
