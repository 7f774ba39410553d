/** How staff signed in: the share of sessions that passed every check, month by month, and who was turned away and why. */
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import { Figures } from "../../blocks/figures.tsx";
import { Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { REFUSALS } from "../../words/staff.ts";

const percent = (share: number | null): string => (share === null ? "no session" : `${Math.floor(share * 1000) / 10} %`);

export function StaffSignInsPage() {
  const { data } = useSuspenseQuery(queries.signIns);
  const [now] = data.months;
  return (
    <Page title="Sign-ins" lead="Passkey with its person verified, from an allowed network, on a device that proves itself.">
      {data.rules.device === "recorded" && (
        <Notice meaning="held" title="This installation does not insist that a device proves itself.">
          <p>Such sessions are let in and counted as not passed. Its settings can require it: see the runbook on staff.</p>
        </Notice>
      )}
      <Figures list={[
        { label: "Sessions that passed, this month", value: percent(now?.share ?? null), note: now ? `${now.passed} of ${now.passed + now.letIn}` : "" },
        { label: "Refused, this month", value: now?.refused ?? 0 },
        { label: "Authenticators on the list", value: data.rules.authenticators.length, note: data.rules.authenticators.join(", ") || "none" },
        { label: "Device certificates", value: data.rules.certificates ? "Asked for" : "Not set up" },
      ]} />
      <Section title="Months">
        <Table compact caption="Sign-ins by month" rows={data.months} keyOf={(one) => one.month} columns={[
          { key: "month", head: "Month", cell: (one) => one.month },
          { key: "share", head: "Passed", number: true, cell: (one) => percent(one.share) },
          { key: "passed", head: "Sessions that passed", number: true, cell: (one) => one.passed },
          { key: "letIn", head: "Let in without", number: true, cell: (one) => one.letIn },
          { key: "refused", head: "Refused", number: true, cell: (one) => one.refused },
        ]} />
      </Section>
      <Section title="Refused in the last 30 days">
        {data.reasons.length === 0 ? <p>Nobody.</p> : (
          <Table compact caption="Refusals by reason" rows={data.reasons} keyOf={(one) => one.reason} columns={[
            { key: "reason", head: "Reason", cell: (one) => REFUSALS[one.reason] ?? one.reason },
            { key: "count", head: "Times", number: true, narrow: true, cell: (one) => one.count },
          ]} />
        )}
      </Section>
      {data.refusals.length > 0 && (
        <Section title="The newest">
          <Table compact caption="The newest refusals" rows={data.refusals} keyOf={(one, n) => one.at + n} columns={[
            { key: "at", head: "When", narrow: true, cell: (one) => <When at={one.at} exact /> },
            { key: "who", head: "Who", cell: (one) => one.name ?? "Not known" },
            { key: "reason", head: "Reason", cell: (one) => REFUSALS[one.reason] ?? one.reason },
          ]} />
        </Section>
      )}
    </Page>
  );
}
