/** The entries as rows. Who and what lead on: to the thing itself where it has a page, or to all entries about it. */
import { IconFilter } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import type { ActivityEntry } from "../../api/shapes.ts";
import { useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Go } from "../../blocks/go.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { actWords } from "../../words/acts.ts";
import { changesOf, noteOf, objectWords, personId, whoWords } from "../../words/entries.ts";
import { showCount } from "../../words/money.ts";
import styles from "./activity.module.css";
import type { ActivityFilters } from "./filters.ts";

type Props = {
  entries: readonly ActivityEntry[];
  filters: ActivityFilters;
  onChange: (filters: ActivityFilters) => void;
  onProve: (id: string) => void;
  /** The entry whose proof is on its way. */
  proving: string | undefined;
};

export function EntriesTable({ entries, filters, onChange, onProve, proving }: Props) {
  const { person } = useSession();
  return (
    <Table
      caption="Activity, newest first"
      rows={entries}
      keyOf={(entry) => entry.id}
      columns={[
        { key: "at", head: "When", narrow: true, cell: (entry) => <At entry={entry} /> },
        {
          key: "who", head: "Who",
          cell: ({ who }) => <>{whoWords(who, person)} <Only title={`Only entries of ${whoWords(who, person)}`} onChoose={() => onChange({ ...filters, person: personId(who.id) })} /></>,
        },
        { key: "act", head: "What", cell: (entry) => <What entry={entry} /> },
        {
          key: "object", head: "On",
          cell: ({ object }) => <><ObjectOf object={object} /> <Only title={`Only entries about ${objectWords(object)}`} onChoose={() => onChange({ ...filters, object: object.id })} /></>,
        },
        {
          key: "proof", head: "Proof", narrow: true,
          cell: ({ id, seq }) => (
            <button type="button" className={styles.plain} disabled={proving === id} title={`Download entry ${seq} with its proof`} onClick={() => onProve(id)}>
              No. {showCount(seq)}
            </button>
          ),
        },
      ]}
    />
  );
}

function At({ entry }: { entry: ActivityEntry }) {
  return (
    <>
      <When at={entry.at} exact />
      {entry.clockBehind && (
        <span className={styles.behind} title="The time is before that of the entry before it: a clock was set back. The numbers are the order.">
          <Tag meaning="held">Clock set back</Tag>
        </span>
      )}
    </>
  );
}

function What({ entry }: { entry: ActivityEntry }) {
  const note = noteOf(entry);
  const changes = changesOf(entry);
  return (
    <>
      {actWords(entry.act)}
      {note && <span className={styles.note}>{note}</span>}
      {changes.length > 0 && (
        <details className={styles.details}>
          <summary>Details</summary>
          <dl>
            {changes.map(({ name, before, after }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {before !== undefined && <><del>{before}</del> </>}
                  {after}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

/** What it was done to, as a link where it has a page. */
function ObjectOf({ object }: { object: ActivityEntry["object"] }) {
  const { sites } = useSession();
  const { siteId } = useParams({ strict: false }) as { siteId?: string };
  const words = objectWords(object);
  const to = pageOf(object, siteId, sites.map(({ id }) => id));
  return to === undefined ? <span title={object.id}>{words}</span> : <Go to={to} title={object.id}>{words}</Go>;
}

function pageOf({ kind, id }: ActivityEntry["object"], siteId: string | undefined, sites: readonly string[]): string | undefined {
  if (kind === "site") return id !== siteId && sites.includes(id) ? paths.overview(id) : undefined;
  if (siteId === undefined) return undefined;
  const page = { finding: paths.finding, import: paths.oneImport, run: paths.run }[kind];
  return page?.(siteId, id);
}

const Only = ({ title, onChoose }: { title: string; onChoose: () => void }) => (
  <button type="button" className={styles.only} title={title} aria-label={title} onClick={onChoose}>
    <IconFilter size={14} stroke={1.75} aria-hidden="true" />
  </button>
);
