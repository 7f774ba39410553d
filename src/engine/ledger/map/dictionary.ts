/**
 * Column headings of the systems people export from, and the canonical field each one means.
 *
 * Sources: the public column lists of SAP, Oracle E-Business Suite and Fusion, Dynamics 365, NetSuite, Sage, Xero,
 * QuickBooks and Workday, the transparency ledgers of public bodies, and plain English, German, French, Spanish and
 * Dutch. A heading is a candidate, never a certainty: the values must agree (profile.ts) before it is believed.
 * The order within a field is preference where a file has several (document date before posting date). A heading
 * with `?` is too common a word to count by itself: it is used when no better one claims the field.
 */
import { type FieldSpec, type TableName, TABLES } from "./canonical.ts";

const SUPPLIER_ID =
  "supplier_id|vendor_id|supplier number|vendor number|vendornum|supplier no|vendor no|supplier code|vendor code|supplier account|vendor account|" +
  "lifnr|invoiceaccount|vendoraccount|vendoraccountnumber|accountnum|account reference|account ref|supplier ref|creditor|creditor number|" +
  "creditor no|creditor code|kreditor|kreditorennummer|lieferantennummer|lieferant nr|code fournisseur|no fournisseur|codigo proveedor|" +
  "leveranciersnummer|vendor_num|supplier|vendor|vendorref|supplier key|account number?|account?";
const SUPPLIER_NAME =
  "supplier_name|vendor_name|supplier|vendor|beneficiary|beneficiary name|supplier beneficiary name|payee|payee name|contactname|contact|name1|" +
  "creditor name|company name|vendororganizationname|merchant name|merchant|remit to name|lieferant|lieferantenname|kreditorenname|fournisseur|" +
  "nom fournisseur|proveedor|nombre proveedor|leverancier|naam leverancier|recipient|recipient name|empfg|name?";
const CURRENCY =
  "currency|currency_code|invoice_currency_code|document currency|waers|currencycode|ccy|curr|currency id|payment_currency_code|waehrung|wahrung|devise|moneda|valuta";
const ENTITY =
  "entity|company_code|entity_code|bukrs|org_id|dataareaid|subsidiary|business unit|company|legal entity|operating unit|zbukr|rbukrs|body|" +
  "organisation name|organization name|authority name|buchungskreis|societe|sociedad|administratie";
const DOC_ID =
  "document_id|doc_id|belnr|invoice_id|document number|document no|doc no|voucher|voucher number|ledgervoucher|internal ref number|internal ref|" +
  "internal reference|sap document number|transaction number|transaction no|transaction id|recordno|invoiceid|internal id|tran id|" +
  "internalinvoiceid|doc_sequence_value|unique id|belegnummer|numero de piece|numero documento|boekstuknummer|id?";
const DOC_TYPE =
  "document_type|doc_type|invoice_type_lookup_code|blart|invoicetype|invoice type|transaction_type|trans type|transtype|tradertransactiontype|" +
  "recordtype|vgart|belegart|type?|type de piece|tipo documento";
const PO = "po_number|po_no|po|purchase order|purchase order number|purchase order no|ebeln|purchid|purchaseordernumber|order number|order no|bestellnummer";
const IBAN = "iban|bankiban|iban_number|bank iban|payee iban|ziban|uiban|bankaccountiban";
const ADDRESS =
  "address_line|address|address_line1|address line 1|address1|street|stras|addressstreet|mainaddress_1|line1|addr1|poaddressline1|strasse|adresse|direccion|adres";
const POSTCODE = "postcode|post code|postal_code|zip|zip_code|zipcode|pstlz|addresszipcode|mainaddresspostcode|popostalcode|plz|code postal|codigo postal";

