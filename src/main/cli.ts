/**
 * The command line. Each command is loaded only when it is asked for, so that `scan` never loads a server and
 * `--help` loads nothing.
 */
import { Command } from "commander";
import { scanCommand } from "./scan/scan.ts";
import { register as registerAlerts } from "./alerts-command.ts";
import { register as registerAuditVerify } from "./audit-verify-command.ts";
import { register as registerCode } from "./code-command.ts";
import { register as registerKeys } from "./keys-command.ts";
import { register as registerLogs } from "./logs-command.ts";
import { noCoreDumps } from "./no-core-dumps.ts";
import { register as registerStaff } from "./staff-command.ts";
import { register as registerUp } from "./up-command.ts";
import { register as registerWitness } from "./witness-command.ts";

noCoreDumps();
const program = new Command("spendward")
  .description("Finds duplicate payments, overpayments, supplier fraud and supplier-record risk in accounts-payable ledgers.")
  .showHelpAfterError("(spendward --help shows what there is)")
  .addCommand(scanCommand());

registerUp(program);
registerAuditVerify(program);
registerWitness(program);
registerKeys(program);
registerCode(program);
registerLogs(program);
registerAlerts(program);
registerStaff(program);

await program.parseAsync();
