/** Writes payment files of the layouts that are read, control totals included, from plain payments; for tests. */
export type Paid = { readonly payee: string; readonly iban: string; readonly sort: string; readonly number: string; readonly routing: string; readonly minor: number; readonly reference: string };

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const decimal = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
const sumOf = (list: readonly Paid[]): number => list.reduce((sum, { minor }) => sum + minor, 0);

export function pain001(list: readonly Paid[], version = "pain.001.001.09", said: { readonly count?: number; readonly sum?: string } = {}): string {
  const day = version.endsWith(".09") ? "<ReqdExctnDt><Dt>2026-11-27</Dt></ReqdExctnDt>" : "<ReqdExctnDt>2026-11-27</ReqdExctnDt>";
  const totals = `<NbOfTxs>${said.count ?? list.length}</NbOfTxs><CtrlSum>${said.sum ?? decimal(sumOf(list))}</CtrlSum>`;
  const payments = list.map((one, at) => `<CdtTrfTxInf><PmtId><EndToEndId>E2E-${at}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${decimal(one.minor)}</InstdAmt></Amt>` +
    `<Cdtr><Nm>${escape(one.payee)}</Nm></Cdtr><CdtrAcct><Id><IBAN>${one.iban}</IBAN></Id></CdtrAcct>` +
    `<RmtInf><Strd><RfrdDocInf><Nb>${escape(one.reference)}</Nb></RfrdDocInf></Strd></RmtInf></CdtTrfTxInf>`).join("\n");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${version}"><CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-26T09:00:00</CreDtTm>${totals}</GrpHdr>` +
    `<PmtInf><PmtInfId>P</PmtInfId><PmtMtd>TRF</PmtMtd>${totals}${day}<Dbtr><Nm>We</Nm></Dbtr>\n${payments}</PmtInf></CstmrCdtTrfInitn></Document>`;
}

const digits = (value: number, width: number): string => String(value).padStart(width, "0");

export function bacs18(list: readonly Paid[], said: { readonly sum?: number; readonly count?: number } = {}): string {
  const record = (sort: string, number: string, code: string, minor: number, reference: string, name: string): string =>
    `${sort}${number}0${code}20000012345678    ${digits(minor, 11)}${"WE LTD".padEnd(18)}${reference.slice(0, 18).padEnd(18)}${name.slice(0, 18).padEnd(18)}`;
  const sum = sumOf(list);
  const credits = list.map((one) => record(one.sort, one.number, "99", one.minor, one.reference, one.payee));
  const contra = record("200000", "12345678", "17", sum, "CONTRA", "WE LTD");
  const trailer = `UTL1${digits(sum, 13)}${digits(said.sum ?? sum, 13)}${digits(1, 7)}${digits(said.count ?? list.length, 7)}`.padEnd(80);
  return ["VOL1173001                               HSBC".padEnd(80), "HDR1A173001S  1173001".padEnd(80), "HDR2F0200000100".padEnd(80), "UHL1 26331999999    000000001 DAILY  001".padEnd(80), ...credits, contra,
    "EOF1A173001S  1173001".padEnd(80), "EOF2F0200000100".padEnd(80), trailer].join("\r\n");
}

export function nacha(list: readonly Paid[], said: { readonly hash?: number; readonly sum?: number } = {}): string {
  const hash = list.reduce((sum, { routing }) => sum + Number(routing.slice(0, 8)), 0) % 10_000_000_000;
  const sum = sumOf(list);
  const entries = list.flatMap((one, at) => [
    `622${one.routing}${one.number.padEnd(17)}${digits(one.minor, 10)}${one.reference.slice(0, 15).padEnd(15)}${one.payee.slice(0, 22).padEnd(22)}  1${digits(at + 1, 15)}`,
    `705${`RMR*IV*${one.reference}`.padEnd(80)}0001${digits(at + 1, 7)}`,
  ]);
  const control = `${digits(list.length * 2, 6)}${digits(said.hash ?? hash, 10)}${digits(0, 12)}${digits(said.sum ?? sum, 12)}`;
  const lines = [
    "101 121000248 1234567892611260900A094101WELLS FARGO            WE LLC                         ", `5220WE LLC                              1234567890CCDPAYMENTS  261127261127   1121000240000001`, ...entries,
    `8220${control}1234567890`.padEnd(79) + "121000240000001", `9000001${digits(Math.ceil((list.length * 2 + 4) / 10), 6)}${digits(list.length * 2, 8)}${digits(said.hash ?? hash, 10)}${digits(0, 12)}${digits(said.sum ?? sum, 12)}`.padEnd(94),
  ];
  while (lines.length % 10 !== 0) lines.push("9".repeat(94));
  return lines.join("\n");
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
export const table = (list: readonly Paid[]): string =>
  ["Payee name,IBAN,Amount,Currency,Invoice number,Payment date", ...list.map((one) => [quoted(one.payee), one.iban, decimal(one.minor), "EUR", quoted(one.reference), "2026-11-27"].join(","))].join("\n");
