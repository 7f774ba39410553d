/** The score of a document for which more was paid than it says (DUP-19). Returned payments and refunds are taken off before. */
import type { Reason } from "../run/finding.ts";
import type { Overpaid } from "./read.ts";

const reason = (code: string, bits: number, words: string): Reason => ({ code, words, bits });

export function weighOverpaid(one: Overpaid): Reason[] {
  const reasons = [reason("prior", -9, "Before looking: about one document in 500 is paid twice")];
  const times = one.paid / one.amt;
  if (Math.abs(times - Math.round(times)) < 0.03 && times > 1.5)
    reasons.push(reason("paid-in-full-again", 17, "It was paid in full more than once, and nothing came back"));
  else if (times > 1.1) reasons.push(reason("paid-more", 9, "Clearly more was paid than the document says, and nothing came back"));
  else reasons.push(reason("paid-slightly-more", 5, "Somewhat more was paid than the document says"));
  if (one.methods > 1) reasons.push(reason("other-method", 1, "The payments were made by different methods"));
  return reasons;
}
