/** `spendward alerts`: the operator's alerts of all planes, as control has them; each call is an entry of the operator's trail. */
import type { Command } from "commander";
import { Refusal } from "../base/errors.ts";
import type { AlertsAsk } from "./alerts-command-acts.ts";

export function register(program: Command): void {
  program
    .command("alerts")
    .description("the operator's alerts: trails or logs that are not what was written, witnesses that refuse")
    .option("--data <folder>", "the data folder of 'spendward up'")
    .option("--settings <file>", "control's settings, instead of a data folder")
    .option("--all", "those that were acknowledged too", false)
    .option("--acknowledge <id>", "that somebody looks after it, or has")
    .option("--json", "as JSON", false)
    .action(async (ask: AlertsAsk) => {
      const { showAlerts } = await import("./alerts-command-acts.ts");
      try {
        process.exitCode = await showAlerts(ask, (line) => void process.stdout.write(`${line}\n`));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const lines = [error.message, ...error.details.flatMap(({ at, expected, remedy }) => [at, expected && `Expected: ${expected}`, remedy].filter((line) => line !== undefined && line !== ""))];
        process.stderr.write(`spendward: ${lines.join("\n  ")}\n`);
        process.exitCode = 2;
      }
    });
}
