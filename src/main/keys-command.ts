/**
 * `spendward keys`: the operator's view of keys on this machine: which there are, how old, what is due; rotating a region's root;
 * connecting a customer's own key service. It reads what key services and shelves say, opens no customer's data, and never
 * shows a key. Exit code 2 when it cannot, with what is in the way.
 */
import { type Command, Option } from "commander";
import { Refusal } from "../base/errors.ts";
import { REGIONS } from "../base/regions.ts";
import type { KeysAsk } from "./keys-command-acts.ts";

export function register(program: Command): void {
  const keys = program.command("keys").description("see and rotate the keys of this installation");
  const command = (name: string, description: string, isDefault = false): Command =>
    keys.command(name, { isDefault }).description(description)
      .option("--data <folder>", "the data folder of 'spendward up'")
      .option("--settings <file>", "the settings of one region's server or worker, instead of a data folder")
      .addOption(new Option("--region <name>", "this region only").choices(REGIONS))
      .option("--json", "for programs", false);
  command("list", "which keys there are, their age, and when they are due", true).action((ask: KeysAsk) => orSayWhy("listKeys", ask));
  command("rotate-root", "make a new root key for the region, and wrap all site keys anew; safe to repeat, also while the service runs")
    .action((ask: KeysAsk) => orSayWhy("rotateRootKey", ask));
  command("connect", "connect a customer's own key service to a site; its administrator then takes it into use")
    .requiredOption("--site <id>", "the site")
    .requiredOption("--file <file>", "how to reach the key service (docs/runbooks/key-services.md)")
    .action((ask: KeysAsk) => orSayWhy("connectCustomerKey", ask));
}

async function orSayWhy(act: "listKeys" | "rotateRootKey" | "connectCustomerKey", ask: KeysAsk): Promise<void> {
  const acts = await import("./keys-command-acts.ts");
  try {
    for (const line of await acts[act](ask)) process.stdout.write(`${line}\n`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const lines = [error.message, ...error.details.flatMap(({ at, expected, remedy }) => [at, expected && `Expected: ${expected}`, remedy].filter((line) => line !== undefined && line !== ""))];
    process.stderr.write(`spendward: ${lines.join("\n  ")}\n`);
    process.exitCode = 2;
  }
}