export const DICTIONARY: Readonly<Record<TableName, Readonly<Record<string, FieldSpec>>>> = {
  invoice: {
    doc_id: { kind: "text", headings: DOC_ID },
    entity: { kind: "text", headings: ENTITY },
    supplier_id: { kind: "text", headings: SUPPLIER_ID },
    supplier_name: { kind: "text", headings: SUPPLIER_NAME, aside: true },
    supplier_vat_no: { kind: "text", headings: "vat registration number|vat_number|supplier vat number|vat no|vatnum|stceg", aside: true },
    supplier_company_no: { kind: "text", headings: "supplier registered company number|company_number|supplier company number|company registration number", aside: true },
    invoice_no: {
      kind: "text",
      headings: "invoice_number|invoice_no|supplier invoice number|suppliers invoice number|invoice_num|invnum|inv num|inv no|xblnr|supplier reference|" +
        "reference|invoice ref|invoice reference|recordid|doc_number|docnumber|refnumber|ref no|num|tranid|reference no|your reference|your ref|" +
        "documentnum|externalreference|rechnungsnummer|rechnungsnr|referenz|numero de facture|no facture|numero factura|factuurnummer|invoice",
    },
    invoice_date: {
      kind: "date",
      headings: "invoice_date|document date|bldat|documentdate|doc date|supplier invoice date|bill date|trandate|txndate|date of invoice|" +
        "tax point|whencreated|rechnungsdatum|belegdatum|date facture|date de facture|fecha factura|factuurdatum|transaction_date|transactiondate|transdate|date?",
    },
    posting_date: {
      kind: "date",
      headings: "posted_on|posting_date|budat|gl_date|gl date|accounting date|posteddate|whenposted|date posted|posted|entry date|cpudt|entered_at|" +
        "creation_date|transdate|accountingdate|buchungsdatum|date comptable|fecha contable|boekdatum|payment date?|date of payment?|paymentdate?|paid date?|date paid?",
    },
    due_date: {
      kind: "date",
      headings: "due_on|due_date|duedate|net due date|due|whendue|payment due date|faelligkeitsdatum|falligkeit|faellig am|date echeance|fecha vencimiento|vervaldatum",
    },
    doc_type: { kind: "document_type", headings: DOC_TYPE },
    debit_credit: { kind: "side", headings: "shkzg|debit/credit|debit credit|debit_credit|dc indicator|d/c|dr/cr|debit credit indicator|soll haben|sh kennzeichen", aside: true },
    currency: { kind: "currency", headings: CURRENCY },
    amount_net: {
      kind: "amount",
      headings: "net_amount|amount_net|net|net value|documentgoodsvalue|subtotal|net invoice amount|amount excluding tax|amount excl vat|amount ex vat|" +
        "salesbalance|nettobetrag|netto|montant ht|importe neto|base imponible|bedrag excl btw",
    },
    amount_tax: {
      kind: "amount",
      headings: "tax_amount|amount_tax|vat|vat amount|tax|wmwst|wmwst1|total_tax_amount|totaltax|taxtotal|sumtax|documenttaxvalue|irrecoverable vat|" +
        "mwst|mwst betrag|steuerbetrag|tva|montant tva|iva|cuota iva|btw",
    },
    amount_gross: {
      kind: "amount",
      headings: "gross_amount|amount_gross|gross|total_amount|invoice_amount|invoice amount|rmwwr|wrbtr|amount in doc curr|amount in document currency|" +
        "totalamt|total|totalentered|documentgrossvalue|invoiceamount|amountcur|control total amount|foreigntotal|invoice total|gross value|gross invoice amount|" +
        "amount including tax|amount incl vat|amount inc vat|lineamount|bruttobetrag|brutto|rechnungsbetrag|betrag|montant ttc|montant|importe total|importe|bedrag|" +
        "amount|value?|payment_amount?|payment amount?|transaction amount|amount paid?|spend|amount gbp|amount usd|amount eur|dmbtr?|amount in local currency?",
    },
    debit: { kind: "amount", headings: "amountcurdebit|debit|debit amount|soll", aside: true },
    credit: { kind: "amount", headings: "amountcurcredit|credit|credit amount|haben", aside: true },
    po_no: { kind: "text", headings: PO },
    description: {
      kind: "text",
      headings: "description|line_text|sgtxt|details|memo|narrative|text|bktxt|purpose of spend|privatenote|txt|invoicedescription|memo/description|" +
        "expense area|expense type|g/l description|gl description|accountname|account name|beschreibung|libelle|descripcion|omschrijving",
    },
    entered_by: { kind: "text", headings: "entered_by|created_by|usnam|user name|createdby|user|keyed by|input by|entered by user|erfasst von|ernam|saisi par" },
    approved_by: { kind: "text", headings: "approved_by|approver|approverpersonnelnumber|authorised by|authorized by|approved by user|genehmigt von|approuve par" },
    line_no: { kind: "text", headings: "line_no|line_number|line number|buzei|linesequencenumber|lineitemid|line", aside: true },
    fiscal_year: { kind: "text", headings: "gjahr|fiscal_year|fiscal year|fiscalyear", aside: true },
    discount_until: { kind: "date", headings: "discount_until|discount date|discount_date|cash discount date|cashdiscdate|discount due date|skontodatum|skontofrist|date escompte" },
    discount_amount: {
      kind: "amount",
      headings: "discount_amount|discount_amount_available|discount available|possiblecashdisc|cash discount amount|cash discount|available discount|skontobetrag|montant escompte",
    },
    discount_days: { kind: "whole", headings: "discount_days|zbd1t|cash discount days|discount days|skontotage", aside: true },
    discount_percent: { kind: "amount", headings: "discount_percent|zbd1p|cash discount percent|cash discount percentage|discount percent|skontosatz|skonto prozent", aside: true },
  },
  supplier: {
    supplier_id: { kind: "text", headings: `${SUPPLIER_ID}|entityid|contactid|contactnumber|segment1|reference?|id?` },
    name: { kind: "text", headings: `name|${SUPPLIER_NAME}|display_name|legalname|legal_name|vendor_display_name|companyname` },
    address_line: { kind: "text", headings: ADDRESS },
    city: { kind: "text", headings: "city|town|ort01|addresscity|mainaddresscity|pocity|ort|ville|ciudad|plaats" },
    postcode: { kind: "text", headings: POSTCODE },
    country: { kind: "country", headings: "country|country_code|land1|addresscountryregionid|pocountry|countrycode|land|pays|pais" },
    vat_no: {
      kind: "text",
      headings: "vat_number|vat_no|vat registration number|vat_registration_num|stceg|vatnum|taxnumber|vat_registration_no|tax_id|taxidnum|tax identifier|" +
        "tax_identifier|taxexemptnumber|ust idnr|ustid|numero tva|nif|cif|btw nummer",
    },
    company_no: {
      kind: "text",
      headings: "company_number|company_no|companynumber|organizationnumber|organisation number|registration number|company registration number|" +
        "supplier registered company number|handelsregisternummer|siren|siret|kvk",
    },
    email: { kind: "text", headings: "email|emailaddress|email_address|primaryemailaddress|e-mail|mail" },
    phone: { kind: "text", headings: "phone|telephone|telf1|phone number|primary_phone|telephonesubscribernumber|telefon" },
    iban: { kind: "iban", headings: IBAN },
    bank_account: { kind: "text", headings: "bank_account|bank_account_num|bankn|bankaccountnumber|bank account number|account_number|bankaccountdetails|kontonummer" },
    terms_days: { kind: "whole", headings: "payment_terms_days|terms_days|payment terms days|net days|terms|payment_terms|zbd3t" },
    created_on: { kind: "date", headings: "created_on|created_at|erdat|creation_date|datecreated|create_date|created|created date" },
    created_by: { kind: "text", headings: "created_by|ernam|createdby|created by user" },
    status: { kind: "text", headings: "status|contactstatus|accountstatustype|active|enabled_flag|isinactive|loevm|blocked|onholdstatus" },
    one_time: { kind: "text", headings: "one_time|xcpdk|one time|one-time|onetime|is_one_time|one time vendor|one time supplier|one-time account|onetimevendor|einmalkreditor" },
    duplicate_check: { kind: "text", headings: "duplicate_check|reprf|check double invoice|double invoice check|duplicate invoice check|dup_check_flag" },
  },
  payment: {
    payment_id: {
      kind: "text",
      headings: "payment_id|check_id|vblnr|check_number|payment number|payment no|payment reference|paymentid|cheque number|check no|settlevoucher|payment document|zahlungsnummer",
    },
    entity: { kind: "text", headings: ENTITY },
    supplier_id: { kind: "text", headings: SUPPLIER_ID },
    supplier_name: { kind: "text", headings: SUPPLIER_NAME, aside: true },
    doc_id: { kind: "text", headings: "document_id|doc_id|invoice_id|belnr|bill_id|invoiceid|document number|internal ref number|invoice document|invoice|applied to" },
    paid_on: {
      kind: "date",
      headings: "paid_on|payment_date|check_date|paymentdate|date of payment|payment date|value date|valut|laufd|paid date|date paid|whenpaid|settlement date|zahlungsdatum|date paiement",
    },
    method: { kind: "text", headings: "method|payment_method|payment_method_code|zlsch|rzawe|paymmode|payment type|paymenttype|methodofpayment|pay_type|zahlweg" },
    currency: { kind: "currency", headings: CURRENCY },
    amount: {
      kind: "amount",
      headings: "payment_amount|paymentamount|amount_paid|paid amount|amount paid|amount|rwbtr|rbetr|total_amount|bankamount|payment value|gross_amount|betrag|montant|value",
    },
    iban: { kind: "iban", headings: IBAN },
    run_id: { kind: "text", headings: "run_id|payment run|laufi|checkrun_name|checkrun_id|batchpaymentid|settlement run|run|payment batch|zahllauf" },
    payee_name: { kind: "text", headings: "znme1|name on cheque|name on check|cheque payee|check payee|check_payee|payee in run|ultimate creditor|paid to" },
    status: { kind: "text", headings: "payment_status|status_lookup_code|payment status|paymentstatus|cheque status|check status|check_status|zahlungsstatus|status?" },
  },
  supplier_bank_change: {
    supplier_id: { kind: "text", headings: `${SUPPLIER_ID}|objectid` },
    changed_on: { kind: "date", headings: "changed_on|changed_at|udate|change date|date changed|last_update_date|date" },
    changed_by: { kind: "text", headings: "changed_by|username|last_updated_by|user|changed by user" },
    old_iban: { kind: "iban", headings: "old_iban|old iban|previous iban|value_old|old value|old bank account|old account" },
    new_iban: { kind: "iban", headings: "new_iban|new iban|value_new|new value|new bank account|new account" },
  },
  employee: {
    employee_id: { kind: "text", headings: "employee_id|employee number|employee no|pernr|personnel number|staff number|staff id|employee code|worker id|personalnummer" },
    name: { kind: "text", headings: "name|employee name|full_name|staff name|display name|nachname" },
    address_line: { kind: "text", headings: ADDRESS },
    postcode: { kind: "text", headings: POSTCODE },
    iban: { kind: "iban", headings: IBAN },
    left_on: { kind: "date", headings: "left_on|leaving date|date left|termination date|termination_date|leave date|last working day|employment end date|austrittsdatum|date de sortie" },
  },
  statement_line: {
    supplier_id: { kind: "text", headings: SUPPLIER_ID },
    supplier_name: { kind: "text", headings: SUPPLIER_NAME, aside: true },
    statement_date: { kind: "date", headings: "statement_date|statement date|statement as at|cut off date|date of statement" },
    invoice_no: { kind: "text", headings: "invoice_number|invoice no|reference|ref|doc no|document|document no|transaction no|your ref" },
    invoice_date: { kind: "date", headings: "invoice_date|invoice date|doc date|date|tax point|line_date" },
    currency: { kind: "currency", headings: CURRENCY },
    amount_gross: { kind: "amount", headings: "gross_amount|amount|invoice amount|value|outstanding|total" },
    debit: { kind: "amount", headings: "debit|charges", aside: true },
    credit: { kind: "amount", headings: "credit|payments", aside: true },
    doc_type: { kind: "document_type", headings: DOC_TYPE },
  },
};

/** Heading sets that name the system. All of one set must be there (after normalising). */
export const SYSTEMS: readonly { readonly name: string; readonly headings: string }[] = [
  { name: "SAP", headings: "bukrs|belnr|lifnr" },
  { name: "SAP", headings: "lifnr|name1|land1" },
  { name: "Oracle", headings: "invoice_id|vendor_id|org_id" },
  { name: "Oracle", headings: "vendor_id|vendor_name|segment1" },
  { name: "Dynamics 365", headings: "accountnum|voucher|dataareaid" },
  { name: "Xero", headings: "contactname|invoicenumber|poaddressline1" },
  { name: "Sage Intacct", headings: "recordno|vendorid|whendue" },
  { name: "NetSuite", headings: "tranid|entity|trandate" },
];

/** What a column of each table can be mapped to. */
export const FIELDS_OF = Object.fromEntries(TABLES.map((table) => [table, Object.keys(DICTIONARY[table])])) as unknown as Readonly<Record<TableName, readonly string[]>>;
