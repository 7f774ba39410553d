/** A small ledger of our own making, as an accounting system might export it: semicolons, decimal commas, days first. */
import { Buffer } from "node:buffer";

const SUPPLIERS = ["Alder Timber Ltd", "Bexley Glass", "Corrie Freight", "Dunmore Dairy", "Eskdale Energy", "Farrow Paints", "Gilmour Tools", "Harbour Ice Co"];
const ROWS = 600;

const amount = (minor: number): string => `${Math.floor(minor / 100).toString().replace(/\B(?=(\d{3})+$)/g, ".")},${String(minor % 100).padStart(2, "0")}`;
const day = (index: number): string => {
  const date = new Date(Date.UTC(2026, 0, 5 + index));
  return [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear()].map((part) => String(part).padStart(2, "0")).join("/");
};

/** One row is posted twice with two digits of its number swapped, and one has an amount that is none. */
export function ledgerFile(): { name: string; mimeType: string; buffer: Buffer } {
  const line = (doc: number, supplier: number, number: string, at: number, money: string): string =>
    [90_000 + doc, `S${100 + supplier}`, SUPPLIERS[supplier], number, day(at), day(at + 4), money, "GBP"].join(";");
  const lines = Array.from({ length: ROWS }, (_, index) => line(index, index % SUPPLIERS.length, `${(index % SUPPLIERS.length) + 1}${String(4000 + index * 3)}`, Math.floor(index / 4), amount(5_000 + ((index * 7919) % 900_000))));
  const twice = line(333, 5, "6/2026-48173", 84, amount(418_233));
  const copy = line(ROWS, 5, "6/2026-48137", 84, amount(418_233));
  lines.splice(333, 1, twice);
  lines.push(copy, line(ROWS + 1, 2, "39999", 90, "n/a"));
  const head = "Document;Vendor;Vendor name;Invoice number;Invoice date;Posting date;Gross amount;Currency";
  return { name: "creditors 2026.csv", mimeType: "text/csv", buffer: Buffer.from([head, ...lines].join("\r\n"), "utf8") };
}

/** A picture that calls itself a table. */
export const pictureFile = (): { name: string; mimeType: string; buffer: Buffer } => ({
  name: "photo.csv",
  mimeType: "text/csv",
  buffer: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from("JFIF\0"), Buffer.alloc(4000, 0x9d)]),
});
