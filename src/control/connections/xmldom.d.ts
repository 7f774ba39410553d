/** As much of @xmldom/xmldom as we use: its own declarations bring the browser's whole type library into the server (tsconfig.json, paths). */
export type Attribute = { readonly name: string; readonly value: string };
export type XmlNode = { readonly nodeType: number; readonly parentNode: XmlNode | null; readonly childNodes: ArrayLike<XmlNode>; readonly textContent: string | null };
export type Element = XmlNode & {
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly attributes: ArrayLike<Attribute>;
  readonly getAttribute: (name: string) => string | null;
  readonly getElementsByTagName: (name: string) => ArrayLike<Element>;
};
export type Document = { readonly documentElement: Element; readonly getElementsByTagName: (name: string) => ArrayLike<Element> };
type Told = (message: string) => void;
export class DOMParser {
  constructor(options: { readonly errorHandler: { readonly warning: Told; readonly error: Told; readonly fatalError: Told } });
  parseFromString(text: string, type: string): Document | undefined;
}
