import { describe, expect, test } from "vitest";
import { fieldsOf, proposed } from "../ledger.fixture.ts";
import { mappedFields } from "../ledger.ts";

const layout = async (name: string, content: string) => {
  const proposal = await proposed(name, content);
  return { table: proposal.mapping.table, system: proposal.mapping.system, fields: fieldsOf(proposal) };
};

describe("layouts of the systems people export from", () => {
  test("SAP line items, table prefixes and all", async () => {
    expect(await layout("FBL1N.csv", "BKPF-BUKRS;BKPF-BELNR;BKPF-GJAHR;BSEG-LIFNR;BKPF-XBLNR;BKPF-BLDAT;BKPF-BUDAT;BKPF-BLART;BKPF-WAERS;BSEG-WRBTR;BSEG-SHKZG;BKPF-USNAM\n1000;1900000001;2026;0000100200;INV-77;20260131;20260202;KR;EUR;1234,50;H;MEIER\n1000;1900000002;2026;0000100201;4711;20260201;20260203;KG;EUR;99,00;S;MEIER\n")).toEqual({
      table: "invoice", system: "SAP",
      fields: ["amount_gross=BSEG-WRBTR", "currency=BKPF-WAERS", "debit_credit=BSEG-SHKZG", "doc_id=BKPF-BELNR", "doc_type=BKPF-BLART", "entered_by=BKPF-USNAM", "entity=BKPF-BUKRS", "fiscal_year=BKPF-GJAHR", "invoice_date=BKPF-BLDAT", "invoice_no=BKPF-XBLNR", "posting_date=BKPF-BUDAT", "supplier_id=BSEG-LIFNR"],
    });
  });

  test("SAP supplier master", async () => {
    expect(await layout("LFA1.csv", "LIFNR,NAME1,STRAS,ORT01,PSTLZ,LAND1,STCEG,ERDAT,ERNAM,TELF1\n100200,Acme GmbH,Hauptstr. 1,Berlin,10115,DE,DE136695976,20200101,MEIER,030 1234\n")).toEqual({
      table: "supplier", system: "SAP",
      fields: ["address_line=STRAS", "city=ORT01", "country=LAND1", "created_by=ERNAM", "created_on=ERDAT", "name=NAME1", "phone=TELF1", "postcode=PSTLZ", "supplier_id=LIFNR", "vat_no=STCEG"],
    });
  });

  test("Oracle", async () => {
    expect(await layout("export.csv", "INVOICE_ID,ORG_ID,INVOICE_NUM,INVOICE_TYPE_LOOKUP_CODE,INVOICE_DATE,INVOICE_AMOUNT,INVOICE_CURRENCY_CODE,VENDOR_ID,CREATED_BY,GL_DATE\n1,204,AB/17,STANDARD,2026-01-31,1200.00,USD,77,1013,2026-02-01\n2,204,AB/18,CREDIT,2026-01-31,-20.00,USD,77,1013,2026-02-01\n")).toMatchObject({
      table: "invoice", system: "Oracle",
      fields: ["amount_gross=INVOICE_AMOUNT", "currency=INVOICE_CURRENCY_CODE", "doc_id=INVOICE_ID", "doc_type=INVOICE_TYPE_LOOKUP_CODE", "entered_by=CREATED_BY", "entity=ORG_ID", "invoice_date=INVOICE_DATE", "invoice_no=INVOICE_NUM", "posting_date=GL_DATE", "supplier_id=VENDOR_ID"],
    });
  });

  test("Dynamics", async () => {
    expect(await layout("VendTrans.csv", "AccountNum,Invoice,Voucher,TransDate,DocumentDate,DueDate,AmountCur,CurrencyCode,DataAreaId,TransType\nV1,INV1,APIV1,2026-01-31,2026-01-30,2026-02-28,-50.00,GBP,uk01,Vendor\n")).toMatchObject({
      table: "invoice", system: "Dynamics 365",
      fields: ["amount_gross=AmountCur", "currency=CurrencyCode", "doc_id=Voucher", "doc_type=TransType", "due_date=DueDate", "entity=DataAreaId", "invoice_date=DocumentDate", "invoice_no=Invoice", "posting_date=TransDate", "supplier_id=AccountNum"],
    });
  });

  test("Xero", async () => {
    const { table, system, fields } = await layout("bills.csv", "ContactName,EmailAddress,POAddressLine1,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,LineAmount,TaxAmount,Currency,Type,Status\nAcme Supplies Ltd,a@example.com,1 High St,INV-1,R1,31/01/2026,28/02/2026,120.00,100.00,20.00,GBP,Bill,Paid\n");
    expect({ table, system }).toEqual({ table: "invoice", system: "Xero" });
    expect(fields).toEqual(expect.arrayContaining(["amount_gross=Total", "invoice_no=InvoiceNumber", "invoice_date=InvoiceDate", "supplier_name=ContactName", "due_date=DueDate"]));
  });

  test("NetSuite saved search", async () => {
    const { table, fields } = await layout("results.csv", "Internal ID,Document Number,Name,Date,Due Date/Receive By,Amount (Foreign Currency),Currency,Subsidiary,Memo,Created By\n11,B-1,Acme Supplies Ltd,1/31/2026,2/28/2026,120.00,GBP,UK,rent,ann\n");
    expect(table).toBe("invoice");
    expect(fields).toEqual(expect.arrayContaining(["amount_gross=Amount (Foreign Currency)", "supplier_name=Name", "invoice_date=Date", "entity=Subsidiary", "entered_by=Created By"]));
  });

  test("German, with the comma as decimal mark", async () => {
    const proposal = await proposed("kreditoren.csv", "Belegnummer;Lieferantennummer;Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung\n1;K100;R-1;31.01.2026;1.234,56;EUR\n");
    expect(fieldsOf(proposal)).toEqual(["amount_gross=Bruttobetrag", "currency=Währung", "doc_id=Belegnummer", "invoice_date=Rechnungsdatum", "invoice_no=Rechnungsnummer", "supplier_id=Lieferantennummer"]);
    expect(proposal.notes.join()).toContain("the decimal mark in \"Bruttobetrag\" is the comma");
  });

  test("payments, bank changes, employees and statements", async () => {
    expect((await layout("REGUH.csv", "LAUFD,LAUFI,ZBUKR,LIFNR,VBLNR,RZAWE,WAERS,RWBTR,ZIBAN\n20260131,RUN1,1000,100200,2000001,T,EUR,10.00,DE89370400440532013000\n")).fields)
      .toEqual(["amount=RWBTR", "currency=WAERS", "entity=ZBUKR", "iban=ZIBAN", "method=RZAWE", "paid_on=LAUFD", "payment_id=VBLNR", "run_id=LAUFI", "supplier_id=LIFNR"]);
    expect((await layout("x.csv", "Vendor ID,Changed on,Changed by,Old IBAN,New IBAN\nV1,2026-01-31,ann,GB29NWBK60161331926819,DE89370400440532013000\n")).table).toBe("supplier_bank_change");
    expect((await layout("x.csv", "Personnel number,Name,Address,Postcode,IBAN\n17,Ann Lee,1 High St,M1 1AA,GB29NWBK60161331926819\n")).table).toBe("employee");
    expect((await layout("x.csv", "Supplier ID,Statement date,Invoice No,Invoice date,Debit,Credit\nS1,2026-01-31,A,2026-01-02,10.00,\nS1,2026-01-31,B,2026-01-02,,4.00\n")).table).toBe("statement_line");
  });
});

