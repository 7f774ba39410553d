/** What I have to have learned and signed, until when it holds, and the way to each. */
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import { paths } from "../../app/paths.ts";
import { Go } from "../../blocks/go.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { showDay } from "../../words/time.ts";
import { When } from "../../blocks/when.tsx";

export function StaffTrainingPage() {
  const { data: training } = useSuspenseQuery(queries.training);
  const { data: agreements } = useSuspenseQuery(queries.agreements);
  const inForce = (until: string | null): boolean => until !== null && new Date(until) > new Date();
  return (
    <Page title="Training" lead="On hire and once a year. Each course is a page to read and five questions; four right ones pass.">
      <Table caption="Your courses" rows={training.items} keyOf={(one) => one.id} columns={[
        { key: "title", head: "Course", cell: (one) => <Go to={paths.staffCourse(one.id)}>{one.title}</Go> },
        { key: "state", head: "State", narrow: true, cell: (one) => (inForce(one.until) ? <Tag meaning="good">Passed</Tag> : <Tag meaning="risk">To take</Tag>) },
        { key: "because", head: "", cell: (one) => one.because ?? "" },
        { key: "minutes", head: "Minutes", number: true, narrow: true, cell: (one) => one.minutes },
        { key: "until", head: "Holds until", narrow: true, cell: (one) => (one.until ? showDay(one.until.slice(0, 10)) : "") },
      ]} />
      <Section title="Agreements">
        <Table caption="Agreements" rows={agreements.items} keyOf={(one) => one.id} columns={[
          { key: "title", head: "Text", cell: (one) => <Go to={paths.staffAgreement(one.id)}>{one.title}</Go> },
          { key: "state", head: "State", narrow: true, cell: (one) => (one.signedAt ? <Tag meaning="good">Signed</Tag> : <Tag meaning="risk">To sign</Tag>) },
          { key: "version", head: "Version", number: true, narrow: true, cell: (one) => one.version },
          { key: "at", head: "Signed", narrow: true, cell: (one) => (one.signedAt ? <When at={one.signedAt} /> : "") },
        ]} />
      </Section>
    </Page>
  );
}
