/** What a refused step says to whoever tried it. */
import { Refusal } from "../../base/errors.ts";
import type { GrantRefusal } from "./grant-life.ts";

const WORDS: Readonly<Record<GrantRefusal, readonly [kind: "conflict" | "forbidden", title: string, remedy: string]>> = {
  "grant-over": ["conflict", "This access is over.", "Ask for new access if it is still needed."],
  "grant-state": ["conflict", "This step is not the next one for this access.", "Open it again to see how it stands now."],
  "own-grant": ["forbidden", "Nobody approves access of their own.", "A peer reviews it, and somebody who authorises access authorises it."],
  "reviewed-by-you": ["forbidden", "You reviewed this access, so somebody else has to authorise it.", "Three different people are needed."],
  "same-person": ["forbidden", "The register has this name twice, so this may be the person who asked.", "Let somebody else do it, or let the people team correct the register."],
  "same-device": ["forbidden", "This access was asked for with the same device or passkey.", "Use your own device, or let somebody else do it."],
  "duty-not-the-requesters": ["forbidden", "A peer reviews: somebody with the duty under which it was asked for.", "Ask somebody who has that duty."],
  "duty-not-another": ["forbidden", "Access is authorised by somebody whose duty that is, and who has another duty than the one it was asked for under.", "Ask somebody in security."],
  "not-involved": ["forbidden", "Only those involved, the customer, and whoever watches over access can end it.", "Ask somebody in security."],
};

export function refusalOf(code: GrantRefusal): Refusal {
  const [kind, title, remedy] = WORDS[code];
  return new Refusal(kind, code, title, [{ remedy }]);
}
