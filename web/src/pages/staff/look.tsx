/**
 * A customer's site under a live grant: only what was granted, under the name of whoever looks, which stands across every part of the page.
 * The region answers with the grant's own token; when the grant ends, the next question is refused and the page empties itself.
 */
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import * as region from "../../api/region.ts";
import type { Site } from "../../api/shapes.ts";
import * as queries from "../../api/staff-queries.ts";
import { issueGrantToken, type StaffAccessGrant } from "../../api/staff.ts";
import { lendTokens } from "../../api/token.ts";
import { useFilters, useParam } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import { Amount } from "../../blocks/amount.tsx";
import { Go } from "../../blocks/go.tsx";
import { Likelihood } from "../../blocks/likelihood.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { Documents } from "../findings/documents.tsx";
import { Reasons } from "../findings/reasons.tsx";
import { Asked } from "./look-asked.tsx";
import { LookPayments } from "./look-payments.tsx";
import { LookTests } from "./look-tests.tsx";
import styles from "./look.module.css";

export function StaffLookPage() {
  const id = useParam("grantId");
  const { data: grant } = useSuspenseQuery(queries.grant(id));
  const over = grant.state !== "live";
  const { name } = useOwn();
  const client = useQueryClient();
  useEffect(() => {
    if (over) client.removeQueries({ queryKey: ["look", id] });
  }, [over, id, client]);
  return (
    <Page title={`${grant.organisation.name}, ${grant.site.name}`} above={{ to: paths.staffGrant(id), words: "This access" }} lead={over ? "This access is over." : <>Until {grant.endsAt && <When at={grant.endsAt} exact />}. Everything that you open here is listed to the customer.</>}>
      {over ? <Notice title="There is nothing to see any more"><p>The access is over. Ask for new access if it is still needed.</p></Notice> : <div className={styles.marked}><Watermark text={`${name} · ${id.slice(-8)}`} /><Look grant={grant} /></div>}
    </Page>
  );
}

/** Across everything, on screen and in print. It cannot be clicked and is not read out; the lead says it once. */
function Watermark({ text }: { text: string }) {
  return <div className={styles.watermark} aria-hidden="true">{Array.from({ length: 600 }, (_, n) => <span key={n} data-text={text} />)}</div>;
}

/** The site as the region's questions want it, while its tokens come from the grant. */
function useLent(grant: StaffAccessGrant) {
  return useQuery({
    queryKey: ["look", grant.id, "site"],
    staleTime: Infinity,
    retry: false,
    queryFn: async (): Promise<Site> => {
      const { origin } = await issueGrantToken(grant.id);
      lendTokens(grant.site.id, () => issueGrantToken(grant.id));
      return { id: grant.site.id, name: grant.site.name, origin, permissions: grant.permissions } as unknown as Site;
    },
  });
}

function Look({ grant }: { grant: StaffAccessGrant }) {
  const { data: site, error } = useLent(grant);
  const { finding, show, run, verdict, test } = useFilters();
  const may = (permission: string): boolean => (grant.permissions as readonly string[]).includes(permission);
  const parts = [
    may("findings:read") && (["findings", "Findings"] as const), may("runs:read") && (["runs", "Runs"] as const), may("imports:read") && (["imports", "Imports"] as const), may("uploads:read") && (["uploads", "Files"] as const),
    may("payment-runs:read") && (["payments", "Payment runs"] as const), may("parameters:read") && (["tests", "Tests"] as const),
  ].filter((part) => part !== false);
  useEffect(() => () => void (site && lendTokens(site.id, () => issueGrantToken(grant.id))()), [site, grant.id]);
  if (error) return <FailureNotice error={error} doing="Opening the site" />;
  if (!site) return <p>Opening the site...</p>;
  const part = finding === undefined ? (show ?? parts[0]?.[0]) : "finding";
  return (
    <>
      <nav aria-label="What was granted" className={styles.parts}>{parts.map(([key, words]) => <Go key={key} to={paths.staffLook(grant.id, { show: key })} {...(key === part ? { "aria-current": "page" as const } : {})}>{words}</Go>)}</nav>
      {part === "findings" && <Findings site={site} grantId={grant.id} />}
      {part === "finding" && finding !== undefined && <OneFinding site={site} grantId={grant.id} id={finding} />}
      {part === "runs" && <Listed title="Runs" grantId={grant.id} ask={() => region.fetchRuns(site)} />}
      {part === "imports" && <Listed title="Imports" grantId={grant.id} ask={() => region.fetchImports(site)} />}
      {part === "payments" && <LookPayments site={site} grantId={grant.id} run={run} verdict={verdict} />}
      {part === "tests" && <LookTests site={site} grantId={grant.id} test={test} />}
      {part === "uploads" && <Listed title="Files" grantId={grant.id} ask={() => region.fetchUploads(site)} />}
    </>
  );
}

function Findings({ site, grantId }: { site: Site; grantId: string }) {
  return (
    <Asked grantId={grantId} what="findings" ask={() => region.fetchFindings(site, { limit: 100 })}>
      {({ items, total }) => (
        <Section title="Findings" aside={`${items.length} of ${total}`}>
          <Table caption="Findings" rows={items} keyOf={(one) => one.id} columns={[
            { key: "title", head: "Finding", cell: (one) => <Go to={paths.staffLook(grantId, { finding: one.id })}>{one.title}</Go> },
            { key: "likely", head: "Likelihood", narrow: true, cell: (one) => <Likelihood band={one.band} score={one.score} /> },
            { key: "amount", head: "At risk", number: true, narrow: true, cell: (one) => <Amount money={one.amountAtRisk} /> },
          ]} />
          {items.length === 0 && <p>None.</p>}
        </Section>
      )}
    </Asked>
  );
}

function OneFinding({ site, grantId, id }: { site: Site; grantId: string; id: string }) {
  return (
    <Asked grantId={grantId} what={`finding ${id}`} ask={() => region.fetchFinding(site, id)}>
      {(finding) => (
        <>
          <h2>{finding.title}</h2>
          <Section title="Documents"><Documents documents={finding.documents} /></Section>
          <Section title="Why"><Reasons reasons={finding.reasons} /></Section>
        </>
      )}
    </Asked>
  );
}

/** State and time of each; what is in a file is not for looking at here. */
function Listed({ title, grantId, ask }: { title: string; grantId: string; ask: () => Promise<{ items: readonly { id: string; state: string }[] }> }) {
  const rowsOf = useMemo(() => (items: readonly { id: string; state: string }[]) => items.map((one) => ({ ...one, at: (one as { createdAt?: string; askedAt?: string; startedAt?: string }).createdAt ?? (one as { askedAt?: string }).askedAt ?? (one as { startedAt?: string }).startedAt })), []);
  return (
    <Asked grantId={grantId} what={title.toLowerCase()} ask={ask}>
      {({ items }) => (
        <Section title={title}>
          <Table caption={title} rows={rowsOf(items)} keyOf={(one) => one.id} columns={[
            { key: "id", head: "Id", cell: (one) => one.id },
            { key: "state", head: "State", narrow: true, cell: (one) => one.state },
            { key: "at", head: "When", narrow: true, cell: (one) => (one.at ? <When at={one.at} /> : "") },
          ]} />
          {items.length === 0 && <p>None.</p>}
        </Section>
      )}
    </Asked>
  );
}

