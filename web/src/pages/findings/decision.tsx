/** What people have decided on this finding, what that does now, and how it came to it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { agreeDecision, undoDecision } from "../../api/region.ts";
import type { Decision, Finding, Site } from "../../api/shapes.ts";
import { useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { LIVES, reasonWords, scopeWords, VERDICTS } from "../../words/decisions.ts";
import { showDay } from "../../words/time.ts";
import styles from "./decision.module.css";

export function DecisionNotice({ site, finding }: { site: Site; finding: Finding }) {
  const { decision: { state, why, waits } } = finding;
  const { data } = useQuery({ ...queries.decisionsOf(site, finding.id), enabled: state !== "open" || waits });
  if (state === "open" && !waits) return null;
  const own = data?.items.find(({ state: life }) => life === "live" || life === "pending");
  return (
    <div className={styles.notice}>
      {state === "reopened" && (
        <Notice meaning="held" title={`Open again: ${lower(why ?? "the facts changed")}.`}>
          <p>It was decided on before, and is different now. Decide anew.</p>
        </Notice>
      )}
      {state !== "reopened" && !waits && (
        <Notice title={state === "confirmed" ? "Confirmed" : "Dismissed"}>
          {own ? <Who decision={own} /> : <p>By a decision on another finding that covers this one. <Go to={paths.decisions(site.id)}>See the decisions</Go></p>}
        </Notice>
      )}
      {waits && (
        <Notice meaning="held" title="A dismissal waits for a second person.">
          {own && <Who decision={own} />}
        </Notice>
      )}
      {own && may(site, "decide") && <Acts site={site} decision={own} />}
    </div>
  );
}

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

function Who({ decision }: { decision: Decision }) {
  const { decidedBy, decidedAt, expiresAt, note, secondBy, lists } = decision;
  return (
    <>
      <p>
        {reasonWords(decision)}. {decidedBy.name}{secondBy && ` and ${secondBy.name}`}, <When at={decidedAt} />
        {expiresAt && <>, until <When at={expiresAt} /></>}.
      </p>
      {note && <p className={styles.note}>{note}</p>}
      {lists.map(({ list, publishedOn, sha256 }) => <p key={list}>Decided on the {list}{publishedOn === null ? "" : ` of ${showDay(publishedOn)}`}, version <code title={sha256}>{sha256.slice(0, 12)}</code>. A newer list opens it again only when the entry changes.</p>)}
    </>
  );
}

/** Agreeing is for somebody else than who dismissed it; the server and the database refuse the same person. */
export function Acts({ site, decision, compact = false }: { site: Site; decision: Decision; compact?: boolean }) {
  const { person } = useSession();
  const client = useQueryClient();
  const onSettled = (): Promise<void> => queries.forgetSite(client, site);
  const undo = useMutation({ mutationFn: () => undoDecision(site, decision.id), onSettled });
  const agree = useMutation({ mutationFn: () => agreeDecision(site, decision.id), onSettled });
  const stands = decision.state === "live" || decision.state === "pending";
  if (!stands) return null;
  const size = compact ? { size: "compact-sm" as const } : {};
  return (
    <div className={styles.acts} data-print="no">
      {decision.state === "pending" && (decision.decidedBy.id === person.id
        ? <span className={styles.quiet}>Somebody else has to agree.</span>
        : <Button {...size} onClick={() => agree.mutate()} loading={agree.isPending} aria-label={`Agree to dismissing: ${decision.title}`}>Agree</Button>)}
      <Button {...size} variant="default" onClick={() => undo.mutate()} loading={undo.isPending} aria-label={`Undo: ${decision.title}`}>Undo</Button>
      {(undo.error ?? agree.error) && <FailureNotice error={undo.error ?? agree.error} doing={undo.error ? "Undoing" : "Agreeing"} />}
    </div>
  );
}

export function DecisionHistory({ site, findingId }: { site: Site; findingId: string }) {
  const { data } = useQuery(queries.decisionsOf(site, findingId));
  if (!data || data.items.length === 0) return null;
  return (
    <Section title="Decisions on it">
      <Table
        caption="Decisions on this finding, newest first"
        rows={data.items}
        keyOf={(one) => one.id}
        columns={[
          { key: "what", head: "Decision", narrow: true, cell: (one) => VERDICTS[one.verdict] },
          { key: "why", head: "Why", cell: (one) => <>{reasonWords(one)}{one.note && <span className={styles.under}>{one.note}</span>}</> },
          { key: "for", head: "Holds for", cell: scopeWords },
          { key: "who", head: "By", narrow: true, cell: (one) => <>{one.decidedBy.name}{one.secondBy && <span className={styles.under}>and {one.secondBy.name}</span>}</> },
          { key: "when", head: "When", narrow: true, cell: (one) => <When at={one.decidedAt} exact /> },
          { key: "state", head: "State", narrow: true, cell: (one) => <Tag meaning={LIVES[one.state][0]}>{LIVES[one.state][1]}</Tag> },
        ]}
      />
    </Section>
  );
}
