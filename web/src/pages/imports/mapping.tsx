/** One table of one file: what each column becomes, why, with samples; what is uncertain stands first. */
import { NativeSelect, TextInput } from "@mantine/core";
import type { InspectedColumn, InspectedTable } from "../../api/shapes.ts";
import { Notice } from "../../blocks/notice.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { objections, type TableChoice } from "./choices.ts";
import { hasDays, hasMoney, TABLES } from "./fields.ts";
import styles from "./mapping.module.css";

const CONFIDENCE: Readonly<Record<InspectedColumn["confidence"], readonly [Meaning, string]>> = {
  certain: ["good", "certain"],
  likely: ["neutral", "likely"],
  unsure: ["held", "unsure"],
};

type Props = { inspected: InspectedTable; choice: TableChoice; onChange: (choice: TableChoice) => void };

export function Mapping({ inspected, choice, onChange }: Props) {
  const wrong = objections(choice);
  return (
    <div className={styles.mapping}>
      <Options inspected={inspected} choice={choice} onChange={onChange} />
      {inspected.remembered && choice.table && <p className={styles.why}>As it was confirmed in this site for an earlier file with the same columns.</p>}
      {inspected.uncertain.length > 0 && choice.table && (
        <Notice meaning="held" title="Please look at this">
          {inspected.uncertain.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </Notice>
      )}
      {wrong.length > 0 && (
        <Notice meaning="risk" title="Before this can be imported">
          {wrong.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </Notice>
      )}
      {choice.table && <Columns inspected={inspected} choice={choice} onChange={onChange} />}
    </div>
  );
}

function Options({ inspected, choice, onChange }: Props) {
  const used = Object.values(choice.fields).filter(Boolean);
  return (
    <div className={styles.options}>
      <NativeSelect
        label={inspected.sheet ? `Sheet “${inspected.sheet}” holds` : "This file holds"}
        description={inspected.why}
        value={choice.table ?? ""}
        data={[{ value: "", label: "Nothing to import (leave out)" }, ...Object.entries(TABLES).map(([value, table]) => ({ value, label: table.words }))]}
        onChange={(event) => onChange({ ...choice, table: (event.currentTarget.value || null) as TableChoice["table"] })}
      />
      {choice.table && hasMoney(used) && (
        <>
          <NativeSelect
            label="Decimal mark"
            description="In the amounts"
            value={choice.decimalMark}
            data={[{ value: "", label: "As found" }, { value: ".", label: "Point: 1,234.56" }, { value: ",", label: "Comma: 1.234,56" }]}
            onChange={(event) => onChange({ ...choice, decimalMark: event.currentTarget.value as TableChoice["decimalMark"] })}
          />
          <TextInput
            label="Currency"
            description={used.includes("currency") ? "Where the column is blank" : "No column says which"}
            placeholder="GBP"
            maxLength={3}
            value={choice.defaultCurrency}
            onChange={(event) => onChange({ ...choice, defaultCurrency: event.currentTarget.value.toUpperCase().replace(/[^A-Z]/g, "") })}
          />
        </>
      )}
      {choice.table && hasDays(used) && (
        <NativeSelect
          label="Order of dates"
          description="Where it could be read both ways"
          value={choice.dateOrder}
          data={[{ value: "", label: "As found" }, { value: "dmy", label: "Day, month, year" }, { value: "mdy", label: "Month, day, year" }, { value: "ymd", label: "Year, month, day" }]}
          onChange={(event) => onChange({ ...choice, dateOrder: event.currentTarget.value as TableChoice["dateOrder"] })}
        />
      )}
    </div>
  );
}

function Columns({ inspected, choice, onChange }: Props) {
  const options = [
    { value: "", label: "Not used" },
    ...(TABLES[choice.table ?? ""]?.fields.map((field) => ({ value: field.id, label: field.words })) ?? []),
  ];
  return (
    <Table
      caption="Columns of the file and what they become"
      rows={inspected.columns}
      keyOf={(column) => column.name}
      columns={[
        { key: "name", head: "Column in the file", cell: (column) => <strong className={styles.column}>{column.name}</strong> },
        {
          key: "samples",
          head: "For example",
          cell: (column) => <span className={styles.samples}>{column.samples.filter(Boolean).slice(0, 3).map((sample, index) => <span key={index}>{sample}</span>)}</span>,
        },
        {
          key: "field",
          head: "Becomes",
          narrow: true,
          cell: (column) => (
            <NativeSelect
              aria-label={`${column.name} becomes`}
              className={styles.select ?? ""}
              value={choice.fields[column.name] ?? ""}
              data={options}
              onChange={(event) => onChange({ ...choice, fields: { ...choice.fields, [column.name]: event.currentTarget.value } })}
            />
          ),
        },
        { key: "why", head: "Why", cell: (column) => <Why column={column} chosen={choice.fields[column.name] ?? ""} /> },
      ]}
    />
  );
}

function Why({ column, chosen }: { column: InspectedColumn; chosen: string }) {
  if (chosen !== (column.field ?? "")) return <Tag meaning="good">your choice</Tag>;
  if (!chosen) return <span className={styles.why}>{column.why}</span>;
  const [meaning, words] = CONFIDENCE[column.confidence];
  return (
    <span className={styles.why}>
      <Tag meaning={meaning}>{words}</Tag> {column.why}
    </span>
  );
}
