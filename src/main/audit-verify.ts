/** Reads what was exported, has platform/audit judge it, and says it in words. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../base/errors.ts";
import { checkpointIn, findFork, type Verdict, verifyPack, verifyProof, type VerifyOptions } from "../platform/audit/audit.ts";
import { readVerifier } from "../platform/tlog/tlog.ts";

export type Voice = { readonly say: (line: string) => void; readonly complain: (line: string) => void };
export type VerifyAsk = { readonly key?: string; readonly since?: string; readonly witness: readonly string[] };

const KINDS = /\.(jsonl|tlog-proof)$/;

/** @returns the exit code. */
export async function auditVerify(paths: readonly string[], ask: VerifyAsk, { say, complain }: Voice): Promise<0 | 1 | 2> {
  try {
    const options: VerifyOptions = {
      witnesses: ask.witness.map(readVerifier),
      ...(ask.key !== undefined && { key: readVerifier(await textOrItself(ask.key)) }),
      ...(ask.since !== undefined && { since: checkpointIn(await textOf(ask.since)) }),
    };
    const files = (await Promise.all(paths.map(filesIn))).flat();
    if (files.length === 0) throw new Refusal("invalid", "nothing-to-verify", "There is nothing to verify.", [{ ...(paths.length > 0 && { at: paths.join(", ") }), expected: "files ending in .jsonl or .tlog-proof, as the activity page gives them" }]);
    const verdicts: Verdict[] = [];
    for (const file of files) {
      const text = await textOf(file);
      const verdict = inFile(file, () => (text.startsWith("c2sp.org/tlog-proof") ? verifyProof(text, options) : verifyPack(text, options)));
      verdicts.push(verdict);
      for (const line of linesOf(file, verdict)) say(line);
      for (const { at, what } of verdict.faults) complain(`${file}: ${at === undefined ? "" : `${at}: `}${what}`);
    }
    const fork = findFork(verdicts.flatMap(({ checkpoint }) => checkpoint ?? []));
    if (fork !== undefined) complain(`${fork.log} signed two different trees of ${fork.size} entries. Keep both files: together they prove it.`);
    const good = fork === undefined && verdicts.every(({ faults }) => faults.length === 0);
    say(good ? "Everything holds." : "NOT everything holds.");
    return good ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    complain(inWords(error));
    return 2;
  }
}

export const inWords = (error: Refusal): string =>
  `spendward: ${[error.message, ...error.details.flatMap(({ at, expected, remedy }) => [at, expected && `Expected: ${expected}`, remedy].filter(Boolean))].join("\n  ")}`;

function linesOf(file: string, { entries, firstSeq, lastSeq, complete, opened, log, key, checkpoint, closedDays, wholeDays, cosigned, notes }: Verdict): readonly string[] {
  const span = entries === 0 ? "" : entries === 1 ? ` (${firstSeq})` : ` (${firstSeq} to ${lastSeq}, ${complete ? "none missing between them" : "chosen by a filter"})`;
  return [
    `${file}: ${entries} ${entries === 1 ? "entry holds" : "entries hold"}${span}, ${opened} with details as recorded`,
    `  log         ${log}`,
    ...(checkpoint === undefined ? [] : [`  checkpoint  ${checkpoint.size} entries, root ${Buffer.from(checkpoint.root).toString("base64")}`]),
    ...(key === "" ? [] : [key.endsWith(" as given") ? "  key         as you gave it" : `  key         from the file itself: compare it with the one you kept, ${key}`]),
    ...(closedDays.length === 0 ? [] : [`  days closed ${closedDays.join(", ")}`]),
    ...wholeDays.map(({ day, entries: count }) => `  whole day   ${day}: ${count === 0 ? "nothing happened" : count === 1 ? "1 entry, and nothing else happened" : `${count} entries, and nothing else happened`}`),
    ...notes.map((note) => `  note        ${note}`),
    ...cosigned.map(({ witness, at }) => `  cosigned    by ${witness} at ${at}`),
  ];
}

function inFile<T>(file: string, judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.kind, error.code, error.message, [{ at: file }, ...error.details]);
    throw error;
  }
}

async function filesIn(path: string): Promise<string[]> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) throw new Refusal("not_found", "file-missing", "This file cannot be read.", [{ at: path }]);
  if (!facts.isDirectory()) return [path];
  return (await readdir(path, { recursive: true })).filter((name) => KINDS.test(name)).sort().map((name) => join(path, name));
}

const textOf = (path: string): Promise<string> =>
  readFile(path, "utf8").catch(() => {
    throw new Refusal("not_found", "file-missing", "This file cannot be read.", [{ at: path }]);
  });

/** A key is given as such, or as the file it was kept in. */
const textOrItself = (given: string): Promise<string> => readFile(given, "utf8").catch(() => given);
