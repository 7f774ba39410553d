/**
 * ISO 20022 customer credit transfer initiation, pain.001 in versions 001.02 to 001.12: elements by name, whatever the namespace says.
 *
 * NbOfTxs and CtrlSum are checked for the file and for every group of payments. CtrlSum adds figures whatever their currency, as the standard has it.
 */
import { asDay, type Day } from "../../../base/day.ts";
import { minorDigits, type Money } from "../../../base/money.ts";
import { isCurrency, type Source } from "../../ledger/ledger.ts";
import { textOrNull, type Account, type PaymentFile, type PaymentLine } from "../line.ts";
import { gather, notAFile, wholeFile, type Gathered } from "./gather.ts";
import { child, childrenOf, decodeXml, readElements, textAt, type Element } from "./xml-tree.ts";

type Draft = Omit<PaymentLine, "line">;
/** A transaction as far as it can be told before its group is complete. */
type Held = Omit<Draft, "payOn">;
/** Hundred-thousandths, the most decimals of ISO 20022. */
const SCALE = 5;

const WHOLE = new Set(["CdtTrfTxInf", "PmtInf", "GrpHdr"]);

/** @throws Refusal xml-*, payment-file-other-message, payment-file-empty, payment-file-too-large, payment-file-too-long */
export async function readPain001(source: Source): Promise<PaymentFile> {
  const gathered = gather(source);
  const text = decodeXml(source, await wholeFile(source));
  const message = /<(?:\w+:)?(CstmrDrctDbtInitn|CstmrPmtStsRpt|BkToCstmrStmt|CstmrCdtTrfInitn|pain\.\d{3}\.\d{3}\.\d{2}|CstmrPmtRvsl)[\s>]/.exec(text)?.[1];
  if (message === undefined || !(message === "CstmrCdtTrfInitn" || message.startsWith("pain.001"))) {
    throw notAFile(source, "payment-file-other-message", "first element", message === undefined ? "is XML, but no ISO 20022 payment file" : `is a ${message} message, not a payment run`,
      "a pain.001 message (CstmrCdtTrfInitn)", "Send the file that goes to the bank to have suppliers paid.");
  }
  const version = /pain\.001\.\d{3}\.\d{2}/.exec(text)?.[0];
  if (version !== undefined) gathered.note(`message ${version}`);
  let held: Held[] = [];
  let groups = 0;
  let group = { count: 0, sum: 0n };
  const all = { count: 0, sum: 0n };
  let head: Element | undefined;
  await readElements(source, text, WHOLE, (element) => {
    if (element.name === "GrpHdr") head = element;
    else if (element.name === "CdtTrfTxInf") {
      const one = transaction(element, groups + 1, held.length + 1, gathered);
      held.push(one.held);
      group = { count: group.count + 1, sum: group.sum + one.scaled };
    } else {
      groups += 1;
      closeGroup(element, held, groups, gathered);
      checkTotals(gathered, `PmtInf ${groups} (line ${element.line})`, element, group);
      all.count += group.count;
      all.sum += group.sum;
      [held, group] = [[], { count: 0, sum: 0n }];
    }
  });
  if (held.length > 0) {
    // outside of every group: no bank pays them as they stand, and nobody may take them for checked
    gathered.control({ at: `${source.name}, after the last PmtInf`, words: "payments outside of a group", stated: "0", found: String(held.length) });
    for (const one of held) gathered.line({ ...one, payOn: null });
  }
  if (textAt(head, "NbOfTxs") === "") gathered.control({ at: "GrpHdr, NbOfTxs", words: "number of payments", stated: "missing", found: String(all.count) });
  if (head === undefined) gathered.problem({ at: `${source.name}, GrpHdr`, value: null, expected: "a group header with the number of payments", remedy: "Export the file again: without it nobody can tell whether payments are missing." });
  checkTotals(gathered, "GrpHdr", head, all);
  gathered.madeOn(asDay(textAt(head, "CreDtTm").slice(0, 10)));
  return gathered.file("pain.001");
}

