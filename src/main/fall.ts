/** The end of a process by a bug: said without its message, which may quote a row. Whoever keeps the process running starts it again. */
import { openLog } from "../platform/telemetry/telemetry.ts";

export function fallAs(plane: string): (error: unknown) => never {
  return (error) => {
    openLog(plane, (line) => process.stderr.write(`${line}\n`)).error("process failed", { error });
    process.exit(1);
  };
}
