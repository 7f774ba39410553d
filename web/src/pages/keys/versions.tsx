/** Each version of the site's key, newest first, with what is under it. */
import { Table } from "../../blocks/table.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import type { Keys } from "../../api/shapes.ts";
import { ageWords, protectedWords } from "../../words/keys.ts";
import styles from "./versions.module.css";

type Version = Keys["versions"][number];

const STATES: Readonly<Record<Version["state"], readonly [Meaning, string]>> = {
  active: ["good", "In use"], retiring: ["moving", "Being replaced"], erasing: ["moving", "Being erased"], destroyed: ["neutral", "Destroyed"],
};

export function Versions({ versions }: { versions: readonly Version[] }) {
  return (
    <Table
      caption="Versions of the site's key, newest first"
      rows={versions}
      keyOf={(version) => String(version.version)}
      columns={[
        { key: "version", head: "Version", number: true, narrow: true, cell: (one) => one.version },
        { key: "state", head: "State", narrow: true, cell: (one) => <Tag meaning={STATES[one.state][0]}>{STATES[one.state][1]}</Tag> },
        { key: "made", head: "Made", narrow: true, cell: (one) => <When at={one.createdAt} exact /> },
        { key: "age", head: "Age", narrow: true, cell: (one) => (one.state === "destroyed" ? "" : ageWords(one.ageDays)) },
        { key: "ended", head: "Destroyed", narrow: true, cell: (one) => (one.destroyedAt === null ? "" : <When at={one.destroyedAt} exact />) },
        { key: "own", head: "Needs your own key", narrow: true, cell: (one) => (one.customerHeld ? "Yes" : "No") },
        { key: "data-keys", head: "Keys under it", number: true, narrow: true, cell: (one) => one.protects.reduce((sum, { dataKeys }) => sum + dataKeys, 0) },
        { key: "protects", head: "Protects", cell: (one) => <span className={styles.protects}>{protectedWords(one.protects.map(({ kind }) => kind)) || "Nothing"}</span> },
      ]}
    />
  );
}
