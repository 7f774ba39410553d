/**
 * XML parts of a workbook, as a stream of events: the only module that imports the XML reader.
 *
 * A document type is refused: no office program writes one, and entities are how small XML becomes large.
 */
import { SaxesParser } from "saxes";
import type { Source } from "../source.ts";
import { damaged } from "./archive.ts";

export type XmlHandlers = {
  /** Names come without a namespace prefix. */
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
};

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Feeds the handlers; gives control back after every chunk, so that what they gathered can be handed on. */
export async function* readXml(source: Source, bytes: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncIterable<void> {
  const parser = new SaxesParser({ fragment: false, position: false });
  let failed = false;
  parser.on("error", () => void (failed = true));
  parser.on("doctype", () => void (failed = true));
  parser.on("opentag", ({ name, attributes }) => handlers.open(local(name), attributes as Record<string, string>));
  if (handlers.text) parser.on("text", handlers.text);
  if (handlers.text) parser.on("cdata", handlers.text);
  parser.on("closetag", ({ name }) => handlers.close?.(local(name)));
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    parser.write(decoder.decode(chunk, { stream: true }));
    if (failed) throw damaged(source);
    yield;
  }
  parser.close();
  if (failed) throw damaged(source);
}

export async function readWholeXml(source: Source, bytes: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  for await (const _ of readXml(source, bytes, handlers)) continue;
}
