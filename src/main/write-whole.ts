/** A file that is either as it was or as it should be, also after a power cut: temporary name, sync, rename, sync. */
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w", mode);
  try {
    await file.chmod(mode); // an earlier temporary file may have had another
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