function closeGroup(element: Element, held: readonly Held[], group: number, gathered: Gathered): void {
  const said = textAt(element, "ReqdExctnDt", "Dt") || textAt(element, "ReqdExctnDt", "DtTm") || textAt(element, "ReqdExctnDt");
  const payOn: Day | undefined = asDay(said.slice(0, 10));
  if (payOn === undefined && held.length > 0) {
    gathered.problem({ at: `PmtInf ${group} (line ${element.line}), ReqdExctnDt`, value: said === "" ? null : said, expected: "a day such as 2026-11-27", remedy: "Give the execution date; the lines were checked as of today." });
  }
  for (const one of held) gathered.line({ ...one, payOn: payOn ?? null });
}

function checkTotals(gathered: Gathered, at: string, element: Element | undefined, found: { count: number; sum: bigint }): void {
  const [count, sum] = [textAt(element, "NbOfTxs"), textAt(element, "CtrlSum")];
  if (count !== "") gathered.control({ at: `${at}, NbOfTxs`, words: "number of payments", stated: count.replace(/^0+(?=\d)/, ""), found: String(found.count) });
  if (sum === "") return;
  const scaled = scaledOf(sum);
  gathered.control({ at: `${at}, CtrlSum`, words: "sum of the figures", stated: scaled === undefined ? sum.slice(0, 60) : shown(scaled), found: shown(found.sum) });
}

const scaledOf = (text: string): bigint | undefined => {
  const parts = /^\+?(\d{1,18})(?:\.(\d{0,5}))?$/.exec(text);
  return parts ? BigInt(parts[1] as string) * 10n ** BigInt(SCALE) + BigInt((parts[2] ?? "").padEnd(SCALE, "0")) : undefined;
};
const shown = (scaled: bigint): string => {
  const digits = String(scaled).padStart(SCALE + 1, "0");
  return `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`.replace(/0{1,3}$/, "");
};

function transaction(element: Element, group: number, number: number, gathered: Gathered): { held: Held; scaled: bigint } {
  const at = `PmtInf ${group}, transaction ${number} (line ${element.line})`;
  const instructed = child(element, "Amt", "InstdAmt") ?? child(element, "Amt", "EqvtAmt", "Amt");
  const figure = (instructed?.text ?? "").trim();
  const twice = saidTwice(element);
  const { amount, why } = twice === undefined ? amountOf(figure, instructed?.attributes["Ccy"]) : { amount: null, why: { expected: `${twice} once`, remedy: "Export the file again: which of the two the bank takes nobody can tell." } };
  if (why !== undefined) gathered.problem({ at: `${at}, ${twice ?? "Amt"}`, value: figure === "" ? null : figure, ...why });
  const creditor = textOrNull(textAt(element, "Cdtr", "Nm") || textAt(element, "Cdtr", "Pty", "Nm"));
  if (creditor === null) gathered.problem({ at: `${at}, Cdtr/Nm`, value: null, expected: "the payee's name", remedy: "Banks ask for it; without it the payee is known by the account only." });
  const account = accountOf(element);
  if (account === null) gathered.problem({ at: `${at}, CdtrAcct`, value: null, expected: "an IBAN or an account number", remedy: "Add the payee's account, or take the payment out of the file." });
  return {
    held: {
      at, payee: creditor, supplierId: textOrNull(textAt(element, "Cdtr", "Id", "OrgId", "Othr", "Id")), account, amount, ...referencesOf(element), entity: null,
      unreadable: why === undefined ? null : twice === undefined ? "Its amount cannot be read." : `It says ${twice} more than once.`,
    },
    scaled: scaledOf(figure) ?? 0n,
  };
}

/** Elements that say how much and to whom, each of which may be there once: read by another program, the second could be the one that counts. */
const ONCE: readonly (readonly string[])[] = [["Amt"], ["Amt", "InstdAmt|EqvtAmt"], ["Amt", "EqvtAmt", "Amt"], ["Cdtr"], ["Cdtr", "Nm"], ["CdtrAcct"], ["CdtrAcct", "Id"], ["CdtrAcct", "Id", "IBAN|Othr|PrtryAcct|BBAN|UPIC"], ["CdtrAgt"]];

