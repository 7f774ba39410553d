/** A mail of ours came back, to the address that only its own server was told: what became of it is known now. */
import type { MailId } from "../../base/ids.ts";
import type { Judgement } from "../../platform/mail/mail.ts";
import { cameBack } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { noteOnly, noteReceived } from "./received.store.ts";
import { type Incoming, TAKEN } from "./take-mail.ts";

export async function takeBounce(plane: ControlPlane, mail: MailId, { message: { report }, received }: Incoming): Promise<Judgement> {
  if (report?.kind === "failed") await cameBack(plane, mail, report.status, (tx) => noteReceived(plane, tx, received, "bounce"));
  // An out-of-office answer to the envelope's sender, or word that it takes longer: the mail may have arrived all the same.
  else await noteOnly(plane, received, report?.kind === "delayed" ? "delay" : "automatic");
  return TAKEN;
}
