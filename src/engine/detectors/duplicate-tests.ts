/** The duplicate tests of the catalogue, in its order. */
import type { Parameter } from "./detector.ts";
import type { DuplicateTest } from "./duplicate-test.ts";
import { dup01 } from "./dup-01/dup-01.ts";
import { dup02 } from "./dup-02/dup-02.ts";
import { dup03 } from "./dup-03/dup-03.ts";
import { dup04 } from "./dup-04/dup-04.ts";
import { dup05 } from "./dup-05/dup-05.ts";
import { dup06 } from "./dup-06/dup-06.ts";
import { dup07 } from "./dup-07/dup-07.ts";
import { dup08 } from "./dup-08/dup-08.ts";
import { dup09 } from "./dup-09/dup-09.ts";
import { dup11 } from "./dup-11/dup-11.ts";
import { dup12 } from "./dup-12/dup-12.ts";
import { dup14 } from "./dup-14/dup-14.ts";
import { dup19 } from "./dup-19/dup-19.ts";

export const DUPLICATE_TESTS: readonly DuplicateTest[] = [
  dup01, dup02, dup03, dup04, dup05, dup06, dup07, dup08, dup09, dup11, dup12, dup14, dup19,
];

/** Of all duplicate tests together: unlikely ones (below 0.25) are worth a look only while they are few, those with most to lose. */
export const DUPLICATE_PARAMETERS = {
  unlikelyShare: { value: 0.003, unit: "share of the documents", least: 0, most: 0.05, means: "So many unlikely duplicates are reported, those with most to lose first" },
  unlikelyAtLeast: { value: 20, unit: "findings", least: 0, most: 1000, means: "So many unlikely duplicates are reported, however small the ledger" },
} as const satisfies Readonly<Record<string, Parameter>>;
