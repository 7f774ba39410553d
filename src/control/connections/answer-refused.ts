/**
 * Why an identity provider's answer was not believed, as a closed list: the sign-in page has words for each, and the
 * report of attacks shows which check stopped what.
 */
import { Refusal } from "../../base/errors.ts";

export const REASONS = {
  request: "The sign-in was not begun in this browser, took too long, or was used already.",
  provider: "The identity provider did not sign you in.",
  away: "The identity provider could not be reached.",
  structure: "The answer does not have the one form that is accepted.",
  signature: "The answer is not signed by the identity provider's key.",
  algorithm: "The answer is signed or hashed in a way that is not accepted.",
  issuer: "The answer comes from another identity provider.",
  audience: "The answer is meant for another service.",
  destination: "The answer was sent to another address.",
  time: "The answer has expired or is not valid yet.",
  nonce: "The answer belongs to another sign-in.",
  replay: "The answer was used before.",
  subject: "The answer does not say who you are in a way that lasts.",
  email: "The answer has no verified email address.",
  encrypted: "The answer is encrypted, which this connection is not set up for.",
} as const;
export type Reason = keyof typeof REASONS;

export class AnswerRefused extends Refusal {
  readonly reason: Reason;
  constructor(reason: Reason, technical: string, cause?: unknown) {
    // `technical` names the check in the words of the standards; it never quotes the answer.
    super("unauthenticated", `sso-${reason}`, REASONS[reason], [{ expected: technical }]);
    this.reason = reason;
    if (cause !== undefined) this.cause = cause;
  }
}

export const refuseIf = (condition: boolean, reason: Reason, technical: string): void => {
  if (condition) throw new AnswerRefused(reason, technical);
};
