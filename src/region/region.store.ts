/**
 * The region's tables as the queries see them (migrations/ creates them). Columns called `sealed_*` hold what
 * platform/vault sealed for that row and column; everything else is ids, revisions, instants, states and counts.
 */
import type { ColumnType } from "kysely";
import type { ClientId, DecisionId, FindingId, Id, ImportId, OrganisationId, PaymentRunId, PersonId, RunId, SanctionsReadingId, SanctionsVersionId, SegmentId, SiteId, UploadId, TicketId } from "../base/ids.ts";
import type { SealedRow } from "../platform/vault/vault.ts";

type Sealed = ColumnType<Uint8Array, SealedRow, SealedRow>;
type SealedOrNull = ColumnType<Uint8Array | null, SealedRow | null | undefined, SealedRow | null>;
/** Written by the statement that changes the row; left out of an insert, the table's default holds. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;
type Instant = ColumnType<Date, Date, Date>;
type SegmentOrNull = ColumnType<SegmentId | null, SegmentId | null | undefined, SegmentId | null>;
type PersonOrNull = ColumnType<PersonId | null, PersonId | null | undefined, PersonId | null>;
type InstantOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>;

export type UploadState = "receiving" | "inspecting" | "ready" | "refused" | "imported";
export type ImportState = "queued" | "reading" | "committing" | "committed" | "refused" | "failed";
export type PaymentRunState = "queued" | "checking" | "done" | "refused" | "failed";
export type RunState = "queued" | "running" | "done" | "failed";
/** What a dismissal holds for: this finding; this supplier and these tests; these suppliers among each other; this bank account. */
export type DismissalScope = "finding" | "supplier_test" | "supplier_group" | "shared_account";
export type ParametersState = "draft" | "current" | "past" | "withdrawn";
/** Of a file of payments, or of a sanctions list, no rows ever come into the ledger. */
export type UploadPurpose = "ledger" | "payment-run" | "sanctions-list";
/** Whose list: the United Kingdom's, the United Nations', the United States'. */
export type Issuer = "uk" | "un" | "ofac";
export type MalwareScan = "not configured" | "clean" | "refused" | "too large";

