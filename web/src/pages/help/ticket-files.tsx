/** Files of a ticket: they are in the region of its site, and the helpdesk cannot open them. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import * as queries from "../../api/queries.ts";
import { sendFile, useSendingFiles } from "../../api/sending-files.ts";
import type { Site } from "../../api/shapes.ts";
import { attachToTicket, forTicket, saveTicketFile, type Conversation as Ticket, type TicketFile } from "../../api/tickets.ts";
import { useSession } from "../../app/going.ts";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showSize } from "../../words/size.ts";
import { SendingList } from "../uploads/sending-list.tsx";
import styles from "./help.module.css";

export function TicketFiles({ ticket }: { ticket: Ticket }) {
  const { sites } = useSession();
  const site = sites.find(({ id }) => id === ticket.site?.id);
  if (!site || !site.permissions.includes("uploads:read")) {
    if (ticket.attachments.length === 0) return null;
    return <Section title="Files"><p>{ticket.attachments.length === 1 ? "One file" : `${ticket.attachments.length} files`} in a site that you cannot see.</p></Section>;
  }
  return (
    <Section title="Files" aside={`Kept in ${site.regionName}. The helpdesk sees how many there are, and opens none without your agreement`}>
      <FilesHere site={site} ticket={ticket} />
      {ticket.may.write && ticket.open && <Add site={site} ticket={ticket} />}
    </Section>
  );
}

const STATES: Readonly<Record<TicketFile["state"], readonly [Meaning, string]>> = {
  checking: ["moving", "Being checked"], ready: ["good", "Ready"], refused: ["risk", "Refused"], quarantined: ["risk", "Malware: locked away"],
};
const SCANS: Readonly<Record<TicketFile["malwareScan"], string>> = { "not configured": "malware scan not configured", clean: "no malware found", refused: "malware found", "too large": "too large for the malware scan" };

function FilesHere({ site, ticket }: { site: Site; ticket: Ticket }) {
  const { data: files, error } = useQuery(queries.ticketFiles(site, ticket.id));
  const save = useMutation({ mutationFn: (file: TicketFile) => saveTicketFile(site, ticket.id, file) });
  if (error) return <FailureNotice error={error} doing="Looking at the files" />;
  // Control knows which files belong to the ticket; the region knows what they are.
  const named = new Set(ticket.attachments.map(({ upload }) => upload));
  const shown = (files ?? []).filter(({ upload }) => named.has(upload));
  if (files && shown.length === 0) return <p className={styles.quiet}>No files yet.</p>;
  return (
    <>
      {save.error && <FailureNotice error={save.error} doing="Opening the file" />}
      <ul className={styles.files} aria-label="Files of this ticket">
        {shown.map((file) => (
          <li key={file.upload} className={styles.file}>
            <span className={styles.fileName}>{file.fileName}</span>
            <span className={styles.quiet}>{showSize(file.sizeBytes)} · {file.sender.name} · <When at={file.at} />{file.state === "checking" ? "" : ` · ${SCANS[file.malwareScan]}`}</span>
            <Tag meaning={STATES[file.state][0]}>{STATES[file.state][1]}</Tag>
            {file.state === "ready" && <Button size="compact-sm" variant="default" aria-label={`Save ${file.fileName}`} loading={save.isPending && save.variables.upload === file.upload} onClick={() => save.mutate(file)}>Save</Button>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Add({ site, ticket }: { site: Site; ticket: Ticket }) {
  const field = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const sending = useSendingFiles(site.id, ticket.id);
  const attach = useMutation({
    mutationFn: (file: { upload: string; sizeBytes: number }) => attachToTicket(ticket.id, file),
    onSettled: () => Promise.all([client.invalidateQueries(queries.ticket(ticket.id)), client.invalidateQueries(queries.ticketFiles(site, ticket.id))]),
  });
  const send = (files: readonly File[]): void => files.forEach((file) => sendFile(site, file, (upload) => attach.mutate({ upload, sizeBytes: file.size }), forTicket(ticket.id)));
  return (
    <>
      {attach.error && <FailureNotice error={attach.error} doing="Adding the file" />}
      <SendingList files={sending} />
      <Button variant="default" onClick={() => field.current?.click()}>Add files</Button>
      <p className={styles.quiet}>Up to 50 MB each. They go straight to {site.regionName} and are sealed there.</p>
      <input
        ref={field} type="file" multiple aria-label="Files to add" className="visually-hidden" tabIndex={-1}
        onChange={(event) => {
          send([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
