/** One access review: everybody's access as it was when the review was opened, a decision with a reason for each, and the signature. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { decideAccessReview, fetchAccessReviewList, signAccessReview } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import { saveAs } from "../../api/save-as.ts";
import type { AccessReview, AccessReviewLine } from "../../api/shapes.ts";
import { useParam, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Figures } from "../../blocks/figures.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";
import { roleInWords } from "../../words/roles.ts";
import styles from "../access/access.module.css";
import { State } from "./reviews.tsx";

const KEPT = "Still needs this access";

export function AccessReviewPage() {
  const id = useParam("reviewId");
  const { permissions } = useSession();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.accessReview(id));
  const client = useQueryClient();
  const review = data.pages.at(-1)?.review as AccessReview;
  const people = data.pages.flatMap((page) => page.items);
  const changed = () => client.invalidateQueries({ queryKey: ["access-reviews"] });
  const decide = useMutation({ mutationFn: (decisions: Parameters<typeof decideAccessReview>[1]) => decideAccessReview(id, decisions), onSuccess: changed });
  const open = review.signedAt === null;
  const mayDecide = open && permissions.includes("people:change");
  const undecided = people.filter((one) => one.decision === null);
  return (
    <Page title="Access review" above={{ to: paths.accessReviews(), words: "Access reviews" }} lead={<>Access as it was on <When at={review.openedAt} exact />, opened by {review.openedBy ?? "the schedule"}.</>}>
      <Summary review={review} />
      {decide.error && <FailureNotice error={decide.error} doing="Deciding" />}
      <Section title="People" aside={mayDecide && undecided.length > 0 && (
        <Button size="compact-sm" variant="default" loading={decide.isPending} onClick={() => decide.mutate(undecided.slice(0, 200).map(({ personId }) => ({ personId, decision: "keep" as const, reason: KEPT })))}>
          {`Keep the ${showCount(Math.min(200, undecided.length))} shown without a decision`}
        </Button>
      )}>
        <Table
          caption="People of this review" rows={people} keyOf={(one) => one.personId}
          columns={[
            { key: "name", head: "Person", cell: (one) => <>{one.name}<br /><span className={form.hint}>{one.email}</span></> },
            { key: "access", head: "Access", cell: (one) => <Access line={one} /> },
            { key: "seen", head: "Last signed in", narrow: true, cell: (one) => (one.lastSignedInAt ? <When at={one.lastSignedInAt} /> : "Never") },
            { key: "strength", head: "Second factor", narrow: true, cell: (one) => strengthOf(one) },
            { key: "decision", head: "Decision", cell: (one) => <Decision key={`${one.personId} ${one.decidedAt}`} line={one} may={mayDecide} busy={decide.isPending} onDecide={(decision, reason) => decide.mutate([{ personId: one.personId, decision, reason }])} /> },
          ]}
        />
        {hasNextPage && <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show more people</Button>}
      </Section>
      <Signature review={review} onSigned={changed} />
    </Page>
  );
}

const strengthOf = ({ authenticator, passkeys }: AccessReviewLine): string =>
  [authenticator && "App", passkeys > 0 && `${passkeys} ${passkeys === 1 ? "passkey" : "passkeys"}`].filter(Boolean).join(", ") || "None";

function Access({ line }: { line: AccessReviewLine }) {
  const { sites } = useSession();
  const where = (site: string | null): string => (site === null ? "all sites" : (sites.find(({ id }) => id === site)?.name ?? "one site"));
  return (
    <>
      {line.access.map(({ role, site, companyCodes }, at) => (
        <span key={at}>{at > 0 && <br />}{`${roleInWords(role)}, ${where(site)}${companyCodes ? `, company codes ${companyCodes.slice(0, 5).join(", ")}${companyCodes.length > 5 ? " …" : ""}` : ""}`}</span>
      ))}
    </>
  );
}

type DecisionProps = { line: AccessReviewLine; may: boolean; busy: boolean; onDecide: (decision: "keep" | "remove", reason: string) => void };

function Decision({ line, may, busy, onDecide }: DecisionProps) {
  const [reason, setReason] = useState(line.reason ?? "");
  const [changing, setChanging] = useState(line.decision === null);
  if (!may || !changing) {
    return (
      <>
        {line.decision === null ? "—" : <Tag meaning={line.decision === "keep" ? "good" : "risk"}>{line.decision === "keep" ? "Keep" : "Remove"}</Tag>} {line.reason}
        {may && <Button size="compact-sm" variant="subtle" aria-label={`Decide on ${line.name} again`} onClick={() => setChanging(true)}>Change</Button>}
      </>
    );
  }
  return (
    <div className={styles.decision}>
      <TextInput aria-label={`Reason for ${line.name}`} placeholder="Reason" size="xs" value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
      <span className={form.actions}>
        <Button size="compact-sm" variant="default" loading={busy} aria-label={`Keep ${line.name}`} onClick={() => onDecide("keep", reason.trim() || KEPT)}>Keep</Button>
        <Button size="compact-sm" variant="default" color="red" disabled={reason.trim() === ""} loading={busy} aria-label={`Remove ${line.name}`} onClick={() => onDecide("remove", reason)}>Remove</Button>
      </span>
    </div>
  );
}

function Summary({ review }: { review: AccessReview }) {
  const { people, kept, removed } = review.counts;
  return (
    <Figures
      list={[
        { label: "State", value: <State review={review} />, note: review.signedAt ? undefined : <>to be signed by <When at={review.dueAt} /></> },
        { label: "People", value: showCount(people) }, { label: "Keep", value: showCount(kept) }, { label: "Remove", value: showCount(removed) }, { label: "Without a decision", value: showCount(people - kept - removed) },
      ]}
    />
  );
}

function Signature({ review, onSigned }: { review: AccessReview; onSigned: () => Promise<void> }) {
  const { permissions } = useSession();
  const client = useQueryClient();
  const sign = useMutation({ mutationFn: () => signAccessReview(review.id), onSuccess: async () => (await onSigned(), client.invalidateQueries({ queryKey: ["people"] })) });
  const download = useMutation({ mutationFn: async () => saveAs("access-review.jsonl", await fetchAccessReviewList(review.id)) });
  const { people, kept, removed } = review.counts;
  return (
    <Section title={review.signedAt ? "Signed" : "Sign"}>
      {sign.error && <FailureNotice error={sign.error} doing="Signing the review" />}
      {download.error && <FailureNotice error={download.error} doing="Downloading the list" />}
      {review.signedAt ? (
        <p>
          By {review.signedBy}, <When at={review.signedAt} />. The SHA-256 of the list is <code className={styles.hash}>{review.listSha256}</code>, and stands in entry <code className={styles.hash}>{review.auditEntry}</code> of your organisation's activity: its proof there proves this list.
        </p>
      ) : (
        <p>{people > kept + removed ? "Decide on everybody first. " : ""}Signing removes those whom you marked, signs them out everywhere, and cannot be taken back. It needs your second factor.</p>
      )}
      <div className={form.actions}>
        {!review.signedAt && permissions.includes("people:remove") && <Button loading={sign.isPending} disabled={people > kept + removed} onClick={() => sign.mutate()}>{removed > 0 ? `Sign, and remove ${showCount(removed)}` : "Sign the review"}</Button>}
        <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>Download the list</Button>
      </div>
    </Section>
  );
}
