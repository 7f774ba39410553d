/**
 * XML of a payment file, element by element: a small tree of each payment, dropped as soon as it was taken.
 *
 * Hostile input: a document type (and with it every entity of its own) is refused by the reader; depth and the number of elements of one payment
 * are bounded here, the size of the file before.
 */
import { setImmediate } from "node:timers/promises";
import { Refusal } from "../../../base/errors.ts";
import { readWholeXml, type Source } from "../../ledger/ledger.ts";
import { notAFile } from "./gather.ts";

export type Element = { readonly name: string; readonly attributes: Readonly<Record<string, string>>; text: string; readonly children: Element[]; readonly line: number };

const MOST_DEPTH = 40;
/** Of one payment, or of one heading. */
const MOST_ELEMENTS = 5_000;
const MOST_CHARACTERS = 200_000;

/**
 * @param take called when an element named in `whole` closes; its tree is given and then forgotten
 * @throws Refusal xml-document-type, xml-not-well-formed, xml-too-deep, xml-too-big
 */
export async function readElements(source: Source, text: string, whole: ReadonlySet<string>, take: (element: Element, path: readonly string[]) => void): Promise<void> {
  const stack: Element[] = [];
  let elements = 0;
  let characters = 0;
  const limited = (over: boolean, code: string, what: string, line: number): void => {
    if (over) throw notAFile(source, code, `line ${line}`, what, "a payment file as banks and ERP systems write it", "Export the file again from the system that made it.");
  };
  const bytes = Buffer.from(text);
  await readWholeXml(source, inChunks(bytes), {
    open: (name, attributes, line) => {
      const element: Element = { name, attributes, text: "", children: [], line };
      elements += 1;
      limited(stack.length >= MOST_DEPTH, "xml-too-deep", "is nested deeper than any payment file", line);
      limited(elements > MOST_ELEMENTS, "xml-too-big", "has a payment of thousands of elements", line);
      stack.at(-1)?.children.push(element);
      stack.push(element);
    },
    text: (part) => {
      const top = stack.at(-1);
      if (top === undefined) return;
      characters += part.length;
      limited(characters > MOST_CHARACTERS, "xml-too-big", "has a payment with far too much text", top.line);
      top.text += part;
    },
    close: () => {
      const element = stack.pop();
      if (element === undefined || !whole.has(element.name)) return;
      take(element, stack.map(({ name }) => name));
      stack.at(-1)?.children.pop();
      elements = 0;
      characters = 0;
    },
  }, (what, line) => what === "document-type"
    ? notAFile(source, "xml-document-type", `line ${line}`, "has a document type (DTD)", "XML without a document type", "Payment files have none: do not trust this file before you know who made it.")
    : notAFile(source, "xml-not-well-formed", `line ${line}`, "is not well-formed XML: it is damaged or cut short", "complete XML", "Export the file again."));
}

/** Others get their turn in between: a worker that answers nothing for half a minute is taken for dead. */
async function* inChunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1 << 20) {
    if (at > 0) await setImmediate();
    yield bytes.subarray(at, at + (1 << 20));
  }
}

/** The first element at a path below: `child(tx, "Cdtr", "Nm")`. */
export function child(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  let at = element;
  for (const name of path) at = at?.children.find((one) => one.name === name);
  return at;
}
export const textAt = (element: Element | undefined, ...path: readonly string[]): string => (child(element, ...path)?.text ?? "").trim();
export const childrenOf = (element: Element | undefined, name: string): readonly Element[] => element?.children.filter((one) => one.name === name) ?? [];

/** XML says its encoding in its first line; payment files are UTF-8, some are Latin. @throws Refusal xml-encoding */
export function decodeXml(source: Source, bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const said = /^[^>]*encoding\s*=\s*["']([^"']*)["']/.exec(bytes.subarray(0, 200).toString("latin1"))?.[1]?.toLowerCase() ?? "utf-8";
  if (/^(iso-8859-1|iso-8859-15|windows-1252|us-ascii|latin1)$/.test(said)) return new TextDecoder("windows-1252").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal("invalid", "xml-encoding", `${source.name} is not in the encoding it says.`, [{ at: `${source.name}, line 1`, expected: "UTF-8", remedy: "Export it again as UTF-8." }]);
  }
}
