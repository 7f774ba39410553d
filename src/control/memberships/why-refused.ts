/** What a person or an identity provider is told when reconcile says no. */
import type { RefusedBecause } from "./reconcile.ts";

export const WHY_REFUSED: Readonly<Record<RefusedBecause, string>> = {
  "address-not-yours": "The email address is not under a domain that your organisation has verified here.",
  "address-elsewhere": "This email address is in use and cannot be added to your organisation.",
  deactivated: "Your identity provider has deactivated this person here.",
  "not-provisioned": "Your identity provider has not provisioned this person here.",
  "no-membership": "This person has not been invited, and signing in does not make members.",
  "already-member": "This person is a member of your organisation already.",
  "single-sign-on-only": "Your organisation uses single sign-on for everybody.",
  "no-role": "None of this person's groups stands for a role here.",
  "last-administrator": "This person is the organisation's last administrator here. Make somebody else one first.",
  "last-emergency": "This person is the last who could sign in if single sign-on failed. Name somebody else first.",
};
