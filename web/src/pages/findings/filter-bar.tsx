/** The filters above the list. Each shows how many findings it would leave; all of them stand in the address. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState, type RefObject } from "react";
import type { FindingList, FindingTotals } from "../../api/shapes.ts";
import { DECISION_FILTERS } from "../../words/decisions.ts";
import { kindsWords, KIND_IDS } from "../../words/kinds.ts";
import { BANDS, BAND_WORDS } from "../../words/likelihood.ts";
import { showCount } from "../../words/money.ts";
import styles from "./filter-bar.module.css";
import { isNarrowed, pickFilters, SORTS, STATES, type FindingFilters } from "./filters.ts";

/** Long enough that a word is typed before the list is asked for again. */
const TYPING_MS = 250;

type Props = {
  filters: FindingFilters;
  totals: FindingTotals | undefined;
  byDecision: FindingList["byDecision"] | undefined;
  onChange: (filters: FindingFilters) => void;
  search: RefObject<HTMLInputElement | null>;
};

export function FilterBar({ filters, totals, byDecision, onChange, search }: Props) {
  const set = (name: keyof FindingFilters, value: string): void => {
    const { [name]: _old, ...rest } = filters;
    onChange(pickFilters(value ? { ...rest, [name]: value } : rest));
  };
  const kinds = KIND_IDS.filter((kind) => (totals?.byKind[kind] ?? 0) > 0 || filters.kind === kind);
  return (
    <search className={styles.bar} data-print="no">
      <SearchField value={filters.q ?? ""} onChange={(value) => set("q", value)} field={search} />
      <Choice label="Kind" all="All kinds" value={filters.kind} onChange={(value) => set("kind", value)}
        options={kinds.map((kind) => ({ value: kind, label: counted(kindsWords(kind), totals?.byKind[kind]) }))} />
      <Choice label="Likelihood" all="Any likelihood" value={filters.band} onChange={(value) => set("band", value)}
        options={BANDS.map((band) => ({ value: band, label: counted(BAND_WORDS[band], totals?.byBand[band]) }))} />
      <Choice label="State" all="Any state" value={filters.state} onChange={(value) => set("state", value)}
        options={Object.entries(STATES).map(([value, label]) => ({ value, label }))} />
      <Choice label="Decision" value={filters.decision ?? "open"} onChange={(value) => set("decision", value === "open" ? "" : value)}
        options={Object.entries(DECISION_FILTERS).map(([value, label]) => ({ value, label: counted(label, inState(byDecision, value)) }))} />
      <Choice label="Order" value={filters.sort ?? "score"} onChange={(value) => set("sort", value === "score" ? "" : value)}
        options={Object.entries(SORTS).map(([value, label]) => ({ value, label }))} />
      {filters.supplier && (
        <Button variant="default" rightSection={<IconX size={14} aria-hidden="true" />} onClick={() => set("supplier", "")}>
          Supplier {filters.supplier}
        </Button>
      )}
      {isNarrowed(filters) && (
        <Button variant="subtle" onClick={() => onChange(filters.sort ? { sort: filters.sort } : {})}>
          Clear
        </Button>
      )}
    </search>
  );
}

/** Open again is open too. */
function inState(counts: FindingList["byDecision"] | undefined, state: string): number | undefined {
  if (!counts) return undefined;
  const of = (name: "open" | "reopened" | "confirmed" | "dismissed"): number => counts[name] ?? 0;
  if (state === "open") return of("open") + of("reopened");
  return state === "all" ? of("open") + of("reopened") + of("confirmed") + of("dismissed") : of(state as "reopened");
}

const counted = (words: string, count: number | undefined): string => (count === undefined ? words : `${words} (${showCount(count)})`);

type ChoiceProps = {
  label: string;
  all?: string;
  value: string | undefined;
  onChange: (value: string) => void;
  options: { value: string; label: string }[];
};

function Choice({ label, all, value, onChange, options }: ChoiceProps) {
  const data = all ? [{ value: "", label: all }, ...options] : options;
  return <NativeSelect className={styles.choice ?? ""} aria-label={label} value={value ?? ""} data={data} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function SearchField({ value, onChange, field }: { value: string; onChange: (value: string) => void; field: RefObject<HTMLInputElement | null> }) {
  const [text, setText] = useState(value);
  const tell = useDebouncedCallback(onChange, TYPING_MS);
  // The address can change by other means (back, a cleared filter), but it must not overtake someone who is typing.
  useEffect(() => {
    if (document.activeElement !== field.current) setText(value);
  }, [value, field]);
  return (
    <TextInput
      ref={field}
      className={styles.search ?? ""}
      type="search"
      aria-label="Search the findings"
      placeholder="Supplier, invoice number, words"
      leftSection={<IconSearch size={15} aria-hidden="true" />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}
