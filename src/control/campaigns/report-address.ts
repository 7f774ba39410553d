/** Where staff forward a mail that looks wrong. No secret: it is told to everybody who works here. */
import type { ControlPlane } from "../plane.ts";

export const REPORT = "report";

/** Undefined where mail is not taken in. */
export const reportAddress = (plane: ControlPlane): string | undefined => (plane.tickets.mailDomain === undefined ? undefined : `${REPORT}@${plane.tickets.mailDomain}`);
