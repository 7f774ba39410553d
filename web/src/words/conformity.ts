/** Nigrini's bands of the mean absolute deviation (Benford's Law, 2012). */
import type { PopulationSet } from "../api/shapes.ts";

export const CONFORMITY: Readonly<Record<PopulationSet["conformity"], string>> = {
  close: "Close",
  acceptable: "Acceptable",
  marginal: "Marginally acceptable",
  nonconforming: "Does not fit",
};
