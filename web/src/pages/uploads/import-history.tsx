/** What has been imported into this site, newest first. */
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { Import, Site } from "../../api/shapes.ts";
import { paths } from "../../app/paths.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";
import { ImportState } from "../imports/state.tsx";

export function ImportHistory({ site }: { site: Site }) {
  const { data } = useSuspenseQuery(queries.imports(site));
  return (
    <Section title="Imports">
      {data.items.length === 0 ? (
        <Empty title="Nothing imported yet">
          <p>Each import will be listed here with its totals, the rows that could not be read, and the run that examined it.</p>
        </Empty>
      ) : (
        <Table
          caption="Imports, newest first"
          rows={data.items}
          keyOf={(one) => one.id}
          columns={[
            { key: "when", head: "Asked for", narrow: true, cell: (one) => <Go to={paths.oneImport(site.id, one.id)}><When at={one.askedAt} /></Go> },
            { key: "state", head: "State", narrow: true, cell: (one) => <ImportState state={one.state} /> },
            { key: "files", head: "Files", cell: (one) => one.files.map((file) => file.fileName).join(", ") },
            { key: "rows", head: "Rows taken", number: true, cell: (one) => showCount(rowsTaken(one)) },
            { key: "problems", head: "Rows with problems", number: true, cell: (one) => showCount(one.problems.count) },
            { key: "by", head: "By", cell: (one) => one.by.name },
          ]}
        />
      )}
    </Section>
  );
}

const rowsTaken = (one: Import): number => one.files.reduce((sum, file) => sum + file.rowsTaken, 0);
