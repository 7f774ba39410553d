/** One access to the organisation's data: the customer's answer, its end, and every record that was looked at, from the site's own trail. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { answerStaffAccess, endStaffAccess } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import type { Site } from "../../api/shapes.ts";
import { useParam, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { GrantFacts } from "../../blocks/grant-facts.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { actWords } from "../../words/acts.ts";
import { When } from "../../blocks/when.tsx";

export function OneAccessPage() {
  const id = useParam("grantId");
  const { data: grant } = useSuspenseQuery(queries.staffAccessGrant(id));
  const site = useSession().sites.find((one) => one.id === grant.site.id);
  const client = useQueryClient();
  const act = useMutation({ mutationFn: (doing: () => Promise<unknown>) => doing(), onSettled: () => client.invalidateQueries({ queryKey: ["staff-access"] }) });
  return (
    <Page title={`${grant.requester.name} of Spendward`} above={{ to: paths.staffAccessOfOrganisation(), words: "Staff access" }}>
      {act.error && <FailureNotice error={act.error} doing="That" />}
      <GrantFacts grant={grant} forCustomer />
      <div className={form.actions}>
        {grant.may.answer && <><Button loading={act.isPending} onClick={() => act.mutate(() => answerStaffAccess(id, true))}>Allow it</Button><Button variant="default" loading={act.isPending} onClick={() => act.mutate(() => answerStaffAccess(id, false))}>Refuse it</Button></>}
        {grant.may.end && grant.state !== "customer" && <Button color="red" loading={act.isPending} onClick={() => act.mutate(() => endStaffAccess(id))}>End it now</Button>}
      </div>
      {grant.startsAt !== null && (site && may(site, "seeActivity") ? <LookedAt site={site} actor={grant.trailActor} /> : <p>Who may see the site&apos;s activity sees here what was looked at.</p>)}
    </Page>
  );
}

function LookedAt({ site, actor }: { site: Site; actor: string }) {
  const { data, error } = useQuery(queries.lookedAt(site, actor));
  if (error) return <FailureNotice error={error} doing="Reading the site's activity" />;
  const looks = data?.items.filter(({ act }) => !act.startsWith("keys.")) ?? [];
  return (
    <Section title="What was looked at" aside={<Go to={paths.activity(site.id, { person: actor })}>In the activity, with proofs</Go>}>
      {data === undefined ? <p>Reading...</p> : looks.length === 0 ? <p>Nothing.</p> : (
        <Table caption="Every record that was looked at" rows={looks} keyOf={(one) => one.id} columns={[
          { key: "at", head: "When", narrow: true, cell: (one) => <When at={one.at} exact /> },
          { key: "act", head: "What", cell: (one) => actWords(one.act) },
          { key: "object", head: "Of", cell: (one) => (one.object.kind === "finding" ? <Go to={paths.finding(site.id, one.object.id)}>{one.object.id}</Go> : one.object.kind === "site" ? "The whole site" : (one.object.name ?? one.object.id)) },
          { key: "shown", head: "Records shown", cell: (one) => shownOf(one.detail) },
        ]} />
      )}
    </Section>
  );
}

function shownOf(detail: unknown): string {
  const { shown, rows } = (detail ?? {}) as { shown?: readonly string[]; rows?: number };
  if (shown !== undefined) return shown.length === 0 ? "none" : `${shown.length}: ${shown.slice(0, 5).join(", ")}${shown.length > 5 ? "…" : ""}`;
  return rows === undefined ? "" : String(rows);
}
