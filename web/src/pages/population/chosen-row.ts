/** The lenses behind whose rows documents can be shown. */
import type { PopulationRowsQuery } from "../../api/region.ts";

export type LensWithRows = NonNullable<PopulationRowsQuery["lens"]>;
