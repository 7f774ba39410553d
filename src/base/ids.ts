/**
 * Ids: a visible prefix, then a UUID version 7 (time-ordered, so that indexes stay dense).
 *
 * The registry below is the only list of prefixes; a type per prefix keeps an import's id from being
 * passed where a run's is wanted. Ids are never secret and never derived from customer data.
 */
import { randomBytes } from "node:crypto";
import { Refusal } from "./errors.ts";

const PREFIXES = {
  org: "organisation",
  sit: "site",
  per: "person",
  ses: "session",
  upl: "upload",
  imp: "import",
  seg: "segment",
  run: "run",
  fnd: "finding",
  cas: "case",
  prn: "payment run",
  key: "key",
  crd: "credential",
  aud: "audit entry",
  inv: "invitation",
  mai: "mail",
  psk: "passkey",
  con: "connection",
  tst: "test",
  stk: "token",
  usr: "user",
  grp: "group",
  lck: "lock-out",
  job: "job",
  fed: "feed",
  alr: "alert",
  rol: "role",
  asn: "assignment",
  rev: "review",
  tck: "ticket",
  msg: "message",
  stf: "member of staff",
  spk: "passkey",
  sse: "session",
  bgc: "background check",
  trn: "training",
  cli: "API client",
  grt: "grant",
  csc: "secret",
  dec: "decision",
  cmp: "campaign",
  tpl: "template",
  rpt: "report",
  snv: "version of a sanctions list",
  snr: "reading of a sanctions list",
} as const;

export type Prefix = keyof typeof PREFIXES;
export type Id<P extends Prefix> = `${P}_${string}`;
export type OrganisationId = Id<"org">;
export type SiteId = Id<"sit">;
export type PersonId = Id<"per">;
export type UploadId = Id<"upl">;
export type ImportId = Id<"imp">;
export type SegmentId = Id<"seg">;
export type RunId = Id<"run">;
export type FindingId = Id<"fnd">;
export type PaymentRunId = Id<"prn">;
export type CaseId = Id<"cas">;
export type KeyId = Id<"key">;
export type AuditEntryId = Id<"aud">;
export type InvitationId = Id<"inv">;
export type MailId = Id<"mai">;
export type PasskeyId = Id<"psk">;
export type ConnectionId = Id<"con">;
export type ConnectionTestId = Id<"tst">;
export type ProvisioningTokenId = Id<"stk">;
export type ProvisionedUserId = Id<"usr">;
export type ProvisionedGroupId = Id<"grp">;
export type LockoutId = Id<"lck">;
export type FeedId = Id<"fed">;
export type AlertId = Id<"alr">;
export type OwnRoleId = Id<"rol">;
export type AssignmentId = Id<"asn">;
export type ReviewId = Id<"rev">;
export type TicketId = Id<"tck">;
export type MessageId = Id<"msg">;
export type CampaignId = Id<"cmp">;
export type TemplateId = Id<"tpl">;
export type ReportId = Id<"rpt">;
export type StaffId = Id<"stf">;
export type StaffPasskeyId = Id<"spk">;
export type StaffSessionId = Id<"sse">;
export type BackgroundCheckId = Id<"bgc">;
export type TrainingId = Id<"trn">;
export type ClientId = Id<"cli">;
export type GrantId = Id<"grt">;
export type ClientSecretId = Id<"csc">;
export type DecisionId = Id<"dec">;
export type SanctionsVersionId = Id<"snv">;
export type SanctionsReadingId = Id<"snr">;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Where new ids take time and randomness from; tests pass their own. */
export type IdSource = { readonly now: () => number; readonly random: (bytes: number) => Uint8Array };

const system: IdSource = { now: Date.now, random: randomBytes };

export function newId<P extends Prefix>(prefix: P, source: IdSource = system): Id<P> {
  const bytes = source.random(16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const milliseconds = source.now();
  view.setUint16(0, Math.floor(milliseconds / 2 ** 32));
  view.setUint32(2, milliseconds % 2 ** 32);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70); // version 7, RFC 9562 section 5.7
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80); // variant
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString("hex");
  return `${prefix}_${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function isId<P extends Prefix>(prefix: P, text: unknown): text is Id<P> {
  return typeof text === "string" && text.startsWith(`${prefix}_`) && UUID.test(text.slice(prefix.length + 1));
}

/** @throws Refusal not-found: an id of the wrong shape is answered like one that does not exist. */
export function parseId<P extends Prefix>(prefix: P, text: unknown): Id<P> {
  if (isId(prefix, text)) return text;
  throw new Refusal("not_found", "not-found", `There is no such ${PREFIXES[prefix]}.`);
}
