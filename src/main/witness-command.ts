/**
 * `spendward witness`: co-signs checkpoints of logs over HTTPS (c2sp.org/tlog-witness), for a customer or anybody who wants to know that a log
 * shows everybody the same tree. It needs nothing of Spendward's service, and keeps its state in a folder of its own.
 */
import type { Command } from "commander";

type WitnessOptions = { readonly state: string; readonly name: string; readonly log: readonly string[]; readonly port: string; readonly host: string; readonly cert?: string; readonly certKey?: string };

export function register(program: Command): void {
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  program
    .command("witness")
    .description("co-sign checkpoints of audit trails, and refuse and report forks")
    .requiredOption("--state <folder>", "where its key and what it co-signed last are kept")
    .requiredOption("--name <name>", "its name in signatures, e.g. witness.example/w1")
    .option("--log <key>", "verifier key of a log that it watches (may be given again)", collect, [])
    .option("--port <port>", "port to listen on", "8480")
    .option("--host <name>", "the name in its certificate; other than localhost it is open to the network", "localhost")
    .option("--cert <file>", "certificate chain (PEM); without one it makes an authority of its own")
    .option("--cert-key <file>", "the certificate's private key (PEM)")
    .action(async (options: WitnessOptions) => {
      const { runWitness } = await import("./witness.ts");
      process.exitCode = await runWitness(options);
    });
}
