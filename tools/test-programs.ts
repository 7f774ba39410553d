/**
 * Where the programs that tests drive are: on the machine, or in the folder that tools/setup unpacks them into for
 * users who are not root.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const privateRoot = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "spendward", "debian");

/** @throws when the file is in neither place: `npm test` installs it first. */
export function installed(path: string): string {
  for (const candidate of [path, join(privateRoot, path)]) if (existsSync(candidate)) return candidate;
  throw new Error(`${path} is not installed: run tools/setup --tests`);
}

/** The browser binary itself: Debian's wrapper script expects to live under /usr. */
export const chromiumPath = (): string => installed("/usr/lib/chromium/chromium");

/** The syslog server, and where it finds its modules. */
export const rsyslog = (): { readonly path: string; readonly modules: string } => {
  const modules = ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/rsyslog`).flatMap((path) => [path, join(privateRoot, path)]).find((path) => existsSync(path));
  return { path: installed("/usr/sbin/rsyslogd"), modules: modules ?? installed("/usr/lib/x86_64-linux-gnu/rsyslog") };
};

/** Environment that lets privately unpacked programs find their libraries, and Python its packages. */
export function programEnvironment(): Record<string, string> {
  const folders = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu"].map((path) => join(privateRoot, path));
  if (!existsSync(privateRoot)) return {};
  return { LD_LIBRARY_PATH: folders.filter((path) => existsSync(path)).join(":"), PYTHONPATH: join(privateRoot, "usr/lib/python3/dist-packages") };
}

/** For running as root and in containers, and without calls to the maker's servers. */
export const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
