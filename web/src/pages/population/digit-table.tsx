/** The figures behind the chart: the digits that stand out first, the rest on demand. */
import { useState } from "react";
import { Button } from "@mantine/core";
import type { DigitBar } from "../../api/shapes.ts";
import { Go } from "../../blocks/go.tsx";
import { Table } from "../../blocks/table.tsx";
import { showCount } from "../../words/money.ts";

const SHOWN = 10;

type Props = { bars: readonly DigitBar[]; chosen: number | undefined; hrefOf: (digits: number) => string };

export function DigitTable({ bars, chosen, hrefOf }: Props) {
  const [all, setAll] = useState(false);
  const standing = [...bars].sort((one, other) => other.z - one.z).slice(0, SHOWN);
  return (
    <>
      <Table
        caption={all ? "All first two digits" : "The first two digits that stand out most"}
        rows={all ? bars : standing}
        keyOf={(bar) => String(bar.digits)}
        columns={[
          { key: "digits", head: "Begins with", cell: (bar) => <Go to={hrefOf(bar.digits)} replace {...(bar.digits === chosen ? { "aria-current": "true" as const } : {})}>{bar.digits}</Go> },
          { key: "count", head: "Documents", number: true, cell: (bar) => showCount(bar.count) },
          { key: "expected", head: "Expected", number: true, cell: (bar) => showCount(Math.round(bar.expected)) },
          { key: "difference", head: "Difference", number: true, cell: (bar) => signed(bar.count - bar.expected) },
          { key: "z", head: "z", number: true, cell: (bar) => bar.z.toFixed(2) },
        ]}
      />
      <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setAll(!all)}>
        {all ? "Show only those that stand out" : `Show all ${bars.length}`}
      </Button>
    </>
  );
}

const signed = (difference: number): string => {
  const figure = showCount(Math.round(Math.abs(difference)));
  return difference < 0 ? `(${figure})` : figure;
};