function saidTwice(element: Element): string | undefined {
  for (const path of ONCE) {
    const names = (path.at(-1) ?? "").split("|");
    const above = child(element, ...path.slice(0, -1));
    if ((above?.children.filter(({ name }) => names.includes(name)).length ?? 0) > 1) return path.join("/").replaceAll("|", " or ");
  }
  return (child(element, "Amt", "InstdAmt")?.children.length ?? 0) > 0 ? "Amt/InstdAmt" : undefined;
}

function amountOf(figure: string, currency: string | undefined): { amount: Money | null; why?: { expected: string; remedy: string } } {
  if (currency === undefined || !isCurrency(currency) || currency === "XXX") return { amount: null, why: { expected: "an amount with a currency, such as Ccy=\"EUR\"", remedy: "Give the currency of the payment." } };
  const scaled = scaledOf(figure);
  const unit = 10n ** BigInt(SCALE - minorDigits(currency));
  if (scaled === undefined || scaled <= 0n || scaled % unit !== 0n || scaled / unit > 999_999_999_999_999n) {
    return { amount: null, why: { expected: `a positive amount with at most ${minorDigits(currency)} decimals and a point`, remedy: "Correct the amount and export the file again." } };
  }
  return { amount: { minor: Number(scaled / unit), currency } };
}

function accountOf(element: Element): Account | null {
  const account = child(element, "CdtrAcct", "Id");
  const iban = textAt(account, "IBAN");
  if (iban !== "") return { scheme: "iban", bank: null, number: iban.slice(0, 60) };
  const number = textAt(account, "Othr", "Id") || textAt(account, "PrtryAcct", "Id") || textAt(account, "BBAN") || textAt(account, "UPIC");
  if (number === "") return null;
  const agent = child(element, "CdtrAgt", "FinInstnId");
  const member = textAt(agent, "ClrSysMmbId", "MmbId") || textAt(agent, "CmbndId", "ClrSysMmbId", "Id");
  const system = textAt(agent, "ClrSysMmbId", "ClrSysId", "Cd");
  if (/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i.test(number.replace(/\s/g, ""))) return { scheme: "iban", bank: null, number: number.slice(0, 60) };
  if (system === "USABA" || (system === "" && /^\d{9}$/.test(member))) return { scheme: "us", bank: member, number: number.slice(0, 60) };
  if (system === "GBDSC" || (system === "" && /^\d{6}$/.test(member))) return { scheme: "uk", bank: member, number: number.slice(0, 60) };
  return { scheme: "other", bank: textOrNull(member || textAt(agent, "BICFI") || textAt(agent, "BIC")), number: number.slice(0, 60) };
}

/** Numbers given as such (documents referred to, a creditor's reference), then what the text says. */
function referencesOf(element: Element): Pick<PaymentLine, "references" | "text" | "mark"> {
  const remittance = child(element, "RmtInf");
  const given = childrenOf(remittance, "Strd").flatMap((structured) => [
    ...childrenOf(structured, "RfrdDocInf").flatMap((document) => [textAt(document, "Nb"), textAt(document, "RfrdDocNb")]),
    textAt(structured, "CdtrRefInf", "Ref"), textAt(structured, "CdtrRefInf", "CdtrRef"), textAt(structured, "CdtrRef"),
    textAt(structured, "AddtlRmtInf"),
  ]);
  const known = (texts: readonly string[]): string[] => [...new Set(texts.map((one) => textOrNull(one)).filter((one): one is string => one !== null && !/^NOTPROVIDED$/i.test(one)))];
  const [mark] = known([textAt(element, "PmtId", "EndToEndId")]);
  return { references: known(given).slice(0, 100), text: textOrNull(childrenOf(remittance, "Ustrd").map((one) => one.text).join(" ")), ...(mark !== undefined && { mark }) };
}