describe("values decide between headings", () => {
  test("a supplier column with codes is the id, one with names the name", async () => {
    const rows = (supplier: string) => `Supplier,Invoice No,Date,Amount\n${supplier},1,2026-01-31,5.00\n`;
    expect(fieldsOf(await proposed("a.csv", rows("V1001")))).toContain("supplier_id=Supplier");
    expect(fieldsOf(await proposed("a.csv", rows("Acme Supplies Ltd")))).toContain("supplier_name=Supplier");
  });

  test("the ledger account is not the supplier where the supplier is named", async () => {
    expect(fieldsOf(await proposed("a.csv", "VendorName,Account,PaymentDate,Amount\nAcme Supplies Ltd,52360,8/14/2017,5.00\n")).some((one) => one.endsWith("=Account"))).toBe(false);
  });

  test("the only date of the file is the date of the document", async () => {
    expect(fieldsOf(await proposed("a.csv", "Supplier Name,Document No,Date of Payment,Gross,VAT,Net\nAcme Supplies Ltd,601,2026-01-31,12.00,2.00,10.00\n"))).toContain("invoice_date=Date of Payment");
  });
});

describe("nothing is guessed in silence", () => {
  const HEAD = "Supplier,Invoice No,Invoice Date,Due Date,Amount\n";
  test("one telling date settles all columns of the file", async () => {
    const proposal = await proposed("a.csv", `${HEAD}S1,1,02/03/2026,05/04/2026,1.00\nS1,2,02/03/2026,25/04/2026,1.00\n`);
    expect(proposal.questions).toEqual([]);
    expect(proposal.mapping.columns.filter(({ date }) => date).map(({ date }) => date?.order)).toEqual(["dmy", "dmy"]);
  });

  test("an answer settles what the values leave open", async () => {
    const open = `${HEAD}S1,1,02/03/2026,05/04/2026,1.234\n`;
    expect((await proposed("a.csv", open)).questions.map(({ code, columns }) => [code, columns])).toEqual([["date-order", ["Invoice Date", "Due Date"]], ["decimal-mark", ["Amount"]]]);
    expect((await proposed("a.csv", open, { dateOrder: "mdy", decimalMark: "," })).questions).toEqual([]);
  });

  test("repeated headings with different values are asked about, with equal values not", async () => {
    const head = "Supplier,Invoice No,Invoice Date,Amount,Amount\n";
    expect((await proposed("a.csv", `${head}S1,1,2026-01-31,1.00,2.00\n`)).questions.map(({ code }) => code)).toEqual(["heading-repeated"]);
    expect((await proposed("a.csv", `${head}S1,1,2026-01-31,1.00,1.00\n`)).questions).toEqual([]);
    expect(fieldsOf(await proposed("a.csv", `${head}S1,1,2026-01-31,1.00,2.00\n`, { table: "invoice", columns: { amount_gross: "Amount (2)" } }))).toContain("amount_gross=Amount (2)");
  });

  test("the currency comes from the heading, the signs, or the person; else it is XXX and said so", async () => {
    const of = async (heading: string, value: string, answers = {}) => (await proposed("a.csv", `Supplier,Invoice No,Invoice Date,${heading}\nS1,1,2026-01-31,${value}\n`, answers)).mapping.currency;
    expect(await of("Amount (EUR)", "1.00")).toMatchObject({ code: "EUR", from: "heading" });
    expect(await of("Amount", "£1.00")).toMatchObject({ code: "GBP", from: "values" });
    expect(await of("Amount", "1.00", { currency: "SEK" })).toMatchObject({ code: "SEK", from: "answer" });
    expect(await of("Amount", "1.00")).toMatchObject({ code: "XXX", from: "nothing" });
  });
});

test("a file of labels or findings is not taken for a ledger", async () => {
  await expect(proposed("labels.csv", "kind,document_ids,supplier_ids,employee_ids,amount_at_risk,currency,noise\nx,1;2,S1,,0.00,GBP,y\n")).rejects.toThrow("needs");
});

test("the coverage map knows the fields that are filled in other ways", async () => {
  const { mapping } = await proposed("a.csv", "Supplier Name,Invoice No,Invoice Date,Net Amount\nAcme Supplies Ltd,1,2026-01-31,£5.00\n");
  expect(mappedFields(mapping)).toEqual(["invoice.amount_gross", "invoice.amount_net", "invoice.currency", "invoice.invoice_date", "invoice.invoice_no", "invoice.supplier_id", "supplier.name"]);
});
