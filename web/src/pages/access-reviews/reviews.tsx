/** Access reviews: how often there is one, and all there were. */
import { Button, Select } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { changeAccessReviewPolicy, openAccessReview } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import type { AccessReview } from "../../api/shapes.ts";
import { useGoing, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";

const BY_HAND = "never";
const CHOICES = [[BY_HAND, "By hand only"], ["1", "Every month"], ["3", "Every 3 months"], ["6", "Every 6 months"], ["12", "Every 12 months"]].map(([value = "", label = ""]) => ({ value, label }));

export function AccessReviewsPage() {
  const { permissions } = useSession();
  const { data } = useSuspenseQuery(queries.accessReviews);
  const going = useGoing();
  const client = useQueryClient();
  const open = useMutation({
    mutationFn: openAccessReview,
    onSuccess: ({ id }) => (void client.invalidateQueries(queries.accessReviews), going.to(paths.accessReview(id))),
  });
  const policy = useMutation({ mutationFn: (months: number | null) => changeAccessReviewPolicy(months), onSettled: () => client.invalidateQueries(queries.accessReviews) });
  const mayChange = permissions.includes("people:change");
  const current = data.items.find((one) => one.signedAt === null);
  const every = String(data.everyMonths ?? BY_HAND);
  return (
    <Page
      title="Access reviews" above={{ to: paths.people(), words: "People" }} lead="From time to time somebody looks at who has access, keeps or removes each person, and signs for it."
      actions={mayChange && !current && <Button loading={open.isPending} onClick={() => open.mutate()}>Open a review</Button>}
    >
      {current?.overdue && (
        <Notice title="A review is overdue" meaning="risk">
          <p><Go to={paths.accessReview(current.id)}>Finish and sign it</Go></p>
        </Notice>
      )}
      {open.error && <FailureNotice error={open.error} doing="Opening a review" />}
      {policy.error && <FailureNotice error={policy.error} doing="Changing how often there is a review" />}
      <Section title="How often">
        <div className={form.form}>
          <Select
            label="A review is opened" allowDeselect={false} disabled={!mayChange} value={every} onChange={(value) => policy.mutate(value === null || value === BY_HAND ? null : Number(value))}
            data={CHOICES.some(({ value }) => value === every) ? CHOICES : [...CHOICES, { value: every, label: `Every ${every} months` }]}
            description={data.nextAt && !current ? <>The next one: <When at={data.nextAt} /></> : "Administrators are told by mail, and again each week while it is overdue."}
          />
        </div>
      </Section>
      <Section title="Reviews">
        {data.items.length === 0 && <p>None yet. Open one, or choose how often there is to be one.</p>}
        {data.items.length > 0 && <Table
          caption="Access reviews" rows={data.items} keyOf={(one) => one.id}
          columns={[
            { key: "opened", head: "Opened", cell: (one) => <Go to={paths.accessReview(one.id)}><When at={one.openedAt} /></Go> },
            { key: "by", head: "By", cell: (one) => one.openedBy ?? "The schedule" },
            { key: "state", head: "State", narrow: true, cell: (one) => <State review={one} /> },
            { key: "people", head: "People", number: true, narrow: true, cell: (one) => showCount(one.counts.people) },
            { key: "kept", head: "Kept", number: true, narrow: true, cell: (one) => showCount(one.counts.kept) },
            { key: "removed", head: "Removed", number: true, narrow: true, cell: (one) => showCount(one.counts.removed) },
            { key: "signed", head: "Signed", cell: (one) => (one.signedAt ? <>{one.signedBy}, <When at={one.signedAt} /></> : <>to be signed by <When at={one.dueAt} /></>) },
          ]}
        />}
      </Section>
    </Page>
  );
}

export const State = ({ review }: { review: AccessReview }) =>
  review.signedAt ? <Tag meaning="good">Signed</Tag> : review.overdue ? <Tag meaning="risk">Overdue</Tag> : <Tag meaning="moving">Open</Tag>;
