/** The figures behind the chart: the digits that stand out first, the rest on demand. */
import { useState } from "react";
import { Button } from "@mantine/core";
import type { DigitBar } from "../../api/shapes.ts";
import { Go } from "../../blocks/go.tsx";
import { Table } from "../../blocks/table.tsx";
import { showCount } from "../../words/money.ts";
import { digitsWords } from "./digit-chart.tsx";

const SHOWN = 10;

/** `hrefOf` answers undefined where no documents can be shown. */
type Props = { bars: readonly DigitBar[]; of?: string; head?: string; chosen?: number | undefined; hrefOf?: (digits: number) => string | undefined };

export function DigitTable({ bars, of = "first two digits", head = "Begins with", chosen, hrefOf }: Props) {
  const [all, setAll] = useState(false);
  const whole = all || bars.length <= SHOWN;
  const standing = [...bars].sort((one, other) => other.z - one.z).slice(0, SHOWN);
  return (
    <>
      <Table
        caption={whole ? `All ${of}` : `The ${of} that stand out most`}
        rows={whole ? bars : standing}
        keyOf={(bar) => String(bar.digits)}
        columns={[
          {
            key: "digits",
            head,
            cell: (bar) => {
              const to = hrefOf?.(bar.digits);
              const words = digitsWords(bar.digits, bars);
              return to === undefined ? words : <Go to={to} replace {...(bar.digits === chosen ? { "aria-current": "true" as const } : {})}>{words}</Go>;
            },
          },
          { key: "count", head: "Documents", number: true, cell: (bar) => showCount(bar.count) },
          { key: "expected", head: "Expected", number: true, cell: (bar) => showCount(Math.round(bar.expected)) },
          { key: "difference", head: "Difference", number: true, cell: (bar) => signed(bar.count - bar.expected) },
          { key: "z", head: "z", number: true, cell: (bar) => bar.z.toFixed(2) },
        ]}
      />
      {bars.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setAll(!all)}>
          {all ? "Show only those that stand out" : `Show all ${bars.length}`}
        </Button>
      )}
    </>
  );
}

const signed = (difference: number): string => {
  const figure = showCount(Math.round(Math.abs(difference)));
  return difference < 0 ? `(${figure})` : figure;
};
