/**
 * `spendward audit verify`: checks exported audit trails and proofs offline. Exit code 0: everything holds; 1: something does not, and it
 * says which entry; 2: it could not be read. With --settings or --data, the operator's check of the trails
 * that a plane, or all planes of a data folder of `up`, have stored.
 */
import type { Command } from "commander";

type VerifyAsk = { readonly key?: string; readonly since?: string; readonly witness: readonly string[]; readonly settings?: string; readonly data?: string };

export function register(program: Command): void {
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  program
    .command("audit")
    .description("work with audit trails")
    .command("verify")
    .description("check exported audit trails (.jsonl), single proofs (.tlog-proof), or folders of them, with no access to the service")
    .argument("[path...]", "files or folders")
    .option("--key <key>", "the log's verifier key as you kept it; without it the key in the file is only shown")
    .option("--since <file>", "a checkpoint (or export) from before: checks that the log continues it")
    .option("--witness <key>", "a witness whose cosignature must be there (may be given again)", collect, [])
    .option("--settings <file>", "for operators, instead of files: check every trail that this plane has stored")
    .option("--data <folder>", "the same for all planes of a data folder of 'spendward up', running or not")
    .action(async (paths: readonly string[], { settings, data, ...ask }: VerifyAsk) => {
      const voice = { say: (line: string) => void process.stdout.write(`${line}\n`), complain: (line: string) => void process.stderr.write(`${line}\n`) };
      if (data !== undefined) process.exitCode = await (await import("./audit-verify-data.ts")).auditVerifyData(data, { paths, settings }, voice);
      else if (settings === undefined) process.exitCode = await (await import("./audit-verify.ts")).auditVerify(paths, ask, voice);
      else process.exitCode = await (await import("./audit-verify-stored.ts")).auditVerifyStored(settings, paths, voice);
    });
}
