/** Measured figures of one kind, or of several, by size and noise. */
import { Table } from "../../blocks/table.tsx";
import { showSpread, type KindFigures } from "../../words/benchmark.ts";

export function FiguresTable({ caption, rows }: { caption: string; rows: readonly KindFigures[] }) {
  return (
    <Table
      caption={caption} rows={rows} keyOf={({ kind, group }) => `${kind} ${group}`}
      columns={[
        { key: "group", head: "Ledgers", cell: ({ group, seeds }) => `${group}, ${seeds === 1 ? "1 seed" : `${seeds} seeds`}` },
        { key: "precision", head: "Precision", number: true, cell: ({ precision }) => showSpread(precision) },
        { key: "recall", head: "Recall", number: true, cell: ({ recall }) => showSpread(recall) },
        { key: "f1", head: "Best F1", number: true, cell: ({ bestF1 }) => showSpread(bestF1) },
        { key: "ap", head: "Average precision", number: true, cell: ({ averagePrecision }) => showSpread(averagePrecision) },
        { key: "value", head: "Recall by value", number: true, cell: ({ valueRecall }) => (valueRecall === null ? "no money at stake" : showSpread(valueRecall)) },
      ]}
    />
  );
}
