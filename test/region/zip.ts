/** A workbook-shaped zip with one entry of so many zeros: small to send, huge to unpack. */
import { crc32, createDeflateRaw } from "node:zlib";

export async function zipOf(name: string, unpackedBytes: number): Promise<Buffer> {
  const deflate = createDeflateRaw({ level: 9 });
  const packed: Buffer[] = [];
  deflate.on("data", (chunk: Buffer) => packed.push(chunk));
  const block = Buffer.alloc(1 << 20);
  let crc = 0;
  const ended = new Promise<void>((resolve, reject) => deflate.on("end", resolve).on("error", reject));
  for (let at = 0; at < unpackedBytes; at += block.length) {
    crc = crc32(block, crc);
    if (!deflate.write(block)) await new Promise<void>((resolve) => deflate.once("drain", resolve));
  }
  deflate.end();
  await ended;
  const entries = [entry("[Content_Types].xml", Buffer.from('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')), { name, data: Buffer.concat(packed), size: unpackedBytes, crc, method: 8 }];
  return archive(entries);
}

type Entry = { readonly name: string; readonly data: Buffer; readonly size: number; readonly crc: number; readonly method: number };
const entry = (name: string, data: Buffer): Entry => ({ name, data, size: data.length, crc: crc32(data), method: 0 });

/** APPNOTE.TXT 4.3: local headers with data, central directory, its end. */
function archive(entries: readonly Entry[]): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, size, crc, method } of entries) {
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc, 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(size, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), shared, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), shared, tail, Buffer.from(name)]));
    body.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...body, central, end]);
}
