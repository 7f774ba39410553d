/** A ledger of files written as text, for tests: each is inspected, mapped and read as a person's would be. */
import { openDuckDb } from "../duckdb/duckdb.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import { bytesSource, createLedger, inspect, makeWorkFolder, proposeMapping, readInto } from "./ledger.ts";
import type { Answers, Proposal, ReadResult } from "./ledger.ts";

export type TestLedger = {
  readonly db: DuckDb;
  /** @throws what reading throws; an error when nothing fits or a question is open. */
  readonly read: (name: string, content: string | Uint8Array, answers?: Answers) => Promise<ReadResult>;
  readonly close: () => Promise<void>;
};

export async function testLedger(threads = 1): Promise<TestLedger> {
  const folder = await makeWorkFolder({ diskAllowed: true });
  const db = await openDuckDb({ allowedFolder: folder.path, threads });
  await createLedger(db);
  return {
    db,
    read: async (name, content, answers = {}) => {
      const source = bytesSource(name, typeof content === "string" ? Buffer.from(content) : content);
      const inspection = await inspect(source);
      const proposal = proposeMapping(inspection, answers);
      if (proposal.mapping === undefined) throw new Error(`${name} needs ${proposal.missing.join(", ")}`);
      if (proposal.questions.length > 0) throw new Error(proposal.questions.map(({ words }) => words).join(" "));
      return readInto(db, source, inspection, proposal.mapping);
    },
    close: async () => {
      db.close();
      await folder.remove();
    },
  };
}

/** How a file of these rows would be mapped. */
export async function proposed(name: string, content: string, answers: Answers = {}): Promise<Proposal> {
  const proposal = proposeMapping(await inspect(bytesSource(name, Buffer.from(content))), answers);
  if (proposal.mapping === undefined) throw new Error(`${name} needs ${proposal.missing.join(", ")}`);
  return proposal;
}

/** `field=Column` for every mapped field, sorted. */
export const fieldsOf = ({ mapping }: Proposal): string[] => mapping.columns.map(({ field, column }) => `${field}=${column.name}`).sort();
