/** Thresholds tried on past lines: what moves, how much money, and what people had said of it. */
import { expect, test } from "vitest";
import { SITE_PARAMETERS, STANDARD_THRESHOLDS } from "../../engine/payment-run/payment-run.ts";
import { countAgain } from "./judge-again.ts";

const line = (points: number, minor: number, code: "bill-unknown" | "control-total" | "line-unreadable" = "bill-unknown") =>
  ({ reasons: points === 0 ? [] : [{ code, points, words: "" }], line: { amount: code === "line-unreadable" ? null : { minor, currency: "GBP" } } }) as unknown as Parameters<ReturnType<typeof countAgain>["take"]>[0];

test("lines move as their points say, and people's words on those that are let go are counted", () => {
  const looser = countAgain(STANDARD_THRESHOLDS, { holdAt: 10, reviewAt: 6 });
  for (const [one, word] of [[line(4, 100), "hold"], [line(4, 50), "release"], [line(4, 7), undefined], [line(6, 1_000), "hold"], [line(10, 5_000), undefined], [line(0, 9), undefined]] as const) looser.take(one, word);
  const gbp = (minor: number) => [{ minor, currency: "GBP" }];
  expect(looser.total()).toEqual({
    lines: 6, moved: [{ from: "review", to: "release", lines: 3, amounts: gbp(157) }], heldByPeople: { lines: 1, amounts: gbp(100) }, releasedByPeople: { lines: 1, amounts: gbp(50) },
  });
  const stricter = countAgain(STANDARD_THRESHOLDS, { holdAt: 6, reviewAt: 1 });
  for (const one of [line(4, 100), line(6, 1_000), line(10, 5_000)]) stricter.take(one, "release");
  expect(stricter.total()).toMatchObject({ lines: 3, moved: [{ from: "review", to: "hold", lines: 1, amounts: gbp(1_000) }], releasedByPeople: { lines: 0 } });
});

test("whatever a site sets, a line that was not read is held, and nothing is released from a file that does not add up", () => {
  for (let holdAt: number = SITE_PARAMETERS.holdAt.least; holdAt <= SITE_PARAMETERS.holdAt.most; holdAt++) {
    for (let reviewAt: number = SITE_PARAMETERS.reviewAt.least; reviewAt <= SITE_PARAMETERS.reviewAt.most; reviewAt++) {
      expect(reviewAt, "nothing between the two").toBeLessThanOrEqual(holdAt);
      const count = countAgain({ holdAt: 10, reviewAt: 1 }, { holdAt, reviewAt });
      count.take(line(1, 1, "control-total"), undefined);
      count.take(line(1, 1, "line-unreadable"), undefined);
      count.take(line(10, 1), undefined);
      expect(count.total().moved, "paid on its face wrong is held, too").toEqual([]);
    }
  }
});
