/** A real DNS server over UDP, for TXT records that a test sets (RFC 1035). Knows nothing but those. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

export type DnsServer = {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Name in lower case → texts. A name with `null` is answered with a failure of the server. */
  readonly records: Map<string, readonly string[] | null>;
  readonly asked: string[];
  readonly close: () => void;
};

const NO_ERROR = 0;
const SERVER_FAILURE = 2;
const NO_SUCH_NAME = 3;

export async function openDnsServer(): Promise<DnsServer> {
  const records = new Map<string, readonly string[] | null>();
  const asked: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, end } = nameIn(query);
    asked.push(name);
    const texts = records.get(name.toLowerCase());
    const code = texts === undefined ? NO_SUCH_NAME : texts === null ? SERVER_FAILURE : NO_ERROR;
    socket.send(answerTo(query, end, texts ?? [], code), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { address: `127.0.0.1:${(socket.address() as AddressInfo).port}`, records, asked, close: () => void socket.close() };
}

function nameIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  while (query[at] !== 0) {
    const length = query[at] as number;
    labels.push(query.toString("ascii", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), end: at + 5 };
}

function answerTo(query: Buffer, questionEnd: number, texts: readonly string[], code: number): Buffer {
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8580 | code, 2); // an answer, authoritative, recursion available
  header.writeUInt16BE(texts.length, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  const answers = texts.map((text) => {
    const bytes = Buffer.from(text);
    const strings = Array.from({ length: Math.ceil(bytes.length / 255) }, (_, n) => bytes.subarray(n * 255, (n + 1) * 255));
    const data = Buffer.concat(strings.flatMap((string) => [Buffer.of(string.length), string]));
    const fixed = Buffer.from([0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 0, data.length >> 8, data.length & 255]);
    return Buffer.concat([fixed, data]);
  });
  return Buffer.concat([header, query.subarray(12, questionEnd), ...answers]);
}
