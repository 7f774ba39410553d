/**
 * The log lines of all processes of one machine: a file a day, kept 90 days (promise L2), then deleted. Lines come from
 * `platform/telemetry`, which cannot carry customer data. Of what is not one of them (a crash of the runtime itself) only the
 * runtime's own words are kept, because an error's message may quote a row.
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

export const KEPT_DAYS = 90;
/** Stack frames, and what Node and V8 say when they end a process. */
const RUNTIME_LINE = /^(\s+at |Node\.js v|FATAL ERROR|#|<---)/;
const LONGEST_LINE = 300;

export type LogFolder = { readonly write: (name: string, line: string) => void; readonly close: () => Promise<void> };

export async function openLogFolder(folder: string, now: () => Date = () => new Date()): Promise<LogFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let day = "";
  let stream: WriteStream | undefined;
  const today = (): WriteStream => {
    const date = now().toISOString().slice(0, 10);
    if (stream === undefined || date !== day) {
      stream?.end();
      day = date;
      stream = createWriteStream(join(folder, `${day}.log`), { flags: "a", mode: 0o600 });
      stream.on("error", () => undefined); // a full disk must not end the service
      void removeOld(folder, now()).catch(() => undefined);
    }
    return stream;
  };
  return {
    write: (name, line) => {
      if (line.startsWith("{")) today().write(`${line}\n`);
      else if (RUNTIME_LINE.test(line)) today().write(`${JSON.stringify({ level: "error", time: now().toISOString(), plane: name, msg: "runtime", at: line.slice(0, LONGEST_LINE) })}\n`);
    },
    close: () => new Promise((resolve) => (stream === undefined ? resolve() : stream.end(() => resolve()))),
  };
}

async function removeOld(folder: string, now: Date): Promise<void> {
  const oldest = new Date(now.getTime() - (KEPT_DAYS + 1) * 86_400_000).toISOString().slice(0, 10);
  const old = (await readdir(folder)).filter((name) => /^\d{4}-\d\d-\d\d\.log$/.test(name) && name.slice(0, 10) < oldest);
  for (const name of old) await rm(join(folder, name), { force: true });
}
