/** The detectors that run by themselves, in the order of the catalogue. Duplicate tests share one linkage pass: duplicate-tests.ts. */
import type { Detector } from "./detector.ts";

export const DETECTORS: readonly Detector[] = [];
