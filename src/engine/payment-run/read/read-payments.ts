/** What a payment file is, by its first bytes and never by its name, and its payments. */
import { Refusal } from "../../../base/errors.ts";
import { unpacked, type Source } from "../../ledger/ledger.ts";
import type { PaymentFile } from "../line.ts";
import { looksLikeBacs, readBacs18 } from "./bacs-18.ts";
import { looksLikeNacha, readNacha } from "./nacha.ts";
import { readPain001 } from "./pain-001.ts";
import { readTable, type TableAnswers } from "./table.ts";

const HEAD_BYTES = 64 << 10;

/** @throws Refusal with what is wrong, where, and what to do; see the readers. */
export async function readPayments(source: Source, answers: TableAnswers = {}): Promise<PaymentFile> {
  const head = await headOf(source);
  if (head.trim() === "") throw new Refusal("invalid", "file-empty", `${source.name} is empty.`, [{ at: source.name, remedy: "Export the payment run again." }]);
  const start = head.replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "").replaceAll("\0", "").trimStart();
  if (start.startsWith("<") && !/^<(!doctype html|html|head|table|meta)/i.test(start)) return readPain001(source);
  if (looksLikeBacs(head)) return readBacs18(source);
  if (looksLikeNacha(head)) return readNacha(source);
  return readTable(source, answers);
}

async function headOf(source: Source): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of unpacked(source)) {
    parts.push(chunk);
    size += chunk.byteLength;
    if (size >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES).toString("latin1");
}
