/** The operator's people in the organisation's data: who asks, who is in, who was. Allowing it, ending it, and whether to be asked. */
import { Button, Switch } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { changeStaffAccessPolicy, endAllStaffAccess } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import { paths } from "../../app/paths.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { STATES, stateWords } from "../../words/access.ts";

export function StaffAccessPage() {
  const { data } = useSuspenseQuery(queries.staffAccess);
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: ["staff-access"] });
  const endAll = useMutation({ mutationFn: endAllStaffAccess, onSettled: changed });
  const policy = useMutation({ mutationFn: changeStaffAccessPolicy, onSettled: changed });
  const open = data.items.filter(({ state }) => state !== "over");
  const live = open.filter(({ state }) => state === "live");
  return (
    <Page
      title="Staff access"
      lead="Spendward's own people can see nothing of your data, except for a ticket of yours, for a few hours, with three of them agreeing. Each time is listed here."
      actions={data.mayEnd && open.length > 0 && <Button color="red" loading={endAll.isPending} onClick={() => endAll.mutate()}>End all access now</Button>}
    >
      {endAll.error && <FailureNotice error={endAll.error} doing="Ending all access" />}
      {policy.error && <FailureNotice error={policy.error} doing="Changing the setting" />}
      {live.length > 0 ? <Notice meaning="risk" title={live.length === 1 ? "Somebody can see your data now" : `${live.length} people can see your data now`}><p>{live.map(({ requester }) => requester.name).join(", ")}. You can end it at any time.</p></Notice> : <Notice title="Nobody at Spendward can see your data now"><p>There is no access without your knowing of it.</p></Notice>}
      <Section title="Your say">
        <Switch checked={data.askedEachTime} disabled={!data.mayAllow || policy.isPending} onChange={(event) => policy.mutate(event.currentTarget.checked)} label="Ask us each time" description="Access begins only when an administrator of yours has allowed it. Emergencies are told of at once and accounted for afterwards." />
      </Section>
      <Section title="All access">
        {data.items.length === 0 ? <Empty title="There has been none"><p>When somebody at Spendward asks to look at your data, it appears here first.</p></Empty> : (
          <Table caption="Access to your data" rows={data.items} keyOf={(one) => one.id} columns={[
            { key: "who", head: "Who", cell: (one) => <Go to={paths.staffAccessGrant(one.id)}>{one.requester.name}</Go> },
            { key: "site", head: "Site", cell: (one) => one.site.name },
            { key: "ticket", head: "Ticket", narrow: true, cell: (one) => one.ticket?.reference ?? <Tag meaning="risk">Emergency</Tag> },
            { key: "state", head: "State", cell: (one) => <Tag meaning={STATES[one.state].meaning}>{stateWords(one)}</Tag> },
            { key: "asked", head: "Asked", narrow: true, cell: (one) => <When at={one.askedAt} /> },
            { key: "ends", head: "Until", narrow: true, cell: (one) => (one.endsAt ? <When at={one.endsAt} /> : "") },
          ]} />
        )}
      </Section>
    </Page>
  );
}
