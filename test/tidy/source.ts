/** The source tree as text: every tracked kind of file with its lines and imports. Read once per test run. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const SKIP = new Set(["node_modules", ".git", "dist", ".data", "generated"]);

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIP.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
  });
}

export type SourceFile = { readonly path: string; readonly text: string; readonly lines: number; readonly imports: readonly string[] };

/** Static, dynamic and re-exporting imports, as written. Comments are dropped first so that examples do not count. */
function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(\/\*[\s\S]*?\*\/|\/\/.*$)/gm, "");
  const found = code.matchAll(/(?:^|\n)\s*(?:import|export)\s[^;"'`]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

const TEXT = /\.(ts|tsx|sql|md|json|html|css|mjs|js)$|^(spendward|run|setup|test|build-web)$/;

function read(path: string): SourceFile {
  const text = readFileSync(path, "utf8");
  const code = /\.tsx?$/.test(path);
  return { path: relative(root, path).split(sep).join(posix.sep), text, lines: text.split("\n").length - 1, imports: code ? importsOf(text) : [] };
}

export const files: readonly SourceFile[] = walk(root)
  .filter((path) => TEXT.test(path.split(sep).at(-1) ?? ""))
  .map(read)
  .sort((a, b) => (a.path < b.path ? -1 : 1));

export const code = files.filter((file) => /\.tsx?$/.test(file.path));

/** Path from the root that a relative import of `file` means, or undefined for a package. */
export function target(file: SourceFile, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.normalize(posix.join(posix.dirname(file.path), specifier)) : undefined;
}
