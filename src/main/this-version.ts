/** The version of this build. Kept with every run too: the same ledger and version give the same findings. */
import { readFile } from "node:fs/promises";

export async function versionOfThisBuild(): Promise<string> {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
