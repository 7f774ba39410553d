/** One agreement: its exact text, its version and hash, and the passkey under it. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { IconSignature } from "@tabler/icons-react";
import type { ReactNode } from "react";
import * as queries from "../../api/staff-queries.ts";
import { signAgreement } from "../../api/staff.ts";
import { useParam } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page } from "../../blocks/page.tsx";
import { When } from "../../blocks/when.tsx";
import { NoSuchPage } from "../not-found.tsx";
import styles from "./staff.module.css";

export function StaffAgreementPage() {
  const id = useParam("agreement");
  const { data } = useSuspenseQuery(queries.agreements);
  const client = useQueryClient();
  const agreement = data.items.find((one) => one.id === id);
  const again = () => Promise.all([client.invalidateQueries(queries.agreements), client.invalidateQueries(queries.own)]);
  const sign = useMutation({ mutationFn: signAgreement, onSettled: again });
  if (!agreement) return <NoSuchPage />;
  return (
    <Page title={agreement.title} above={{ to: paths.staffTraining(), words: "Training" }} lead={`Version ${agreement.version}. You sign exactly this text, with your passkey.`}>
      <article className={styles.text} aria-label="The agreement">{paragraphs(agreement.text)}</article>
      <p className={styles.hash}>SHA-256 of the text: <code>{agreement.sha256}</code></p>
      {sign.error && <FailureNotice error={sign.error} doing="Signing" />}
      {agreement.signedAt ? (
        <Notice title="You have signed this."><p><When at={agreement.signedAt} exact /></p></Notice>
      ) : (
        <Button mt="md" leftSection={<IconSignature size={16} aria-hidden="true" />} loading={sign.isPending} onClick={() => sign.mutate(agreement)}>
          Sign with your passkey
        </Button>
      )}
    </Page>
  );
}

/** The texts are ours and use three things of Markdown: a heading, numbered points, words in bold. */
function paragraphs(text: string): ReactNode {
  const blocks = text.trim().split("\n\n").filter((block) => !block.startsWith("# "));
  return blocks.map((block) => (block.startsWith("1. ") ? <ol key={block}>{block.split("\n").map((line) => <li key={line}>{bold(line.replace(/^\d+\. /, ""))}</li>)}</ol> : <p key={block}>{bold(block)}</p>));
}

const bold = (text: string): ReactNode => text.split(/\*\*(.+?)\*\*/).map((part, n) => (n % 2 === 1 ? <strong key={part}>{part}</strong> : part));
