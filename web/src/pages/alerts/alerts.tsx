/** What the alert rules have found in the entries of a site, or of the organisation itself, and the rules. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { Alert } from "../../api/shapes.ts";
import { organisationTrail, siteTrail, type Trail } from "../../api/trails.ts";
import { useSession, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { TrailSwitch } from "../../app/trail-switch.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { placeWords, ruleName } from "../../words/alerts.ts";
import { RuleForm } from "./rule-form.tsx";
import styles from "./rules.module.css";

export function SiteAlertsPage() {
  const site = useSite();
  return (
    <Alerts
      key={site.id}
      trail={siteTrail(site)}
      lead={`What the rules below have found in the activity of ${site.name}. Each is told once, is an entry of the activity itself, and goes out with the feeds.`}
      nothing="When somebody takes away many rows, changes keys or reaches in as staff, it is listed here with the entries behind it."
    />
  );
}

export function OrganisationAlertsPage() {
  const session = useSession();
  return (
    <Alerts
      trail={organisationTrail(session)}
      lead={`What the rules below have found in the activity of ${session.organisation.name} itself: sign-ins, people, access. What is done with a site's data is in that site's alerts.`}
      nothing="When many sign-ins fail, somebody signs in from a new place or the operator's staff reach in, it is listed here with the entries behind it."
    />
  );
}

function Alerts({ trail, lead, nothing }: { trail: Trail; lead: string; nothing: string }) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.alerts(trail));
  const { data: rules } = useSuspenseQuery(queries.alertRules(trail));
  const { permissions } = useSession();
  const client = useQueryClient();
  const acknowledge = useMutation({ mutationFn: trail.alerts.acknowledge, onSettled: () => client.invalidateQueries(queries.alerts(trail)) });
  const alerts = data.pages.flatMap((page) => page.items);
  return (
    <Page title="Alerts" lead={lead}>
      <TrailSwitch words="Whose alerts" needs="seeAlerts" ofSite={paths.alerts} ofOrganisation={may({ permissions }, "seeAlerts") ? paths.organisationAlerts() : undefined} />
      {acknowledge.error && <FailureNotice error={acknowledge.error} doing="Acknowledging" />}
      {alerts.length === 0 ? (
        <Empty title="Nothing has been found">
          <p>{nothing}</p>
        </Empty>
      ) : (
        <>
          <AlertsTable trail={trail} alerts={alerts} busy={acknowledge.isPending ? acknowledge.variables : undefined} onAcknowledge={(id) => acknowledge.mutate(id)} />
          {hasNextPage && <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show older alerts</Button>}
        </>
      )}
      <Section title="Rules">
        {rules.items.map((rule) => <RuleForm key={rule.rule} trail={trail} rule={rule} note={rule.rule === "new-place" && rules.placeFrom !== null ? placeWords(rules.placeFrom) : undefined} />)}
      </Section>
    </Page>
  );
}

const SEVERITIES: Readonly<Record<number, readonly [Meaning, string]>> = { 2: ["neutral", "Low"], 3: ["held", "Medium"], 4: ["risk", "High"] };

type Props = { trail: Trail; alerts: readonly Alert[]; busy: string | undefined; onAcknowledge: (id: string) => void };

function AlertsTable({ trail, alerts, busy, onAcknowledge }: Props) {
  return (
    <Table
      caption="Alerts, newest first"
      rows={alerts}
      keyOf={(alert) => alert.id}
      columns={[
        { key: "at", head: "When", narrow: true, cell: (alert) => <When at={alert.firedAt} exact /> },
        { key: "severity", head: "Severity", narrow: true, cell: ({ severity }) => <Tag meaning={SEVERITIES[severity]?.[0] ?? "neutral"}>{SEVERITIES[severity]?.[1] ?? severity}</Tag> },
        { key: "rule", head: "Rule", narrow: true, cell: (alert) => ruleName(alert.rule) },
        { key: "title", head: "What", cell: (alert) => <>{alert.title}{mailNote(alert.mail) && <span className={styles.note}>{mailNote(alert.mail)}</span>}</> },
        { key: "entries", head: "Behind it", narrow: true, cell: (alert) => <Go to={behind(trail, alert)}>{alert.entries.length === 1 ? "1 entry" : `${alert.entries.length} entries`}</Go> },
        {
          key: "acknowledged", head: "Acknowledged", narrow: true,
          cell: (alert) => {
            if (alert.acknowledgedAt !== null) return <When at={alert.acknowledgedAt} exact />;
            if (!may(trail, "acknowledgeAlerts")) return "Not yet";
            return <Button size="compact-sm" variant="default" aria-label={`Acknowledge: ${alert.title}`} loading={busy === alert.id} onClick={() => onAcknowledge(alert.id)}>Acknowledge</Button>;
          },
        },
      ]}
    />
  );
}

/** Said only where somebody might otherwise believe to have been written to. */
const mailNote = (mail: Alert["mail"]): string | undefined => ({ told: undefined, waiting: "Mails about it are waiting to be sent.", "given-up": "Nobody could be written to about it for a week." })[mail];

/** The activity up to the day of the alert, of the person whom it is about. */
function behind({ siteId }: Trail, { subject, firedAt }: Alert): string {
  const filters = { to: firedAt.slice(0, 10), ...(subject.startsWith("per_") && { person: subject }) };
  return siteId === undefined ? paths.organisationActivity(filters) : paths.activity(siteId, filters);
}
