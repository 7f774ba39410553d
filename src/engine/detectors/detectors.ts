/** The registry of detectors beyond the duplicate family, in the order of the catalogue. A new detector is added here. */
import type { Detector } from "./detector.ts";
import { selfApproval } from "./frd-18/frd-18.ts";
import { vatOvercharge } from "./ovr-05/ovr-05.ts";
import { earlyPayment } from "./ovr-06/ovr-06.ts";
import { unappliedCredit } from "./ovr-09/ovr-09.ts";

export { detectorContext, type Detector, type DetectorContext } from "./detector.ts";
export { fieldsPresent, missingFields } from "./present.ts";

export const DETECTORS: readonly Detector[] = [vatOvercharge, earlyPayment, unappliedCredit, selfApproval];
