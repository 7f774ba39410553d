/** Tables of the helpdesk as Kysely sees them. The truth is the SQL in migrations/0016. */
import type { Generated } from "kysely";
import type { MessageId, OrganisationId, PersonId, SiteId, StaffId, TicketId, UploadId } from "../base/ids.ts";

export const TICKET_STATES = ["unconfirmed", "open", "waiting", "solved", "closed", "reopened"] as const;
export type TicketState = (typeof TICKET_STATES)[number];
export const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof PRIORITIES)[number];

type Queued = {
  organisation_id: OrganisationId;
  state: TicketState;
  priority: Priority;
  /** A person of the operator. */
  assignee: StaffId | null;
  /** When the operator owes an answer. */
  answer_due_at: Date | null;
  created_at: Date;
  touched_at: Date;
};

export type TicketTables = {
  ticket: Queued & {
    id: TicketId;
    reference: string;
    site: SiteId | null;
    related_kind: "finding" | "import" | null;
    related_id: string | null;
    raised_by: PersonId;
    raised_by_mail: boolean;
    /** Reopened by a mail, and nobody of the customer has taken part signed in since. */
    woken_by_mail: Generated<boolean>;
    closed_at: Date | null;
    revision: Generated<number>;
    sealed_subject: Buffer;
  };
  ticket_message: {
    organisation_id: OrganisationId;
    ticket: TicketId;
    id: MessageId;
    author_kind: "person" | "staff";
    author: PersonId | StaffId;
    by_mail: boolean;
    internal: Generated<boolean>;
    created_at: Date;
    sealed_body: Buffer;
  };
  ticket_attachment: {
    organisation_id: OrganisationId;
    ticket: TicketId;
    upload: UploadId;
    site: SiteId;
    message: MessageId | null;
    attached_by: PersonId;
    size_bytes: number;
    created_at: Date;
  };
  ticket_queue: Queued & { ticket: TicketId };
  ticket_address: { secret_sha256: Buffer; organisation_id: OrganisationId; ticket: TicketId; person_id: PersonId; created_at: Date };
  mail_received: {
    fingerprint: Buffer;
    became: "message" | "ticket" | "unconfirmed-ticket" | "bounce" | "delay" | "automatic" | "unknown-sender" | "too-many" | "report";
    sender: Buffer;
    received_at: Date;
  };
};
