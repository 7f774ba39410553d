/** Tables of the operator's people as Kysely sees them. The truth is the SQL in migrations/0015. */
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { BackgroundCheckId, StaffId, StaffPasskeyId, StaffSessionId, TrainingId } from "../base/ids.ts";
import type { Duty } from "../platform/access/access.ts";

/** ISO text, both ways. */
type DayColumn = string;

export type StaffTables = {
  staff: {
    id: StaffId;
    name: string;
    email: string;
    team: string;
    employment: "permanent" | "fixed-term" | "contractor" | "agency";
    place: string;
    hired_on: DayColumn;
    created_at: Date;
    left_at: Date | null;
  };
  staff_duty: { staff_id: StaffId; duty: Duty; given_by: string; given_at: Date };
  staff_duty_acceptance: { staff_id: StaffId; one: Duty; other: Duty; accepted_by: string; reason: string; accepted_at: Date };
  staff_enrolment: { staff_id: StaffId; token_sha256: Buffer; expires_at: Date; created_at: Date };
  staff_passkey: {
    id: StaffPasskeyId;
    staff_id: StaffId;
    name: string;
    credential_id: string;
    public_key: Buffer;
    counter: ColumnType<string, number, number>;
    transports: string[];
    synchronised: boolean;
    aaguid: string;
    attestation: Buffer;
    attested_as: string | null;
    created_at: Date;
    last_used_at: Date | null;
  };
  staff_session: {
    id: StaffSessionId;
    staff_id: StaffId;
    token_sha256: Buffer;
    strength: string;
    passkey_id: StaffPasskeyId;
    certificate: string | null;
    started_at: Date;
    proved_at: Date;
    last_seen_at: Date;
  };
  staff_sign_in: { id: Generated<string>; at: Date; staff_id: StaffId | null; outcome: "passed" | "let-in" | "refused"; reason: string | null };
  staff_background_check: {
    id: BackgroundCheckId;
    staff_id: StaffId;
    kind: "identity" | "right-to-work" | "criminal-record" | "references";
    passed: boolean;
    done_on: DayColumn;
    reference: string;
    recorded_by: string;
    recorded_at: Date;
  };
  staff_signature: {
    staff_id: StaffId;
    agreement: string;
    version: number;
    sha256: string;
    answer: JSONColumnType<Record<string, unknown>>;
    passkey_id: StaffPasskeyId;
    public_key: Buffer;
    signed_at: Date;
  };
  staff_training: {
    id: TrainingId;
    staff_id: StaffId;
    course: string;
    version: number;
    questions: number[];
    begun_at: Date;
    answered_at: Date | null;
    score: number | null;
    passed: boolean | null;
  };
  staff_training_extra: { staff_id: StaffId; course: string; because: string; assigned_at: Date };
  staff_reminder: { staff_id: StaffId; about: string; sent_at: Date };
  staff_leaving: { staff_id: StaffId; by_staff: string; asked_at: Date; ended: JSONColumnType<Record<string, number>>; took_ms: number };
};
