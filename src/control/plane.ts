/**
 * What the verbs of this plane work with, made once at start (control.ts) and passed as a value. A verb takes the
 * whole of it: it is small, and every part belongs to this plane alone.
 */
import type { Clock } from "../base/clock.ts";
import type { Region } from "../base/regions.ts";
import type { Database } from "../platform/postgres/postgres.ts";
import type { MailOut } from "./mail/mail.ts";
import type { TxtLookup } from "./domains/domains.ts";
import type { Egress } from "./egress/egress.ts";
import type { BreachedList } from "./passwords/passwords.ts";
import type { Seal } from "./sealing/sealing.ts";
import type { Accounts, HashingQueue } from "./sessions/sessions.ts";
import type { StaffLeft, StaffRules } from "./staff/staff.ts";
import type { ControlTables } from "./tables.ts";
import type { OnTicketEnd } from "./tickets/tickets.ts";
import type { TokenKeys } from "./token-keys/token-keys.ts";

export type ControlPlane = {
  readonly database: Database<ControlTables>;
  readonly clock: Clock;
  /** The one origin of the web app and of this plane's API. */
  readonly origin: string;
  /** Of the pages behind the links of phishing tests; the plane's own unless the operator has another name for them. */
  readonly lureOrigin: string;
  readonly regionOrigins: Readonly<Record<Region, string>>;
  readonly accounts: Accounts;
  readonly hashing: HashingQueue;
  /** Key of the buckets in which failed sign-ins are counted. */
  readonly limitKey: Uint8Array;
  /** Signs the cookies of known devices. */
  readonly deviceKey: Uint8Array;
  /** Seals the secrets of authenticator apps. */
  readonly factorSeal: Seal;
  /** Signs the challenges that passkeys answer. */
  readonly challengeKey: Uint8Array;
  /** Seals the details of audit entries; has the shape that platform/audit asks for. */
  readonly auditSeal: Seal["seal"];
  /** Opens them again, for the customer's own people. */
  readonly auditOpen: Seal["open"];
  /** How long every trail here is kept, unless its customer asked for longer. */
  readonly retentionDays: number;
  readonly breached: BreachedList;
  readonly mail: {
    readonly out: MailOut;
    /** Seals recipients and texts. */
    readonly seal: Seal;
    /** Key of the buckets in which mails per address are counted. */
    readonly addressKey: Uint8Array;
  };
  readonly tokenKeys: TokenKeys;
  readonly tickets: {
    /** Seals subjects and messages. */
    readonly seal: Seal;
    /** Key of what cannot be guessed in addresses that take mail in. */
    readonly addressKey: Uint8Array;
    /** Domain of those addresses; absent: mail is not taken in. */
    readonly mailDomain?: string;
    /** Told, in the transaction, when a ticket is open no longer: grants that rest on it end with it. */
    readonly onEnd: readonly OnTicketEnd[];
  };
  /** Requests to customers' identity providers. */
  readonly egress: Egress;
  readonly txtLookup: TxtLookup;
  /** Seals what a sign-in under way remembers, and the secrets of connections. */
  readonly signOnSeal: Seal;
  /** What the operator's people must come with. */
  readonly staffRules: StaffRules;
  /** What further ends when a member of staff leaves; whoever holds such things adds to it at start. */
  readonly whenStaffLeave: StaffLeft[];
};
