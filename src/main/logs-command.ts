/**
 * `spendward logs`: the operator's view of the central log store. Searching, its state and its verification are asked of control, which writes
 * down who read what; `--here` reads what this machine has not been able to send, also when nothing can be started.
 */
import { type Command, Option } from "commander";
import { Refusal } from "../base/errors.ts";
import type { LogsAsk } from "./logs-command-acts.ts";

export function register(program: Command): void {
  const logs = program.command("logs").description("search and check the central log store");
  const command = (name: string, description: string, isDefault = false): Command =>
    logs.command(name, { isDefault }).description(description)
      .option("--data <folder>", "the data folder of 'spendward up'")
      .option("--settings <file>", "control's settings, instead of a data folder; with --here those of any plane")
      .option("--json", "as stored, a line of JSON each", false);
  command("search", "lines that fit; without --since the newest 200", true)
    .option("--since <when>", "an instant (2026-11-27T08:00), a day, or how long ago (90s, 30m, 12h, 7d)")
    .option("--until <when>", "the same")
    .option("--source <name>", "uk/worker, or all of a plane (uk, control), or all of a kind (server, worker, supervisor)")
    .addOption(new Option("--level <level>", "this level and above").choices(["info", "warn", "error"]))
    .option("--code <code>", "a code: of a refusal, of an error, of the database (SQLSTATE)")
    .option("--request <id>", "all lines of one request")
    .option("--text <text>", "anything that stands in the line, letter for letter")
    .option("--newest <count>", "only the newest so many")
    .option("--follow", "go on with what arrives", false)
    .option("--here", "what is on this machine and was not sent yet", false)
    .action((ask: LogsAsk) => orSayWhy("searchLines", ask));
  command("status", "per source: oldest and newest record, what is missing; deletions").action((ask: LogsAsk) => orSayWhy("showStatus", ask));
  command("verify", "open and check every batch: altered, missing, exchanged or cut off, and where").action((ask: LogsAsk) => orSayWhy("verifyStore", ask));
}

async function orSayWhy(act: "searchLines" | "showStatus" | "verifyStore", ask: LogsAsk): Promise<void> {
  const acts = await import("./logs-command-acts.ts");
  try {
    process.exitCode = await acts[act](ask, (line) => void process.stdout.write(`${line}\n`), (line) => void process.stderr.write(`spendward: ${line}\n`));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const lines = [error.message, ...error.details.flatMap(({ at, expected, remedy }) => [at, expected && `Expected: ${expected}`, remedy].filter((line) => line !== undefined && line !== ""))];
    process.stderr.write(`spendward: ${lines.join("\n  ")}\n`);
    process.exitCode = 2;
  }
}
