/** A mail that somebody of the operator's staff forwarded because it looks wrong. Nobody is answered, so that no loop can begin; a stranger's is dropped and answered the same. */
import type { Judgement } from "../../platform/mail/mail.ts";
import { reportByMail, tokensOfMail } from "../campaigns/campaigns.ts";
import type { ControlPlane } from "../plane.ts";
import { noteReceived } from "./received.store.ts";
import { type Incoming, TAKEN } from "./take-mail.ts";

export async function takeReport(plane: ControlPlane, { message, received }: Incoming): Promise<Judgement> {
  await reportByMail(plane, message, (tx, became) => noteReceived(plane, tx, received, became));
  return TAKEN;
}

export const holdsLink = ({ message }: Incoming): boolean => tokensOfMail(message).length > 0;
