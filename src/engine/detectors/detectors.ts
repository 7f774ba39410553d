/** The registry of detectors beyond the duplicate family, in the order of the catalogue. A new detector is added here. */
import type { Detector } from "./detector.ts";
import { selfApproval } from "./frd-18-self-approval/frd-18-self-approval.ts";
import { vatOvercharge } from "./ovr-05-vat-overcharge/ovr-05-vat-overcharge.ts";
import { earlyPayment } from "./ovr-06-early-payment/ovr-06-early-payment.ts";
import { unappliedCredit } from "./ovr-09-unapplied-credit/ovr-09-unapplied-credit.ts";

export { detectorContext, type Detector, type DetectorContext } from "./detector.ts";
export { fieldsPresent, missingFields } from "./present.ts";

export const DETECTORS: readonly Detector[] = [vatOvercharge, earlyPayment, unappliedCredit, selfApproval];
