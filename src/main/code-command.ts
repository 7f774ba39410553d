/**
 * `spendward code`: the six digits for the key that a set-up page shows, for trying the product without a phone at hand. It asks for
 * the key on standard input, because arguments can be read by others, and knows nothing of any account.
 */
import { createHmac } from "node:crypto";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

export function register(program: Command): void {
  program
    .command("code")
    .description("the code of an authenticator app, for trying things without a phone: asks for the key that the page shows")
    .action(async () => {
      const input = createInterface({ input: process.stdin, ...(process.stdin.isTTY && { output: process.stderr }) });
      const key = await input.question("Key: ");
      input.close();
      const code = codeNow(key, Date.now());
      if (code === undefined) {
        process.stderr.write("spendward: this is not a key.\n  Expected: the letters and digits that the page shows beside the QR code\n");
        process.exitCode = 2;
        return;
      }
      process.stdout.write(`${code}\n`);
    });
}

/** RFC 6238 with SHA-1, six digits, 30 seconds. undefined: not a key. */
export function codeNow(key: string, atMs: number): string | undefined {
  const letters = key.toUpperCase().replace(/[\s-]/g, "");
  if (!/^[A-Z2-7]{16,128}$/.test(letters)) return undefined;
  const bits = [...letters].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / STEP_MS)));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 0x0f;
  return String((digest.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}
