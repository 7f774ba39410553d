/** What the alert rules have found in a site's entries, and the rules themselves. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { acknowledgeAlert } from "../../api/region.ts";
import type { Alert, Site } from "../../api/shapes.ts";
import { useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { ruleName } from "../../words/alerts.ts";
import { RuleForm } from "./rule-form.tsx";

export function AlertsPage() {
  const site = useSite();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.alerts(site));
  const { data: rules } = useSuspenseQuery(queries.alertRules(site));
  const client = useQueryClient();
  const acknowledge = useMutation({ mutationFn: (id: string) => acknowledgeAlert(site, id), onSettled: () => client.invalidateQueries(queries.alerts(site)) });
  const alerts = data.pages.flatMap((page) => page.items);
  return (
    <Page title="Alerts" lead={`What the rules below have found in the activity of ${site.name}. Each is told once, is an entry of the activity itself, and goes out with the feeds.`}>
      {acknowledge.error && <FailureNotice error={acknowledge.error} doing="Acknowledging" />}
      {alerts.length === 0 ? (
        <Empty title="Nothing has been found">
          <p>When somebody takes away many rows, changes keys or reaches in as staff, it is listed here with the entries behind it.</p>
        </Empty>
      ) : (
        <>
          <AlertsTable site={site} alerts={alerts} busy={acknowledge.isPending ? acknowledge.variables : undefined} onAcknowledge={(id) => acknowledge.mutate(id)} />
          {hasNextPage && <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show older alerts</Button>}
        </>
      )}
      <Section title="Rules">
        {rules.items.map((rule) => <RuleForm key={rule.rule} site={site} rule={rule} />)}
      </Section>
    </Page>
  );
}

const SEVERITIES: Readonly<Record<number, readonly [Meaning, string]>> = { 2: ["neutral", "Low"], 3: ["held", "Medium"], 4: ["risk", "High"] };

type Props = { site: Site; alerts: readonly Alert[]; busy: string | undefined; onAcknowledge: (id: string) => void };

function AlertsTable({ site, alerts, busy, onAcknowledge }: Props) {
  return (
    <Table
      caption="Alerts, newest first"
      rows={alerts}
      keyOf={(alert) => alert.id}
      columns={[
        { key: "at", head: "When", narrow: true, cell: (alert) => <When at={alert.firedAt} exact /> },
        { key: "severity", head: "Severity", narrow: true, cell: ({ severity }) => <Tag meaning={SEVERITIES[severity]?.[0] ?? "neutral"}>{SEVERITIES[severity]?.[1] ?? severity}</Tag> },
        { key: "rule", head: "Rule", narrow: true, cell: (alert) => ruleName(alert.rule) },
        { key: "title", head: "What", cell: (alert) => alert.title },
        { key: "entries", head: "Behind it", narrow: true, cell: (alert) => <Go to={paths.activity(site.id, alert.subject.startsWith("per_") ? { person: alert.subject } : {})}>{alert.entries.length === 1 ? "1 entry" : `${alert.entries.length} entries`}</Go> },
        {
          key: "acknowledged", head: "Acknowledged", narrow: true,
          cell: (alert) => {
            if (alert.acknowledgedAt !== null) return <When at={alert.acknowledgedAt} exact />;
            if (!may(site, "acknowledgeAlerts")) return "Not yet";
            return <Button size="compact-sm" variant="default" aria-label={`Acknowledge: ${alert.title}`} loading={busy === alert.id} onClick={() => onAcknowledge(alert.id)}>Acknowledge</Button>;
          },
        },
      ]}
    />
  );
}
