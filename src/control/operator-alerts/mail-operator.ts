/** One mail to the operator about one alert. Codes and ids, which are the operator's own; what is wrong is for the machine to show. */
import type { OperatorAlert } from "../../platform/audit/audit.ts";
import type { SendMail } from "../../platform/mail/mail.ts";

export type OperatorMail = { readonly to: string; readonly send: SendMail };

/** @throws when the mail server does not take it now; refused for good is an end too: the list still has it. */
export async function mailOperator({ to, send }: OperatorMail, { alertId, plane, what, subject, place, firstAt, times }: OperatorAlert): Promise<void> {
  const text = [
    `Plane: ${plane}\nTrouble: ${what}\nOf: ${subject}${place === null ? "" : `\nPlace: ${place}`}\nSince: ${firstAt.toISOString()}${times > 1 ? `\nSeen: ${times} times` : ""}`,
    what === "campaign-missing" ? "What to do: docs/runbooks/campaigns.md. No phishing test reached enough people in that month." : "What to do: docs/runbooks/audit-verify.md, or docs/runbooks/logs.md when it is of the log store. Keep everything as it is before anything is repaired.",
    `When it is dealt with: spendward alerts --acknowledge ${alertId}`,
  ];
  const { outcome, reply } = await send({ id: `${alertId}.${times}`, to, subject: `Spendward operator alert: ${what} (${plane})`, text: `${text.join("\n\n")}\n` });
  if (outcome === "later") throw new Error(`The mail server answered ${reply}`);
}
