/** When the control is red. */
import { expect, test } from "vitest";
import { isHeld, judgeMonths, type MonthHeld } from "./check-campaigns.ts";

const month = (name: string, here: number, reached: number): MonthHeld => ({ month: name, here, reached, held: isHeld({ here, reached }) });

test.each([
  ["last month nobody, this month not yet", [month("2026-09", 10, 10), month("2026-10", 10, 0), month("2026-11", 10, 0)], "failing", ["2026-10"]],
  ["last month too few", [month("2026-10", 10, 8), month("2026-11", 10, 0)], "failing", ["2026-10"]],
  ["last month nine in ten", [month("2026-10", 10, 9), month("2026-11", 10, 0)], "good", []],
  ["last month missed, made up for this month: good again, and still said", [month("2026-10", 10, 0), month("2026-11", 10, 10)], "good", ["2026-10"]],
  ["nobody worked here yet", [month("2026-10", 0, 0), month("2026-11", 0, 0)], "not-due", []],
  ["the first whole month", [month("2026-10", 0, 0), month("2026-11", 3, 0)], "not-due", []],
])("%s", (_, months, state, missed) => expect(judgeMonths(months)).toMatchObject({ state, missed }));
