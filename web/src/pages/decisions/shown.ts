/** Which decisions a list shows, as it stands in its address. */
import type { DecisionsShown } from "../../api/queries.ts";

export const SHOWN: Readonly<Record<DecisionsShown, string>> = { standing: "Standing", pending: "Waiting for a second person", over: "Over", all: "All" };

export const pickShown = (show: string | undefined): DecisionsShown => (show !== undefined && show in SHOWN ? (show as DecisionsShown) : "standing");
