/** Mails about staff access: that there is something to see or to decide, and where. Neither the reason nor anything that was looked at. */
export const ACCESS_NEWS = ["access-asked", "access-reminder", "access-begun", "access-emergency", "access-ended", "access-accounted", "access-to-review", "access-to-authorise"] as const;
export type AccessNews = (typeof ACCESS_NEWS)[number];

export const ACCESS_TEXTS: Readonly<Record<AccessNews, { readonly subject: string; readonly line: string }>> = {
  "access-asked": { subject: "Access to your data is asked for", line: "Somebody at Spendward asks to look at data of your organisation, for a ticket that was raised there. It waits for your answer. Sign in to see who, why and for how long:" },
  "access-reminder": { subject: "Access to your data still waits for your answer", line: "A request to look at data of your organisation still waits. If nobody answers it lapses by itself. Sign in to allow or refuse it:" },
  "access-begun": { subject: "Access to your data has begun", line: "Somebody at Spendward can now look at data of your organisation, for a ticket that was raised there. Sign in to see who, why and until when, or to end it at once:" },
  "access-emergency": { subject: "Emergency access to your data has begun", line: "Two people at Spendward have opened your organisation's data in an emergency, for half an hour at most and without a ticket. Sign in to see who and why, or to end it at once:" },
  "access-ended": { subject: "Access to your data has ended", line: "It is over. Sign in to see what was looked at, with the proofs:" },
  "access-accounted": { subject: "The account of the emergency access", line: "Somebody who was not part of it has looked at what was done in the emergency and written an account. Sign in to read it:" },
  "access-to-review": { subject: "Access to review", line: "A colleague with your duty asks for access to a customer's data. Sign in to the staff area to review it:" },
  "access-to-authorise": { subject: "Access to authorise", line: "Access to a customer's data waits for your authorisation. Sign in to the staff area to see it:" },
};
