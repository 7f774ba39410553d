/** What a document type code or word of any system means to us. */
export const DOCUMENT = { invoice: 0, creditNote: 1, payment: 2 } as const;
export type DocumentType = (typeof DOCUMENT)[keyof typeof DOCUMENT];

/** SAP KG, Sage PC, NetSuite VendCred, logistics cancellation RS; words in five languages. */
const CREDIT = /credit|gutschrift|avoir|abono|reversal|storno|refund|creditnota|^(crn|cn|kg|pc|vendcred|rs)$/;
/** "Prepayment" and "payment request" are documents that ask for money. */
const STILL_INVOICE = /prepayment|payment request/;
/** SAP KZ and ZP, Sage PP PA PR BP VP CP, NetSuite VendPymt. */
const PAYMENT = /payment|zahlung|paiement|^(kz|zp|pp|pa|pr|bp|vp|cp|vendpymt|check|cheque)$/;

export function documentType(text: string): DocumentType {
  const word = text.toLowerCase();
  if (CREDIT.test(word)) return DOCUMENT.creditNote;
  return PAYMENT.test(word) && !STILL_INVOICE.test(word) ? DOCUMENT.payment : DOCUMENT.invoice;
}
