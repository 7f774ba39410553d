/** One finding: what it says, how sure and why, the documents side by side, and what the money did. */
import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPrinter } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import type { Finding, Site } from "../../api/shapes.ts";
import { useCommands } from "../../app/keys.ts";
import { useGoing, useParam, useSession, useSite, type Going } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { Go } from "../../blocks/go.tsx";
import { Likelihood } from "../../blocks/likelihood.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { kindWords } from "../../words/kinds.ts";
import type { Verdict } from "../../words/decisions.ts";
import { showScore } from "../../words/likelihood.ts";
import { showCount } from "../../words/money.ts";
import { showInstant } from "../../words/time.ts";
import { DecideDialog } from "./decide.tsx";
import { DecisionHistory, DecisionNotice } from "./decision.tsx";
import { Documents } from "./documents.tsx";
import { Exposure } from "./exposure.tsx";
import { STATES } from "./filters.ts";
import { Reasons } from "./reasons.tsx";
import { Viewers } from "./viewers.tsx";

export function FindingPage() {
  const site = useSite();
  const { permissions } = useSession();
  const going = useGoing();
  const { data: finding } = useSuspenseQuery(queries.finding(site, useParam("findingId")));
  const [verdict, setVerdict] = useState<Verdict>();
  const { state, waits } = finding.decision;
  const decidable = may(site, "decide") && (state === "open" || state === "reopened") && !waits;
  const open = (id: string | null): void => void (id && going.replace(paths.finding(site.id, id)));
  useCommands("Finding", [
    { keys: "j", words: "Next finding", run: () => open(finding.nextId) },
    { keys: "k", words: "Previous finding", run: () => open(finding.previousId) },
    ...(decidable ? [{ keys: "c", words: "Confirm this finding", run: () => setVerdict("confirmed") }, { keys: "d", words: "Dismiss this finding", run: () => setVerdict("dismissed") }] : []),
    { keys: "u", words: "Back to the list", run: () => going.to(paths.findings(site.id)) },
  ]);
  return (
    <Page title={finding.title} above={{ to: paths.findings(site.id), words: "Findings" }} actions={<><Decide decidable={decidable} onChoose={setVerdict} /><Neighbours site={site} finding={finding} going={going} /></>}>
      <DecisionNotice site={site} finding={finding} />
      <DecideDialog site={site} finding={finding} verdict={verdict} onClose={() => setVerdict(undefined)} />
      <Summary site={site} finding={finding} />
      <Section title="Documents" aside={finding.documentCount > finding.documents.length ? `The first ${showCount(finding.documents.length)} of ${showCount(finding.documentCount)}` : "What agrees is quiet; what differs is marked"}>
        <Documents documents={finding.documents} />
      </Section>
      <Section title="Why" aside="How much each fact changes the odds that this is what it says, strongest first">
        <Reasons reasons={finding.reasons} />
      </Section>
      <DecisionHistory site={site} findingId={finding.id} />
      <Section title="Amount at risk">
        <Exposure exposure={finding.exposure} />
      </Section>
      {finding.credits.length > 0 && (
        <Section title="Credit notes already taken off">
          <Documents documents={finding.credits} />
        </Section>
      )}
      <Payments finding={finding} />
      {permissions.includes("people:read") && (
        <Section title="Who can see this">
          <Viewers key={finding.id} site={site} findingId={finding.id} />
        </Section>
      )}
      <Printed site={site} finding={finding} />
    </Page>
  );
}

function Decide({ decidable, onChoose }: { decidable: boolean; onChoose: (verdict: Verdict) => void }) {
  if (!decidable) return null;
  return (
    <>
      <Button onClick={() => onChoose("confirmed")}>Confirm</Button>
      <Button variant="default" onClick={() => onChoose("dismissed")}>Dismiss</Button>
    </>
  );
}

/** A printed page says what it is of, where it came from, and who printed it when. */
function Printed({ site, finding }: { site: Site; finding: Finding }) {
  const { organisation, person } = useSession();
  return (
    <p data-print="only">
      Spendward, {organisation.name}, {site.name} ({site.regionName}). Finding {finding.id} of run {finding.runId}, printed {showInstant(new Date().toISOString())} by {person.name}.
    </p>
  );
}

function Summary({ site, finding }: { site: Site; finding: Finding }) {
  const suppliers = finding.supplierNames.map((name, index) => {
    const id = finding.supplierIds[index];
    return id ? <Go key={id} to={paths.findings(site.id, { supplier: id })}>{name}</Go> : <span key={name}>{name}</span>;
  });
  return (
    <Figures
      list={[
        { label: "At risk", value: <Amount money={finding.amountAtRisk} /> },
        { label: "Likelihood", value: <Likelihood band={finding.band} score={finding.score} />, ...(finding.rawScore !== null && { note: `${showScore(finding.rawScore)} before what this site taught` }) },
        { label: "Kind", value: kindWords(finding.kind), note: finding.detectors.join(", ") },
        { label: suppliers.length > 1 ? "Suppliers" : "Supplier", value: suppliers.flatMap((one, index) => (index ? [", ", one] : [one])) },
        { label: "State", value: STATES[finding.state] ?? finding.state, note: `number ${showCount(finding.rank)} in the list` },
      ]}
    />
  );
}

function Neighbours({ site, finding, going }: { site: Site; finding: Finding; going: Going }) {
  const move = (id: string | null, words: string, icon: "left" | "right") => (
    <Button
      variant="default"
      disabled={!id}
      onClick={() => id && going.replace(paths.finding(site.id, id))}
      {...(icon === "left" ? { leftSection: <IconChevronLeft size={16} aria-hidden="true" /> } : { rightSection: <IconChevronRight size={16} aria-hidden="true" /> })}
    >
      {words}
    </Button>
  );
  return (
    <>
      {may(site, "raiseTickets") && <Go to={paths.askHelp({ site: site.id, finding: finding.id })}>Ask about this</Go>}
      <Button variant="subtle" leftSection={<IconPrinter size={16} aria-hidden="true" />} onClick={() => window.print()}>
        Print
      </Button>
      {move(finding.previousId, "Previous", "left")}
      {move(finding.nextId, "Next", "right")}
    </>
  );
}

function Payments({ finding }: { finding: Finding }) {
  return (
    <Section title="Payments">
      {finding.payments.length === 0 ? (
        <p>The ledger holds no payments for these documents. With a payments file, this says whether the money has left.</p>
      ) : (
        <Table
          caption="Payments of these documents"
          rows={finding.payments}
          keyOf={(payment, index) => `${payment.paymentId}-${index}`}
          columns={[
            { key: "day", head: "Paid on", narrow: true, cell: (payment) => payment.shownDay },
            { key: "id", head: "Payment", cell: (payment) => payment.paymentId },
            { key: "document", head: "Document", cell: (payment) => payment.docId },
            { key: "method", head: "Method", cell: (payment) => payment.method ?? "" },
            { key: "amount", head: "Amount", number: true, cell: (payment) => <Amount money={payment.amount} /> },
          ]}
        />
      )}
    </Section>
  );
}
