/** The filters above the activity list; all of them stand in the address. A thing is chosen in the list itself, and let go here. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { RefObject } from "react";
import type { ActivityEntry } from "../../api/shapes.ts";
import { useSession } from "../../app/going.ts";
import { actChoices } from "../../words/acts.ts";
import { objectWords, personId, whoWords } from "../../words/entries.ts";
import styles from "./activity.module.css";
import { pickFilters, type ActivityFilters } from "./filters.ts";

type Props = {
  filters: ActivityFilters;
  acts: Readonly<Record<string, string>>;
  /** Those that are shown: people and things have their names from them. */
  entries: readonly ActivityEntry[];
  onChange: (filters: ActivityFilters) => void;
  first: RefObject<HTMLSelectElement | null>;
};

export function FilterBar({ filters, acts, entries, onChange, first }: Props) {
  const { person } = useSession();
  const set = (name: keyof ActivityFilters, value: string): void => {
    const { [name]: _old, ...rest } = filters;
    onChange(pickFilters(value ? { ...rest, [name]: value } : rest));
  };
  const people = new Map(entries.filter(({ who }) => who.kind === "person" || who.kind === "staff").map(({ who }) => [personId(who.id), whoWords(who, person)]));
  people.set(person.id, person.name);
  if (filters.person && !people.has(filters.person)) {
    const named = entries.find(({ who }) => personId(who.id) === filters.person);
    people.set(filters.person, named ? whoWords(named.who, person) : filters.person);
  }
  const thing = entries.find(({ object }) => object.id === filters.object)?.object;
  return (
    <search className={styles.bar} data-print="no">
      <NativeSelect ref={first} label="Person" value={filters.person ?? ""} onChange={(event) => set("person", event.currentTarget.value)}
        data={[{ value: "", label: "Everybody" }, ...[...people].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label))]} />
      <NativeSelect label="Operator's staff" value={filters.staff ?? ""} onChange={(event) => set("staff", event.currentTarget.value)}
        data={[{ value: "", label: "Shown with the rest" }, { value: "yes", label: "Only staff" }, { value: "no", label: "Without staff" }]} />
      <NativeSelect label="Act" value={filters.act ?? ""} onChange={(event) => set("act", event.currentTarget.value)} data={[{ value: "", label: "All acts" }, ...actChoices(acts, filters.act)]} />
      <TextInput type="date" label="From day (UTC)" value={filters.from ?? ""} onChange={(event) => set("from", event.currentTarget.value)} />
      <TextInput type="date" label="To day (UTC)" value={filters.to ?? ""} onChange={(event) => set("to", event.currentTarget.value)} />
      {filters.object && (
        <Button variant="default" rightSection={<IconX size={14} aria-hidden="true" />} onClick={() => set("object", "")}>
          On {thing ? objectWords(thing) : filters.object}
        </Button>
      )}
      {Object.keys(filters).length > 0 && (
        <Button variant="subtle" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </search>
  );
}
