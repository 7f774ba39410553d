/** The first page of a site: what the ledger holds, what was found in it, and where to begin. */
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../api/queries.ts";
import type { Ledger, Overview, Site } from "../api/shapes.ts";
import { useGoing, useSite } from "../app/going.ts";
import { paths } from "../app/paths.ts";
import { may } from "../app/rights.ts";
import { Amounts } from "../blocks/amount.tsx";
import { Empty } from "../blocks/empty.tsx";
import { Figures } from "../blocks/figures.tsx";
import { Go } from "../blocks/go.tsx";
import { BandMark } from "../blocks/likelihood.tsx";
import { Notice } from "../blocks/notice.tsx";
import { Page, Section } from "../blocks/page.tsx";
import { Table } from "../blocks/table.tsx";
import { When } from "../blocks/when.tsx";
import styles from "./overview.module.css";
import { RunProgress } from "./runs/progress.tsx";
import { kindsWords } from "../words/kinds.ts";
import { BANDS, BAND_WORDS } from "../words/likelihood.ts";
import { showCount } from "../words/money.ts";
import { showDay } from "../words/time.ts";

export function OverviewPage() {
  const site = useSite();
  const going = useGoing();
  const { data } = useSuspenseQuery(queries.overview(site));
  if (data.companyCodes) return <SomeCodes site={site} data={data} codes={data.companyCodes} />;
  if (!data.ledger)
    return (
      <Page title="Overview">
        <Empty title="No ledger yet" action={may(site, "sendFiles") && <Button onClick={() => going.to(paths.uploads(site.id))}>Upload a ledger</Button>}>
          <p>This page will show what your accounts-payable ledger holds, how much was probably paid twice, and where to begin.</p>
          <p>Upload an export from your accounting system: invoices at least; suppliers and payments make the answers better.</p>
        </Empty>
      </Page>
    );
  return (
    <Page
      title="Overview"
      lead={data.lastRun?.finishedAt && <>Last examined <When at={data.lastRun.finishedAt} /></>}
      actions={may(site, "seeFindings") && <Button onClick={() => going.to(paths.findings(site.id))}>See the findings</Button>}
    >
      <Going site={site} data={data} />
      <LedgerFigures site={site} data={data} ledger={data.ledger} />
      <ByBand site={site} data={data} />
      <ByKind site={site} data={data} />
    </Page>
  );
}

/** For who may see the findings of some company codes: these, and nothing that tells of the whole ledger. */
function SomeCodes({ site, data, codes }: { site: Site; data: Overview; codes: readonly string[] }) {
  const going = useGoing();
  const named = codes.length > 10 ? `${codes.slice(0, 10).join(", ")} and ${showCount(codes.length - 10)} more` : codes.join(", ");
  return (
    <Page title="Overview" lead={`Of company ${codes.length === 1 ? "code" : "codes"} ${named}`} actions={<Button onClick={() => going.to(paths.findings(site.id))}>See the findings</Button>}>
      <Figures
        list={[
          { label: "At risk", value: <Amounts list={data.findings.exposure} />, note: "net of credits and one legitimate payment", to: paths.findings(site.id, { sort: "amount" }) },
          { label: "Findings", value: showCount(data.findings.count), note: `${showCount(data.findings.new)} new${decidedNote(data)}`, to: paths.findings(site.id) },
        ]}
      />
      {data.findings.count === 0 ? (
        <Empty title="No findings in these company codes">
          <p>Nothing was found in them, or their ledger has not been examined since you were given access.</p>
        </Empty>
      ) : (
        <>
          <ByBand site={site} data={data} />
          <ByKind site={site} data={data} />
        </>
      )}
    </Page>
  );
}

/** What is decided is not among the findings that are counted here, and is not lost either. */
function decidedNote({ findings: { confirmed, dismissed } }: Overview): string {
  const parts = [confirmed > 0 && `${showCount(confirmed)} confirmed`, dismissed > 0 && `${showCount(dismissed)} dismissed`].filter((part) => part !== false);
  return parts.length > 0 ? `; besides ${parts.join(", ")}` : "";
}

/** What is being done to this ledger at the moment. */
function Going({ site, data: { lastImport, lastRun } }: { site: Site; data: Overview }) {
  if (lastImport && queries.importMoves(lastImport.state))
    return (
      <Notice title="Files are being imported">
        <p>
          <Go to={paths.oneImport(site.id, lastImport.id)}>Follow the import</Go>
        </p>
      </Notice>
    );
  return lastRun && queries.runMoves(lastRun.state) ? <RunProgress site={site} runId={lastRun.id} /> : null;
}

function LedgerFigures({ site, data, ledger }: { site: Site; data: Overview; ledger: Ledger }) {
  const lastImport = data.lastImport;
  return (
    <Figures
      list={[
        { label: "At risk", value: <Amounts list={data.findings.exposure} />, note: "net of credits and one legitimate payment", to: paths.findings(site.id, { sort: "amount" }) },
        { label: "Findings", value: showCount(data.findings.count), note: `${showCount(data.findings.new)} new in the last run${decidedNote(data)}`, to: paths.findings(site.id) },
        { label: "Documents examined", value: showCount(ledger.rows["invoice"] ?? 0), to: paths.population(site.id), note: period(ledger) },
        {
          label: "Supplier records",
          value: showCount(ledger.rows["supplier"] ?? 0),
          note: lastImport?.finishedAt ? <Go to={paths.oneImport(site.id, lastImport.id)}>imported <When at={lastImport.finishedAt} /></Go> : undefined,
        },
      ]}
    />
  );
}

function ByBand({ site, data }: { site: Site; data: Overview }) {
  const rows = BANDS.flatMap((band) => data.findings.exposureByBand.filter((one) => one.band === band && one.count > 0).map((one) => ({ ...one, band })));
  return (
    <Section title="How sure" aside="Begin at the top: these repay the time soonest">
      <Table
        compact
        caption="Findings by how likely they are"
        rows={rows}
        keyOf={(row) => row.band}
        columns={[
          { key: "band", head: "Likelihood", cell: (row) => <span className={styles.band}><BandMark band={row.band} /><Go to={paths.findings(site.id, { band: row.band })}>{BAND_WORDS[row.band]}</Go></span> },
          { key: "count", head: "Findings", number: true, cell: (row) => showCount(row.count) },
          { key: "exposure", head: "At risk", number: true, cell: (row) => <Amounts list={row.exposure} /> },
        ]}
      />
    </Section>
  );
}

function ByKind({ site, data }: { site: Site; data: Overview }) {
  return (
    <Section title="What happened">
      <Table
        compact
        caption="Findings by what happened"
        rows={data.findings.exposureByKind}
        keyOf={(row) => row.kind}
        columns={[
          { key: "kind", head: "Kind", cell: (row) => <Go to={paths.findings(site.id, { kind: row.kind })}>{kindsWords(row.kind)}</Go> },
          { key: "count", head: "Findings", number: true, cell: (row) => showCount(row.count) },
          { key: "exposure", head: "At risk", number: true, cell: (row) => <Amounts list={row.exposure} /> },
        ]}
      />
    </Section>
  );
}

const period = ({ firstDay, lastDay }: Ledger): string | undefined =>
  firstDay && lastDay ? `${showDay(firstDay)} to ${showDay(lastDay)}` : undefined;
