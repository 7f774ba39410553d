/** Catalogue ids in words, for the coverage map. Detectors bring their own name; the duplicate tests are named here, as the catalogue has them. */
import { DETECTORS } from "../../engine/detectors/detectors.ts";

const NAMES: ReadonlyMap<string, string> = new Map([
  ["DUP-01", "Same supplier, number, date and amount"], ["DUP-02", "Another supplier record, all else the same"], ["DUP-03", "Number similar, the rest the same"],
  ["DUP-04", "Date near, the rest the same"], ["DUP-05", "Amount near, the rest the same"], ["DUP-06", "Two of number, date and amount near"],
  ["DUP-07", "Another supplier record, date near"], ["DUP-08", "Same supplier, amount and date, another number"], ["DUP-09", "Same supplier and amount within days"],
  ["DUP-11", "The same bill in two companies"], ["DUP-12", "The same bill in two currencies"], ["DUP-14", "A bill posted whole and in parts"],
  ["DUP-19", "One bill paid twice"], ["STA-01", "First digit (Benford)"], ["STA-02", "Second digit (Benford)"], ["STA-03", "First two digits (Benford)"],
  ["STA-04", "Last two digits"], ["STA-05", "Sums by first two digits"], ["STA-06", "Largest documents beside the second largest"], ["STA-07", "Repeated amounts"],
  ["STA-08", "Steps between amounts"], ["STA-09", "Round and repeated amounts"], ["STA-10", "Growth and busy days"],
  ...DETECTORS.map(({ id, name }): [string, string] => [id, name]),
]);

/** An id without words is shown as it is. */
export const detectorName = (id: string): string => NAMES.get(id) ?? id;
