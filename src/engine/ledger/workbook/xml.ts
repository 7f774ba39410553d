/**
 * XML (parts of a workbook, sanctions lists, payment files) as a stream of events: the only module that imports the XML reader.
 *
 * A document type is refused: nobody who writes these has one, and entities are how small XML becomes large.
 */
import type { Refusal } from "../../../base/errors.ts";
import { SaxesParser } from "saxes";
import type { Source } from "../source.ts";
import { damaged } from "./archive.ts";

export type XmlHandlers = {
  /** Names come without a namespace prefix. */
  readonly open: (name: string, attributes: Readonly<Record<string, string>>, line: number) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
};

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/** How what is wrong is told; by default the file is a damaged workbook. */
export type XmlRefusal = (what: "document-type" | "not-well-formed", line: number) => Refusal;

/** Feeds the handlers; gives control back after every chunk, so that what they gathered can be handed on. */
export async function* readXml(source: Source, bytes: AsyncIterable<Buffer>, handlers: XmlHandlers, refusalOf?: XmlRefusal): AsyncIterable<void> {
  // lines are counted only for whoever tells them: a workbook of a million rows is read without
  const parser = new SaxesParser({ fragment: false, position: refusalOf !== undefined });
  let failed: Refusal | undefined;
  const fail = (what: "document-type" | "not-well-formed"): void => void (failed ??= refusalOf?.(what, parser.line) ?? damaged(source));
  parser.on("error", () => fail("not-well-formed"));
  parser.on("doctype", () => fail("document-type"));
  parser.on("opentag", ({ name, attributes }) => {
    if (failed === undefined) handlers.open(local(name), attributes as Record<string, string>, parser.line);
  });
  if (handlers.text) parser.on("text", handlers.text);
  if (handlers.text) parser.on("cdata", handlers.text);
  parser.on("closetag", ({ name }) => handlers.close?.(local(name)));
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    parser.write(decoder.decode(chunk, { stream: true }));
    if (failed !== undefined) throw failed;
    yield;
  }
  parser.close();
  if (failed !== undefined) throw failed;
}

export async function readWholeXml(source: Source, bytes: AsyncIterable<Buffer>, handlers: XmlHandlers, refusalOf?: XmlRefusal): Promise<void> {
  for await (const _ of readXml(source, bytes, handlers, refusalOf)) continue;
}
