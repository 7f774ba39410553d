/** Duties that should be apart: who holds two of them now, who accepted that and why; and the table of what is refused and what is recorded. */
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import { paths } from "../../app/paths.ts";
import { Go } from "../../blocks/go.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { dutyWords } from "../../words/staff.ts";

export function StaffConflictsPage() {
  const { data } = useSuspenseQuery(queries.conflicts);
  return (
    <Page title="Duties kept apart" lead="Looked for among everybody who works here each time this page is opened, however a duty was given.">
      {data.items.length === 0 ? <p><Tag meaning="good">Nobody holds duties that should be apart</Tag></p> : (
        <Table caption="Who holds duties that should be apart" rows={data.items} keyOf={(one) => one.staff.id + one.one + one.other} columns={[
          { key: "who", head: "Who", cell: (one) => <Go to={paths.staffPerson(one.staff.id)}>{one.staff.name}</Go> },
          { key: "duties", head: "Duties", cell: (one) => `${dutyWords(one.one)} and ${dutyWords(one.other)}` },
          { key: "state", head: "State", narrow: true, cell: (one) => (one.accepted ? <Tag meaning="held">Accepted</Tag> : <Tag meaning="risk">Accepted by nobody</Tag>) },
          { key: "by", head: "By", cell: (one) => (one.accepted ? <>{one.accepted.by}, <When at={one.accepted.at} /></> : "") },
          { key: "reason", head: "Reason", cell: (one) => one.accepted?.reason ?? one.why },
        ]} />
      )}
      <Section title="The table">
        <Table caption="Pairs of duties" rows={data.table} keyOf={(one) => one.one + one.other} columns={[
          { key: "pair", head: "Duties of one person", cell: (one) => `${dutyWords(one.one)} and ${dutyWords(one.other)}` },
          { key: "answer", head: "Answer", narrow: true, cell: (one) => (one.answer === "refused" ? <Tag meaning="risk">Refused</Tag> : <Tag meaning="held">Only with a reason</Tag>) },
          { key: "why", head: "Why", cell: (one) => one.why },
        ]} />
      </Section>
    </Page>
  );
}