export type RegionTables = {
  site: {
    site_id: SiteId; organisation_id: OrganisationId; state: "open" | "closed"; revision: Defaulted<number>; ledger_revision: Defaulted<number>;
    created_at: Instant; sealed_name: Sealed; decision_revision: Defaulted<number>; learning_since: InstantOrNull;
  };
  round: { id: SiteId };
  revocation: { subject: string; below: number | null; known_at: Instant };
  revocation_cursor: { the_one: Defaulted<boolean>; cursor: string };
  key_certificate: { site_id: SiteId; certificate_id: string; made_at: Instant; body: string };
  upload: {
    site_id: SiteId; upload_id: UploadId; state: UploadState; revision: Defaulted<number>; size_bytes: number; received_bytes: Defaulted<number>;
    malware_scan: Defaulted<MalwareScan>; sent_by: PersonId | ClientId; created_at: Instant; touched_at: Instant; received_at: InstantOrNull;
    content_index: ColumnType<string | null, string | null | undefined, string | null>; ticket_id: ColumnType<TicketId | null, TicketId | null | undefined, TicketId | null>;
    purpose: Defaulted<UploadPurpose>;
    sealed_facts: Sealed; sealed_inspection: SealedOrNull; sealed_refusal: SealedOrNull;
  };
  upload_part: { site_id: SiteId; upload_id: UploadId; position: number; first_byte: number; length_bytes: number; blob_id: SegmentId };
  confirmed_mapping: { site_id: SiteId; heading_index: string; revision: Defaulted<number>; confirmed_at: Instant; sealed_mapping: Sealed };
  import: {
    site_id: SiteId; import_id: ImportId; state: ImportState; revision: Defaulted<number>; replaces_all: boolean; unchanged: Defaulted<boolean>; asked_by: PersonId | ClientId;
    asked_at: Instant; started_at: InstantOrNull; finished_at: InstantOrNull; job_id: Id<"job">; run_id: ColumnType<RunId | null, RunId | null | undefined, RunId | null>; problem_count: Defaulted<number>;
    problems_blob_id: SegmentOrNull; sealed_plan: Sealed; sealed_outcome: SealedOrNull;
  };
  import_upload: { site_id: SiteId; import_id: ImportId; upload_id: UploadId };
  manifest: { site_id: SiteId; ledger_revision: number; import_id: ImportId; committed_at: Instant; sealed_summary: Sealed };
  segment: { site_id: SiteId; ledger_revision: number; table_name: string; position: number; row_count: number; length_bytes: number; blob_id: SegmentId };
  run: {
    site_id: SiteId; run_id: RunId; import_id: ImportId; ledger_revision: number; state: RunState; revision: Defaulted<number>; job_id: Id<"job">;
    engine_version: ColumnType<string | null, string | null | undefined, string | null>;
    asked_at: Instant; started_at: InstantOrNull; finished_at: InstantOrNull; new_count: Defaulted<number>; still_count: Defaulted<number>; changed_count: Defaulted<number>;
    gone_count: Defaulted<number>; parameters_version: ColumnType<number | null, number | null | undefined, number | null>; sealed_outcome: SealedOrNull; sealed_population: SealedOrNull;
  };
  parameters: {
    site_id: SiteId; version: number; based_on: number; state: ParametersState; revision: Defaulted<number>; drafted_by: PersonId | ClientId; drafted_at: Instant;
    switched_on: ColumnType<number | null, number | null | undefined, number | null>; switched_on_by: ColumnType<PersonId | ClientId | null, PersonId | ClientId | null | undefined, PersonId | ClientId | null>;
    switched_on_at: InstantOrNull; sealed_content: Sealed; sealed_switch: SealedOrNull;
  };
  back_test: {
    site_id: SiteId; version: number; attempt: number; baseline_version: number; ledger_revision: number; run_id: RunId; state: "queued" | "running" | "done"; revision: Defaulted<number>;
    job_id: Id<"job">; engine_version: ColumnType<string | null, string | null | undefined, string | null>; asked_by: PersonId | ClientId; asked_at: Instant; started_at: InstantOrNull;
    finished_at: InstantOrNull; sealed_outcome: SealedOrNull;
  };
  back_test_page: { site_id: SiteId; version: number; attempt: number; page: number; sealed_rows: Sealed };
  finding: {
    site_id: SiteId; run_id: RunId; finding_id: FindingId; rank: number; state: "new" | "still" | "changed"; first_run_id: RunId;
    sealed_item: Sealed; sealed_evidence: Sealed;
  };
  decision: {
    site_id: SiteId; decision_id: DecisionId; finding_id: FindingId; run_id: RunId; verdict: "confirmed" | "dismissed"; scope: DismissalScope; state: "pending" | "live" | "undone" | "replaced";
    revision: Defaulted<number>; needs_second: boolean; decided_by: PersonId; decided_at: Instant; second_by: PersonOrNull; second_at: InstantOrNull; ended_by: PersonOrNull; ended_at: InstantOrNull;
    expires_at: InstantOrNull; sealed_decision: Sealed;
  };
  run_part: { site_id: SiteId; run_id: RunId; part: number; state: "queued" | "done"; job_id: ColumnType<Id<"job"> | null, Id<"job"> | null | undefined, Id<"job"> | null>; sealed_pieces: SealedOrNull };
  payment_run: {
    site_id: SiteId; payment_run_id: PaymentRunId; state: PaymentRunState; revision: Defaulted<number>; upload_id: UploadId | null; job_id: Id<"job">; asked_by: PersonId | ClientId; asked_at: Instant;
    started_at: InstantOrNull; finished_at: InstantOrNull; ledger_revision: ColumnType<number | null, number | null | undefined, number | null>;
    run_id: ColumnType<string | null, string | null | undefined, string | null>; engine_version: ColumnType<string | null, string | null | undefined, string | null>;
    hold_count: Defaulted<number>; review_count: Defaulted<number>; release_count: Defaulted<number>; problem_count: Defaulted<number>; sealed_ask: Sealed; sealed_outcome: SealedOrNull;
    parameters_version: ColumnType<number | null, number | null | undefined, number | null>;
  };
  payment_page: { site_id: SiteId; payment_run_id: PaymentRunId; page: number; sealed_lines: Sealed };
  payment_override: {
    site_id: SiteId; payment_run_id: PaymentRunId; line: number; position: number; verdict: "release" | "hold"; decided_by: PersonId | ClientId; decided_at: Instant; sealed_reason: Sealed;
  };
  sanctions_version: {
    site_id: SiteId; version_id: SanctionsVersionId; list: Issuer; state: "current" | "past"; content_index: string; made_by: PersonId | ClientId; made_at: Instant; blob_id: SegmentId; sealed_facts: Sealed;
  };
  sanctions_reading: {
    site_id: SiteId; reading_id: SanctionsReadingId; list: Issuer; state: "queued" | "reading" | "done" | "refused" | "failed"; revision: Defaulted<number>; job_id: Id<"job">; asked_by: PersonId | ClientId;
    asked_at: Instant; finished_at: InstantOrNull; version_id: ColumnType<SanctionsVersionId | null, SanctionsVersionId | null | undefined, SanctionsVersionId | null>; sealed_ask: Sealed; sealed_outcome: SealedOrNull;
  };
  sanctions_file: { site_id: SiteId; upload_id: UploadId; reading_id: SanctionsReadingId };
  sanctions_use: { site_id: SiteId; version_id: SanctionsVersionId; used_by: string; used_at: Instant };
  prepared_history: { site_id: SiteId; ledger_revision: number; engine_version: string; prepared_at: Instant; sealed_pieces: Sealed };
  population_page: { site_id: SiteId; run_id: RunId; page: number; sealed_rows: Sealed };
  blob_line: { site_id: SiteId; blob_id: SegmentId; kept: Defaulted<boolean>; sweep_after: Instant };
};
