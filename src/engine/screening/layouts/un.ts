/** The consolidated list of the UN Security Council: XML, one element per individual or entity. */
import { asDay, type Day } from "../../../base/day.ts";
import { Refusal } from "../../../base/errors.ts";
import { countryOf, readWholeXml } from "../../ledger/ledger.ts";
import { addName, draft, finished, type Draft, type ListPart, type ReadList } from "../subject.ts";

const NAME_PARTS = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];

export async function readUn(part: ListPart): Promise<ReadList> {
  const drafts = new Map<string, Draft>();
  let version: Day | null = null;
  let one = draft();
  let entry = "";
  let name: string[] = [];
  let quality = "";
  let text = "";
  const path: string[] = [];
  /** What a closed element means depends on the one around it. */
  const take = (element: string, value: string): void => {
    const around = path.at(-1) ?? "";
    if (element === "INDIVIDUAL" || element === "ENTITY") {
      one.kind = element === "INDIVIDUAL" ? "individual" : "entity";
      one.names.unshift(...nameAlone(name.join(" ")));
      if (entry !== "") drafts.set(entry, one);
      [one, entry, name] = [draft(), "", []];
    } else if (value === "") return;
    else if (NAME_PARTS.includes(element)) name.push(value);
    else if (element === "REFERENCE_NUMBER") entry = value;
    else if (element === "LISTED_ON") one.listedOn = asDay(value.slice(0, 10)) ?? null;
    else if (element === "QUALITY") quality = value;
    else if (element === "ALIAS_NAME") addName(one, value, /low/i.test(quality) ? "weak" : "alias");
    else if (element === "COUNTRY" && around.endsWith("_ADDRESS")) one.countries.add(countryOf(value));
    else if (element === "VALUE" && around === "NATIONALITY") one.countries.add(countryOf(value));
    else if (element === "CITY" && around.endsWith("_ADDRESS")) one.towns.add(value);
  };
  await readWholeXml({ name: part.name, open: () => bytes(part.content) }, bytes(part.content), {
    open: (element, attributes) => {
      if (element === "CONSOLIDATED_LIST") version = asDay((attributes["dateGenerated"] ?? "").slice(0, 10)) ?? null;
      if (element.endsWith("_ALIAS")) quality = "";
      path.push(element);
      text = "";
    },
    text: (more) => void (text += more),
    close: (element) => {
      path.pop();
      take(element, text.trim());
      text = "";
    },
  }, (what, line) => new Refusal("invalid", "list-damaged", `${part.name} is a damaged XML file.`, [{
    at: `${part.name}, row ${line}`, expected: what === "document-type" ? "XML without a document type" : "well-formed XML to its end", remedy: "Download the list again.",
  }]));
  return finished(drafts, version);
}

function nameAlone(text: string): Draft["names"] {
  const holder = draft();
  addName(holder, text, "primary");
  return holder.names;
}

async function* bytes(content: Buffer): AsyncIterable<Buffer> {
  for (let at = 0; at < content.length; at += 1 << 16) yield content.subarray(at, at + (1 << 16));
}
