/** Written by tools/openapi.ts from web/openapi/control.json. Do not edit: change the routes and write it again. */

export type Session = {
  person: {
    id: string;
    name: string;
    email: string;
  };
  organisation: {
    id: string;
    name: string;
  };
  strength: "password" | "connection" | "machine";
  /** What the person may do in the organisation, as area:action */
  permissions: string[];
  sites: Site[];
};

export type Site = {
  id: string;
  name: string;
  region: "uk" | "eu" | "us";
  regionName: string;
  /** Where the site's data is fetched from, straight from the browser */
  origin: string;
  state: "preparing" | "ready";
  /** The person's roles at this site: ready-made ones by their id, the organisation's own by their name */
  roles: string[];
  /** What the person may do at this site, as area:action, be it for some company codes only */
  permissions: string[];
  /** Some of these permissions hold for these company codes only; null: none is limited */
  companyCodes: string[] | null;
};

export type Problem = {
  type: string;
  /** What to show */
  title: string;
  status: number;
  /** Stable; what to look up */
  code: string;
  details: {
    at?: string;
    expected?: string;
    remedy?: string;
  }[];
  /** Quote this to support; only on internal errors */
  reference?: string;
};

export type SignIn = {
  email: string;
  password: string;
};

export type OwnSession = {
  id: string;
  signedInAt: string;
  lastSeenAt: string;
  userAgent: string;
  /** How it was signed in, in the names of RFC 8176; sso: by a connection */
  strength: string[];
  current: boolean;
};

export type PasswordPolicy = {
  minLength: number;
  maxLength: number;
  classes: number;
  needClasses: number;
  passphraseMinLength: number;
  passphraseMaxLength: number;
  breachedList: "installed" | "not installed";
};

export type PasswordChange = {
  current: string;
  next: string;
};

export type FirstAdministrator = {
  token: string;
  organisation: string;
  name: string;
  email: string;
  password: string;
};

export type NewSite = {
  name: string;
  /** Chosen once; a site never moves */
  region: "uk" | "eu" | "us";
};

export type RegionToken = {
  token: string;
  expiresAt: string;
  origin: string;
};

export type ActivityList = {
  items: ActivityEntry[];
  nextCursor: string | null;
  total: number;
};

export type ActivityEntry = {
  id: string;
  /** Place in the trail; without gaps. It is the order of what happened, whatever the clock said. */
  seq: number;
  at: string;
  /** Its time is more than a second before that of the entry before it: a clock was set back. */
  clockBehind?: boolean;
  who: {
    kind: "person" | "job" | "staff" | "operator" | "system" | "client";
    id: string;
    name: string;
  };
  /** Noun and verb: `imports.commit`. */
  act: string;
  object: {
    kind: string;
    id: string;
    name?: string;
  };
  before?: unknown;
  after?: unknown;
  detail?: unknown;
};

export type TrailState = {
  /** Name of the log. */
  log: string;
  /** The log's verifier key (c2sp.org/signed-note). Keep it: it never changes. */
  key: string;
  /** Entries in the signed tree. */
  size: number;
  /** The newest checkpoint (c2sp.org/tlog-checkpoint), with cosignatures. */
  checkpoint: string;
  signedAt: string;
  witnesses: string[];
  /** Days that are over, newest first, each with the checkpoint that covers its closing entry. At most 31. */
  days: {
    day: string;
    closingSeq: number;
    checkpoint: string;
  }[];
  kept: {
    /** How long entries are kept. */
    days: number;
    oldest: {
      seq: number;
      at: string;
    } | null;
    /** The last deletion by schedule; null while nothing was old enough. */
    deleted: {
      upTo: number;
      at: string;
      /** The oldest closed day whose checkpoint covers what was deleted, and so still proves that it was there. */
      provenBy: {
        day: string;
        checkpoint: string;
      } | null;
    } | null;
  };
};

export type Retention = {
  /** Less is refused. */
  leastDays: number;
  mostDays: number;
  /** Of the organisation's own entries, and of every site that has no days of its own. */
  organisationDays: number;
  sites: {
    siteId: string;
    name: string;
    days: number;
    /** It has days of its own. */
    own: boolean;
    /** Its region has confirmed. */
    confirmed: boolean;
  }[];
};

export type RetentionChange = {
  organisationDays: number;
  /** Sites that are not named stay as they are. */
  sites?: {
    siteId: string;
    /** Null: as long as the organisation's own. */
    days: number | null;
  }[];
};

export type AlertMailChoice = {
  /** This person is written to at all: administrators are. */
  receives: boolean;
  rules: {
    rule: "failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged";
    mailed: boolean;
  }[];
};

export type PublicKey = {
  kty: string;
  crv: string;
  x: string;
  kid: string;
  alg: string;
  use: string;
};

export type Mail = {
  id: string;
  to: string;
  /** Which of the texts it is */
  template: string;
  state: "waiting" | "sent" | "refused" | "given-up" | "suppressed" | "kept" | "bounced";
  attempts: number;
  /** The mail server's last answer, in digits */
  reply: string | null;
  createdAt: string;
  finishedAt: string | null;
  /** Its text can be read here, because there is no mail server */
  readable: boolean;
};

export type Ticket = {
  id: string;
  /** What people say and mails quote */
  reference: string;
  subject: string;
  state: "unconfirmed" | "open" | "waiting" | "solved" | "closed" | "reopened";
  open: boolean;
  priority: "low" | "normal" | "high" | "urgent";
  site: {
    id: string;
    name: string;
  } | null;
  related: {
    kind: "finding" | "import";
    id: string;
  } | null;
  raisedBy: {
    id: string;
    name: string;
  };
  byMail: boolean;
  /** A mail reopened it: no access rests on it until somebody of the customer has taken part signed in */
  wokenByMail: boolean;
  createdAt: string;
  touchedAt: string;
  /** Until when an answer is owed; null: none is */
  answerDueAt: string | null;
  overdue: boolean;
  yours: boolean;
};

export type NewTicket = {
  subject: string;
  message: string;
  priority?: "low" | "normal" | "high" | "urgent";
  site?: string;
  related?: {
    kind: "finding";
    id: string;
  } | {
    kind: "import";
    id: string;
  };
};

export type TicketConversation = Ticket & {
  messages: TicketMessage[];
  attachments: TicketAttachment[];
  /** What whoever asks may do with it now */
  may: {
    write: boolean;
    next: ("unconfirmed" | "open" | "waiting" | "solved" | "closed" | "reopened")[];
  };
};

export type TicketMessage = {
  id: string;
  from: "customer" | "helpdesk";
  name: string;
  text: string;
  /** What a mail repeated of the conversation */
  quoted?: string;
  /** Spendward's own: what of a mail was not taken */
  note?: string;
  /** Came to the ticket's secret reply address; nobody signed in to write it */
  byMail: boolean;
  internal: boolean;
  at: string;
};

export type TicketAttachment = {
  upload: string;
  site: string;
  message: string | null;
  sizeBytes: number;
  at: string;
};

export type QueuedTicket = Ticket & {
  organisation: {
    id: string;
    name: string;
  };
  assignee: {
    id: string;
    name: string;
  } | null;
};

export type StaffTicket = {
  id: string;
  /** What people say and mails quote */
  reference: string;
  subject: string;
  state: "unconfirmed" | "open" | "waiting" | "solved" | "closed" | "reopened";
  open: boolean;
  priority: "low" | "normal" | "high" | "urgent";
  site: {
    id: string;
    name: string;
  } | null;
  related: {
    kind: "finding" | "import";
    id: string;
  } | null;
  raisedBy: {
    id: string;
    name: string;
  };
  byMail: boolean;
  /** A mail reopened it: no access rests on it until somebody of the customer has taken part signed in */
  wokenByMail: boolean;
  createdAt: string;
  touchedAt: string;
  /** Until when an answer is owed; null: none is */
  answerDueAt: string | null;
  overdue: boolean;
  yours: boolean;
  messages: TicketMessage[];
  attachments: TicketAttachment[];
  organisation: {
    id: string;
    name: string;
  };
  assignee: {
    id: string;
    name: string;
  } | null;
  /** Who may take it */
  colleagues: {
    id: string;
    name: string;
  }[];
  mayAnswer: boolean;
};

export type StaffAnswer = {
  message: string;
  /** A note among staff: the customer never sees it */
  internal?: boolean;
  /** How the ticket stands after it */
  then?: "stay" | "waiting" | "solved";
};

export type StaffTicketChange = {
  /** null: nobody */
  assignee?: string | null;
  priority?: "low" | "normal" | "high" | "urgent";
  state?: "waiting" | "solved" | "closed";
};

export type Domain = {
  name: string;
  verifiedAt: string | null;
  checkedAt: string | null;
  /** Why the last look did not find the proof */
  problem: "none" | "no-answer" | "other-text" | null;
  recordName: string;
  /** What the TXT record must say */
  recordText: string;
};

export type NewDomain = {
  name: string;
};

export type ApiClient = {
  id: string;
  name: string;
  sites: string[];
  permissions: string[];
  companyCodes: string[] | null;
  networks: string[];
  certificate: {
    kind: "thumbprint";
    sha256: string;
  } | {
    kind: "authority";
    ca: string;
    subject: string;
  } | null;
  expiresAt: string;
  state: "on" | "off" | "expired";
  createdAt: string;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  secrets: {
    id: string;
    hint: string;
    createdAt: string;
    lastUsedAt: string | null;
  }[];
};

export type NewApiClientSecret = {
  id: string;
  /** Not shown again */
  secret: string;
};

export type ApiClientSettings = {
  name: string;
  sites: string[];
  permissions: ("uploads:read" | "uploads:add" | "uploads:remove" | "imports:read" | "imports:map" | "imports:commit" | "imports:remove" | "runs:read" | "runs:start" | "findings:read" | "findings:decide" | "learning:read" | "learning:reset" | "population:read" | "parameters:read" | "parameters:change" | "payment-runs:read" | "payment-runs:check" | "payment-runs:release" | "sanctions-lists:read" | "sanctions-lists:add" | "sanctions-lists:remove" | "reports:read" | "reports:make" | "keys:read" | "keys:rotate" | "keys:destroy" | "activity:read" | "feeds:read" | "feeds:change" | "alerts:read" | "alerts:acknowledge" | "alerts:change" | "organisation:read" | "organisation:change" | "organisation:audit" | "sites:read" | "sites:add" | "people:read" | "people:invite" | "people:change" | "people:remove" | "sign-on:read" | "sign-on:change" | "tickets:read" | "tickets:raise" | "tickets:answer" | "staff-access:read" | "staff-access:allow" | "staff-access:end")[];
  companyCodes: string[] | null;
  networks: string[];
  certificate: {
    kind: "thumbprint";
    sha256: string;
  } | {
    kind: "authority";
    ca: string;
    subject: string;
  } | null;
  expiresAt: string;
};

export type SignOnPolicy = {
  /** Everybody but the emergency administrators must use a connection */
  ssoOnly: boolean;
  /** However busy, a session ends after this; null: the product's own 12 hours */
  sessionMostMinutes: number | null;
  /** A session ends after so long without a request, at most five minutes sooner; null: the product's own 2 hours */
  sessionIdleMinutes: number | null;
  /** Everybody proves a second factor here, also whoever comes by a connection whose provider says that it asked for one */
  ownFactor: boolean;
  allowedNetworks: string[];
  administrators: {
    id: string;
    name: string;
    email: string;
    emergency: boolean;
    hasPassword: boolean;
  }[];
  /** What stands between here and single sign-on for everybody */
  missing: ("domain" | "connection" | "emergency")[];
};

export type SignOnPolicyChange = {
  /** Everybody but the emergency administrators must use a connection */
  ssoOnly: boolean;
  /** However busy, a session ends after this; null: the product's own 12 hours */
  sessionMostMinutes: number | null;
  /** A session ends after so long without a request, at most five minutes sooner; null: the product's own 2 hours */
  sessionIdleMinutes: number | null;
  /** Everybody proves a second factor here, also whoever comes by a connection whose provider says that it asked for one */
  ownFactor: boolean;
  allowedNetworks: string[];
  emergencyAdministrators: string[];
};

export type SecondFactor = {
  state: "missing" | "needed" | "proven";
  authenticator: boolean;
  passkeys: number;
  own: {
    authenticatorSince: string | null;
    passkeys: Passkey[];
    recoveryCodes: number;
  } | null;
};

export type Passkey = {
  id: string;
  name: string;
  synchronised: boolean;
  createdAt: string;
  lastUsedAt: string | null;
};

/** For navigator.credentials, in its JSON form */
export type PasskeyOptions = Record<string, unknown>;

export type PasskeyAnswer = {
  id: string;
  rawId: string;
  type: "public-key";
  authenticatorAttachment?: "cross-platform" | "platform";
  clientExtensionResults: Record<string, unknown>;
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string;
  };
};

export type NewAuthenticator = {
  secret: string;
  uri: string;
};

export type NewPasskeyAnswer = {
  id: string;
  rawId: string;
  type: "public-key";
  authenticatorAttachment?: "cross-platform" | "platform";
  clientExtensionResults: Record<string, unknown>;
  response: {
    clientDataJSON: string;
    attestationObject: string;
    transports?: string[];
    authenticatorData?: string;
    publicKey?: string;
    publicKeyAlgorithm?: number;
  };
};

export type FeedList = {
  items: Feed[];
  stopAfterDays: number;
};

export type Feed = {
  id: string;
  kind: "syslog" | "webhook";
  name: string;
  /** Server and port, or address. */
  to: string;
  /** The authority given with the feed; null: those that the system trusts. */
  ca: string | null;
  /** We show a certificate of our own. It and its key are never shown here. */
  clientCertificate: boolean;
  /** Paused by a person; stopped by us after days of failure, or because the receiver said that it is gone. */
  state: "on" | "paused" | "stopped";
  createdAt: string;
  /** The receiver has every entry up to this number. */
  deliveredSeq: number;
  deliveredEntryAt: string | null;
  deliveredAt: string | null;
  /** Entries that it does not have yet. */
  waiting: number;
  /** Why the last attempt failed, as a code; null when it did not. */
  trouble: string | null;
  failingSince: string | null;
  triedAt: string | null;
  /** Until when the secret before the present one is used as well. */
  secretEnds: string | null;
};

export type FeedWithSecret = {
  feed: Feed;
  /** Of a webhook, shown this once. */
  secret: string | null;
};

export type NewFeed = {
  feed: SyslogFeed | WebhookFeed;
  /** Entries from now on, or all that are kept. */
  from?: "now" | "beginning";
};

export type SyslogFeed = {
  kind: "syslog";
  name: string;
  host: string;
  port?: number;
  /** The authority that issued the server's certificate; left out: those that the system trusts. */
  ca?: string;
  /** Our certificate and key, where the server asks for one. Of a feed that is changed: left out, they stay; null, they go. */
  client?: {
    cert: string;
    key: string;
  } | null;
};

export type WebhookFeed = {
  kind: "webhook";
  name: string;
  url: string;
  ca?: string;
};

export type FeedTried = {
  delivered: boolean;
  trouble: string | null;
};

export type AlertList = {
  items: Alert[];
  nextCursor: string | null;
  total: number;
  open: number;
};

export type Alert = {
  id: string;
  rule: "failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged";
  title: string;
  /** 2 low, 3 medium, 4 high. */
  severity: number;
  subject: string;
  firedAt: string;
  /** The same rule says no more of the same subject until then. */
  quietUntil: string;
  /** Ids of the entries behind it, oldest first; at most 100. */
  entries: string[];
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  /** Whether those who want mail about it were written to; given up: that was not possible for a week. */
  mail: "told" | "waiting" | "given-up";
};

export type AlertRuleList = {
  items: AlertRule[];
  /** What tells where a sign-in came from: the country that a trusted proxy names, the country by the operator's list of addresses, or the network of the address. Null where there are no sign-ins. */
  placeFrom: "country-header" | "country-list" | "network" | null;
};

export type AlertRule = {
  rule: "failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged";
  on: boolean;
  threshold: number;
  unit: "failures" | "rows" | "acts" | "sign-ins";
  windowMinutes: number;
  thresholdRange: {
    usual: number;
    least: number;
    most: number;
  };
  windowRange: {
    usual: number;
    least: number;
    most: number;
  };
};

export type ChangeAlertRule = {
  rule: "failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged";
  on: boolean;
  threshold: number;
  windowMinutes: number;
};

export type Connection = {
  id: string;
  kind: "oidc" | "saml";
  name: string;
  state: "draft" | "on" | "off";
  settings: OidcSettings | SamlSettings | null;
  hasSecret: boolean;
  revision: number;
  testedAt: string | null;
  /** The last good test was of the present settings */
  testedAsItIs: boolean;
  addresses: {
    redirectUri: string;
    logoutUri: string;
    signedOutUri: string;
    entityId: string;
    acsUrl: string;
    samlLogoutUrl: string;
    metadataUrl: string;
  };
};

export type OidcSettings = {
  kind: "oidc";
  issuer: string;
  clientId: string;
  scopes: string[];
  claims: {
    email: string;
    name: string;
    groups: string;
  };
  /** Which role a group stands for */
  roles: (MappedGroup & {
    value?: string;
  })[];
  /** The role of whoever is in none of these groups; null: no access */
  otherwise: "administrator" | "ap_manager" | "analyst" | "auditor" | "uploader" | null;
  /** Signing in makes people of verified domains members */
  justInTime: boolean;
  /** provider: it always asks for one; claimed: it counts when the answer says so, else ours is asked for */
  secondFactor: "provider" | "claimed";
};

export type MappedGroup = {
  value: string;
  /** A ready-made role, or the id of one of your own */
  role: string;
  /** null: all sites, those to come included */
  siteId?: string | null;
  /** As they stand in the ledger; null: all, rows without one included */
  companyCodes?: string[] | null;
};

export type SamlSettings = {
  kind: "saml";
  /** The identity provider's own name */
  entityId: string;
  signInUrl: string;
  /** Where people leave (SingleLogoutService); null: they leave here only */
  signOutUrl?: string | null;
  certificates: string[];
  /** Sign-ins that begin at the identity provider's portal are accepted */
  allowUnsolicited: boolean;
  claims: {
    email: string;
    name: string;
    groups: string;
  };
  /** Which role a group stands for */
  roles: (MappedGroup & {
    value?: string;
  })[];
  /** The role of whoever is in none of these groups; null: no access */
  otherwise: "administrator" | "ap_manager" | "analyst" | "auditor" | "uploader" | null;
  /** Signing in makes people of verified domains members */
  justInTime: boolean;
  /** provider: it always asks for one; claimed: it counts when the answer says so, else ours is asked for */
  secondFactor: "provider" | "claimed";
};

export type NewConnection = {
  kind: "oidc" | "saml";
  name: string;
};

export type ConnectionChange = {
  name: string;
  settings: OidcSettings | SamlSettings;
  secret?: string;
  /** The one that the change was made on */
  revision: number;
};

export type ProviderMetadata = {
  entityId: string;
  signInUrl: string;
  signOutUrl: string | null;
  certificates: string[];
};

export type ConnectionTest = {
  startedAt: string;
  finishedAt: string | null;
  result: {
    passed: boolean;
    claims: Record<string, string | string[]>;
    subject: string;
    email: string | null;
    name: string | null;
    methods: string[];
    outcome: string;
    roles: ("administrator" | "ap_manager" | "analyst" | "auditor" | "uploader")[];
    problem: string | null;
  } | null;
};

export type AttackReport = {
  at: string;
  sound: boolean;
  outcomes: {
    id: string;
    what: string;
    accepted: boolean;
    check: string | null;
    asExpected: boolean;
  }[];
};

export type Provisioning = {
  baseUrl: string;
  tokens: {
    id: string;
    hint: string;
    createdAt: string;
    expiresAt: string;
    lastUsedAt: string | null;
  }[];
  mapping: MappedGroup[];
  otherwise: "administrator" | "ap_manager" | "analyst" | "auditor" | "uploader" | null;
  users: {
    active: number;
    inactive: number;
  };
  /** Names of the groups that the provider has sent, to choose from */
  groups: string[];
  lockouts: {
    person: string;
    toldAt: string;
    tookMs: number;
    sessionsEnded: number;
    tokensEndAt: string | null;
  }[];
};

export type ProvisioningRoles = {
  mapping: MappedGroup[];
  otherwise: "administrator" | "ap_manager" | "analyst" | "auditor" | "uploader" | null;
};

export type Person = {
  id: string;
  name: string;
  email: string;
  roles: ("administrator" | "ap_manager" | "analyst" | "auditor" | "uploader")[];
  /** Assignments to one site or to company codes, and own roles, in words */
  narrower: string[];
  joinedAt: string;
  lastSignedInAt: string | null;
  authenticator: boolean;
  passkeys: number;
  you: boolean;
};

export type PersonAccess = {
  person: {
    id: string;
    name: string;
    email: string;
  };
  assignments: HeldAssignment[];
  revision: string;
  mayChange: boolean;
  /** Permissions in the organisation */
  organisation: string[];
  sites: {
    id: string;
    name: string;
    region: "uk" | "eu" | "us";
    /** For all company codes */
    permissions: string[];
    scopes: {
      permissions: string[];
      companyCodes: string[];
    }[];
  }[];
};

export type HeldAssignment = {
  /** A ready-made role, or the id of one of your own */
  role: string;
  /** null: all sites, those to come included */
  siteId: string | null;
  /** As they stand in the ledger; null: all, rows without one included */
  companyCodes: string[] | null;
  /** Of an own role; null: a ready-made one */
  roleName: string | null;
  source: "administrator" | "invitation" | "sso" | "scim";
};

export type AssignmentsChange = {
  assignments: {
    /** A ready-made role, or the id of one of your own */
    role: string;
    /** null: all sites, those to come included */
    siteId: string | null;
    /** As they stand in the ledger; null: all, rows without one included */
    companyCodes: string[] | null;
  }[];
  revision: string;
};

export type RoleMatrix = {
  permissions: {
    permission: string;
    ofOrganisation: boolean;
    byCompanyCode: boolean;
    yours: boolean;
  }[];
  items: RoleOfOrganisation[];
};

export type RoleOfOrganisation = {
  id: string;
  /** null: a ready-made role, named by its id */
  name: string | null;
  description: string;
  own: boolean;
  permissions: string[];
  people: number;
  revision: number;
  mayGive: boolean;
};

export type NewRole = {
  name: string;
  description: string;
  permissions: string[];
};

export type ChangedRole = {
  name: string;
  description: string;
  permissions: string[];
  revision: number;
};

export type AccessReviews = {
  everyMonths: number | null;
  nextAt: string | null;
  items: AccessReview[];
};

export type AccessReview = {
  id: string;
  openedAt: string;
  /** null: the schedule */
  openedBy: string | null;
  dueAt: string;
  overdue: boolean;
  signedAt: string | null;
  signedBy: string | null;
  listSha256: string | null;
  /** The entry of the organisation's trail that holds the same hash */
  auditEntry: string | null;
  counts: {
    people: number;
    kept: number;
    removed: number;
  };
};

export type AccessReviewLine = {
  personId: string;
  name: string;
  email: string;
  access: {
    role: string;
    site: string | null;
    companyCodes: string[] | null;
    source: string;
  }[];
  joinedAt: string;
  lastSignedInAt: string | null;
  authenticator: boolean;
  passkeys: number;
  decision: "keep" | "remove" | null;
  reason: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
};

export type Invitation = {
  id: string;
  email: string;
  roles: ("administrator" | "ap_manager" | "analyst" | "auditor" | "uploader")[];
  /** Narrower assignments, in words */
  narrower: string[];
  sentAt: string;
  expiresAt: string;
  state: "open" | "expired";
};

export type NewInvitation = {
  email: string;
  /** Ready-made roles, at all sites and for all company codes */
  roles?: ("administrator" | "ap_manager" | "analyst" | "auditor" | "uploader")[];
  /** Narrower access, own roles too */
  assignments?: {
    /** A ready-made role, or the id of one of your own */
    role: string;
    /** null: all sites, those to come included */
    siteId: string | null;
    /** As they stand in the ledger; null: all, rows without one included */
    companyCodes: string[] | null;
  }[];
};

export type OpenedInvitation = {
  organisation: string;
  email: string;
  inviter: string;
  roles: ("administrator" | "ap_manager" | "analyst" | "auditor" | "uploader")[];
  narrower: string[];
  expiresAt: string;
};

export type Acceptance = {
  link: string;
  name: string;
  password: string;
};

export type OwnAddress = {
  email: string;
  /** Who gives the address; null: it is the person's to change */
  givenBy: "provisioning" | "connection" | null;
  asked: {
    email: string;
    expiresAt: string;
  } | null;
  undoableUntil: string | null;
};

export type NewAddress = {
  email: string;
};

export type PasswordReset = {
  token: string;
  password: string;
};

export type StaffPasskeyOptions = Record<string, unknown>;

export type StaffInvited = {
  name: string;
  email: string;
  options: StaffPasskeyOptions;
};

export type StaffOwn = {
  id: string;
  name: string;
  email: string;
  duties: ("engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager")[];
  rights: string[];
  standing: {
    state: "good" | "lacking";
    lacking: {
      kind: "left" | "background-check" | "agreement" | "training";
      what: string;
      title: string;
    }[];
    due: {
      kind: "left" | "background-check" | "agreement" | "training";
      what: string;
      title: string;
      at: string;
    }[];
  };
  conflicts: {
    one: string;
    other: string;
    why: string;
  }[];
  device: "attested" | "certificate" | "nothing";
  deviceRequired: boolean;
  idleMinutes: number;
  hours: number;
  /** Where to forward a mail that looks wrong */
  reportTo: string | null;
  passkeys: {
    id: string;
    name: string;
    attestedAs: string | null;
    createdAt: string;
    lastUsedAt: string | null;
  }[];
};

export type StaffSignIns = {
  rules: {
    device: "required" | "recorded";
    networks: string[];
    authenticators: string[];
    certificates: boolean;
  };
  months: {
    month: string;
    passed: number;
    letIn: number;
    refused: number;
    share: number | null;
  }[];
  reasons: {
    reason: string;
    count: number;
  }[];
  refusals: {
    at: string;
    reason: string;
    name: string | null;
  }[];
};

export type StaffPerson = {
  id: string;
  name: string;
  email: string;
  team: string;
  employment: "permanent" | "fixed-term" | "contractor" | "agency";
  place: string;
  hiredOn: string;
  leftAt: string | null;
  standing: {
    state: "good" | "lacking";
    lacking: {
      kind: string;
      title: string;
    }[];
    due: {
      kind: string;
      title: string;
      at: string;
    }[];
  };
  you: boolean;
  duties: ("engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager")[];
  hasPasskey: boolean;
  leftInMs: number | null;
};

export type StaffDetail = {
  id: string;
  name: string;
  email: string;
  team: string;
  employment: "permanent" | "fixed-term" | "contractor" | "agency";
  place: string;
  hiredOn: string;
  leftAt: string | null;
  standing: {
    state: "good" | "lacking";
    lacking: {
      kind: string;
      title: string;
    }[];
    due: {
      kind: string;
      title: string;
      at: string;
    }[];
  };
  you: boolean;
  duties: {
    duty: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
    since: string;
  }[];
  checks: {
    kind: "identity" | "right-to-work" | "criminal-record" | "references";
    passed: boolean;
    doneOn: string;
    reference: string;
    by: string;
  }[];
  signatures: {
    title: string;
    version: number;
    sha256: string;
    at: string;
  }[];
  trainings: {
    title: string;
    version: number;
    score: number;
    of: number;
    passed: boolean;
    at: string;
  }[];
  passkeys: {
    name: string;
    attestedAs: string | null;
    createdAt: string;
    lastUsedAt: string | null;
  }[];
  leaving: {
    at: string;
    by: string;
    tookMs: number;
    ended: Record<string, number>;
  } | null;
};

export type StaffCourse = {
  id: string;
  title: string;
  minutes: number;
  required: boolean;
  because: string | null;
  passedAt: string | null;
  until: string | null;
};

export type StaffCourseText = {
  id: string;
  title: string;
  minutes: number;
  version: number;
  sections: {
    heading: string;
    text: string;
  }[];
};

export type StaffQuiz = {
  id: string;
  needed: number;
  questions: {
    ask: string;
    options: string[];
  }[];
};

export type StaffQuizResult = {
  score: number;
  of: number;
  passed: boolean;
  wrong: {
    ask: string;
    why: string;
  }[];
};

export type Phishing = {
  /** `totals`: of campaigns that are over, and of nobody who could be told from them */
  sees: "all" | "totals";
  control: {
    state: "good" | "failing" | "not-due";
    why: string;
    missed: string[];
    at: string;
    share: number;
  };
  months: {
    month: string;
    /** Who worked here all of that month */
    here: number;
    /** How many of them a test mail reached; null: not told while the month lasts */
    reached: number | null;
    held: boolean | null;
    campaigns: number;
    /** null: none, or too few people to tell without telling who */
    counts: {
      people: number;
      delivered: number;
      clicked: number;
      entered: number;
      reported: number;
    } | null;
  }[];
  /** Which one `teams` is of; null: the last twelve */
  month: string | null;
  teams: {
    /** null: several small teams together */
    team: string | null;
    people: number;
    delivered: number;
    clicked: number;
    entered: number;
    reported: number;
  }[];
};

export type Campaign = {
  id: string;
  name: string;
  template: {
    id: string;
    version: number;
    name: string;
    subject: string;
  };
  teams: string[] | null;
  state: "scheduled" | "sending" | "running" | "ended" | "stopped";
  startsAt: string;
  endsAt: string;
  by: string;
  counts: {
    people: number;
    delivered: number;
    clicked: number;
    entered: number;
    reported: number;
    /** Not sent yet */
    waiting: number;
    notDelivered: number;
  };
};

export type NewCampaign = {
  name: string;
  template: string;
  version: number;
  /** Absent: everybody who works here */
  teams?: string[];
  /** Absent: now */
  startsAt?: string;
};

export type CampaignDetail = Campaign & {
  signs: string[];
  teamResults: {
    team: string;
    people: number;
    delivered: number;
    clicked: number;
    entered: number;
    reported: number;
  }[];
  outcomes: {
    id: string;
    name: string;
    team: string;
    delivery: "pending" | "waiting" | "delivered" | "not-delivered";
    clickedAt: string | null;
    enteredAt: string | null;
    reportedAt: string | null;
    reportedBy: "button" | "mail" | null;
    /** The course that was assigned because of it */
    training: "none" | "due" | "done";
  }[];
  mayStop: boolean;
};

export type CampaignTemplate = CampaignTemplateText & {
  id: string;
  version: number;
  by: string;
  at: string;
  /** In how many campaigns, in any version */
  used: number;
  /** As it would come to oneself, with a link that leads nowhere */
  preview: {
    fromName: string;
    subject: string;
    text: string;
  };
};

export type CampaignTemplateText = {
  name: string;
  fromName: string;
  subject: string;
  body: string;
  /** What stands behind the link */
  page: "sign-in" | "bank-details";
  /** What gives it away, told afterwards */
  signs: string[];
};

export type SuspiciousMailTold = {
  what: string;
};

export type SuspiciousMail = {
  id: string;
  name: string;
  told: "button" | "mail";
  proven: boolean;
  at: string;
  text: string;
};

export type StaffAgreement = {
  id: string;
  version: number;
  title: string;
  text: string;
  sha256: string;
  signedAt: string | null;
};

export type StandingAccess = {
  at: string;
  count: number;
  /** Sources that did not answer: with any of them the count is at least what it says */
  unknown: number;
  sources: {
    source: string;
    what: string;
    state: "counted" | "unknown";
    found: {
      who: string;
      what: string;
    }[];
  }[];
};

export type AccessGrant = {
  id: string;
  kind: "ticket" | "break_glass";
  state: "asked" | "reviewed" | "customer" | "live" | "over";
  outcome: "declined" | "withdrawn" | "lapsed" | "time" | "ticket" | "revoked" | "customer" | "standing" | "site" | null;
  organisation: {
    id: string;
    name: string;
  };
  site: {
    id: string;
    name: string;
  };
  ticket: {
    id: string;
    reference: string;
  } | null;
  permissions: ("uploads:read" | "imports:read" | "runs:read" | "runs:start" | "findings:read" | "population:read" | "payment-runs:read" | "parameters:read")[];
  minutes: number;
  duty: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
  requester: {
    id: string;
    name: string;
  };
  reviewer: {
    id: string;
    name: string;
  } | null;
  authoriser: {
    id: string;
    name: string;
  } | null;
  askedAt: string;
  lapsesAt: string;
  customerAskedAt: string | null;
  startsAt: string | null;
  endsAt: string | null;
  endedAt: string | null;
  accountedAt: string | null;
};

export type AccessAsked = {
  ticket: string;
  duty: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
  permissions: ("uploads:read" | "imports:read" | "runs:read" | "runs:start" | "findings:read" | "population:read" | "payment-runs:read" | "parameters:read")[];
  minutes: number;
  reason: string;
};

export type AccessEmergency = {
  organisation: string;
  site: string;
  duty: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
  permissions: ("uploads:read" | "imports:read" | "runs:read" | "runs:start" | "findings:read" | "population:read" | "payment-runs:read" | "parameters:read")[];
  reason: string;
};

export type StaffAccessGrant = AccessGrant & {
  reason: string | null;
  account: string | null;
  /** What whoever asks may do with it now */
  may: {
    review: boolean;
    authorise: boolean;
    end: boolean;
    use: boolean;
    account: boolean;
  };
};

export type CustomerAccessGrant = AccessGrant & {
  reason: string;
  account: string | null;
  customerPerson: {
    id: string;
    name: string;
  } | null;
  region: string;
  trailActor: string;
  may: {
    answer: boolean;
    end: boolean;
  };
};

/** What each operation takes and gives. */
export type Operations = {
  showSession: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: Session };
  signIn: { params: Record<never, never>; query: Record<never, never>; body: SignIn; answer: undefined };
  signOut: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: undefined };
  listSessions: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: OwnSession[];
    nextCursor: string | null;
    total: number;
  } };
  endSession: { params: { sessionId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  showPasswordPolicy: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: PasswordPolicy };
  changePassword: { params: Record<never, never>; query: Record<never, never>; body: PasswordChange; answer: undefined };
  createFirstAdministrator: { params: Record<never, never>; query: Record<never, never>; body: FirstAdministrator; answer: undefined };
  listSites: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: Site[];
    nextCursor: string | null;
    total: number;
  } };
  createSite: { params: Record<never, never>; query: Record<never, never>; body: NewSite; answer: Site };
  issueRegionToken: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: RegionToken };
  listActivity: { params: Record<never, never>; query: { person?: string; act?: string; object?: string; staff?: "yes" | "no"; from?: string; to?: string; limit?: number; cursor?: string }; body: undefined; answer: ActivityList };
  exportActivity: { params: Record<never, never>; query: { person?: string; act?: string; object?: string; staff?: "yes" | "no"; from?: string; to?: string; closedDay?: string; since?: number | null }; body: undefined; answer: string };
  exportOcsf: { params: Record<never, never>; query: { person?: string; act?: string; object?: string; staff?: "yes" | "no"; from?: string; to?: string }; body: undefined; answer: string };
  readTrail: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: TrailState };
  proveActivity: { params: { entryId: string }; query: Record<never, never>; body: undefined; answer: string };
  readLog: { params: { path: string }; query: Record<never, never>; body: undefined; answer: string };
  showRetention: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: Retention };
  changeRetention: { params: Record<never, never>; query: Record<never, never>; body: RetentionChange; answer: Retention };
  showAlertMails: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: AlertMailChoice };
  chooseAlertMails: { params: Record<never, never>; query: Record<never, never>; body: {
    unwanted: ("failures" | "new-place" | "mass-export" | "key-acts" | "break-glass" | "feed-stopped" | "trail-damaged")[];
  }; answer: AlertMailChoice };
  showKeys: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    keys: PublicKey[];
  } };
  listMail: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    leaves: "smtp" | "kept" | "off";
    items: Mail[];
    nextCursor: string | null;
    total: number;
  } };
  readMail: { params: { mailId: string }; query: Record<never, never>; body: undefined; answer: {
    subject: string;
    text: string;
  } };
  listTickets: { params: Record<never, never>; query: { state?: "open" | "ended" | "all"; cursor?: string; limit?: number }; body: undefined; answer: {
    items: Ticket[];
    nextCursor: string | null;
    total: number;
    /** Of the whole organisation; false: one's own */
    all: boolean;
  } };
  raiseTicket: { params: Record<never, never>; query: Record<never, never>; body: NewTicket; answer: {
    id: string;
  } };
  readTicket: { params: { ticketId: string }; query: Record<never, never>; body: undefined; answer: TicketConversation };
  changeTicket: { params: { ticketId: string }; query: Record<never, never>; body: {
    priority?: "low" | "normal" | "high" | "urgent";
    site?: string;
  }; answer: undefined };
  writeInTicket: { params: { ticketId: string }; query: Record<never, never>; body: {
    message: string;
  }; answer: {
    id: string;
  } };
  moveTicket: { params: { ticketId: string }; query: Record<never, never>; body: {
    state: "unconfirmed" | "open" | "waiting" | "solved" | "closed" | "reopened";
  }; answer: undefined };
  attachToTicket: { params: { ticketId: string }; query: Record<never, never>; body: {
    upload: string;
    sizeBytes: number;
  }; answer: undefined };
  issueTicketPass: { params: { ticketId: string }; query: Record<never, never>; body: undefined; answer: {
    pass: string;
    expiresAt: string;
    site: string;
    origin: string;
  } };
  listStaffTickets: { params: Record<never, never>; query: { show?: "open" | "waiting" | "mine" | "ended"; cursor?: string; limit?: number }; body: undefined; answer: {
    items: QueuedTicket[];
    nextCursor: string | null;
    total: number;
    overdue: number;
  } };
  readStaffTicket: { params: { ticketId: string }; query: Record<never, never>; body: undefined; answer: StaffTicket };
  changeStaffTicket: { params: { ticketId: string }; query: Record<never, never>; body: StaffTicketChange; answer: undefined };
  answerTicket: { params: { ticketId: string }; query: Record<never, never>; body: StaffAnswer; answer: {
    id: string;
  } };
  listDomains: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: Domain[];
  } };
  addDomain: { params: Record<never, never>; query: Record<never, never>; body: NewDomain; answer: Domain };
  checkDomain: { params: { name: string }; query: Record<never, never>; body: undefined; answer: Domain };
  removeDomain: { params: { name: string }; query: Record<never, never>; body: undefined; answer: undefined };
  listApiClients: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: ApiClient[];
    permissions: {
      permission: string;
      byCompanyCode: boolean;
    }[];
    tokenUrl: string;
  } };
  createApiClient: { params: Record<never, never>; query: Record<never, never>; body: ApiClientSettings; answer: {
    id: string;
    secret: NewApiClientSecret;
  } };
  changeApiClient: { params: { clientId: string }; query: Record<never, never>; body: ApiClientSettings; answer: undefined };
  removeApiClient: { params: { clientId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  switchApiClient: { params: { clientId: string }; query: Record<never, never>; body: {
    on: boolean;
  }; answer: undefined };
  addApiClientSecret: { params: { clientId: string }; query: Record<never, never>; body: undefined; answer: NewApiClientSecret };
  removeApiClientSecret: { params: { clientId: string; secretId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  showSignOnPolicy: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: SignOnPolicy };
  changeSignOnPolicy: { params: Record<never, never>; query: Record<never, never>; body: SignOnPolicyChange; answer: SignOnPolicy };
  showSecondFactor: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: SecondFactor };
  proveWithCode: { params: Record<never, never>; query: Record<never, never>; body: {
    code: string;
  }; answer: undefined };
  proveWithRecoveryCode: { params: Record<never, never>; query: Record<never, never>; body: {
    code: string;
  }; answer: undefined };
  askForPasskey: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: PasskeyOptions };
  proveWithPasskey: { params: Record<never, never>; query: Record<never, never>; body: {
    answer: PasskeyAnswer;
  }; answer: undefined };
  askForAnyPasskey: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: PasskeyOptions };
  signInWithPasskey: { params: Record<never, never>; query: Record<never, never>; body: {
    answer: PasskeyAnswer;
  }; answer: undefined };
  beginAuthenticator: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: NewAuthenticator };
  removeAuthenticator: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: undefined };
  confirmAuthenticator: { params: Record<never, never>; query: Record<never, never>; body: {
    code: string;
  }; answer: {
    /** Shown this once; null unless this is the first factor */
    recoveryCodes: string[] | null;
  } };
  beginPasskey: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: PasskeyOptions };
  addPasskey: { params: Record<never, never>; query: Record<never, never>; body: {
    name: string;
    answer: NewPasskeyAnswer;
  }; answer: {
    /** Shown this once; null unless this is the first factor */
    recoveryCodes: string[] | null;
    id: string;
  } };
  renamePasskey: { params: { passkeyId: string }; query: Record<never, never>; body: {
    name: string;
  }; answer: undefined };
  removePasskey: { params: { passkeyId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  renewRecoveryCodes: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    recoveryCodes: string[];
  } };
  listFeeds: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: FeedList };
  addFeed: { params: Record<never, never>; query: Record<never, never>; body: NewFeed; answer: FeedWithSecret };
  changeFeed: { params: { feedId: string }; query: Record<never, never>; body: {
    feed: SyslogFeed | WebhookFeed;
  }; answer: Feed };
  removeFeed: { params: { feedId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  pauseFeed: { params: { feedId: string }; query: Record<never, never>; body: undefined; answer: Feed };
  resumeFeed: { params: { feedId: string }; query: Record<never, never>; body: undefined; answer: Feed };
  rotateFeedSecret: { params: { feedId: string }; query: Record<never, never>; body: undefined; answer: FeedWithSecret };
  testFeed: { params: { feedId: string }; query: Record<never, never>; body: undefined; answer: FeedTried };
  listAlerts: { params: Record<never, never>; query: { limit?: number; cursor?: string; open?: "yes" | "no" }; body: undefined; answer: AlertList };
  acknowledgeAlert: { params: { alertId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  listAlertRules: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: AlertRuleList };
  changeAlertRule: { params: Record<never, never>; query: Record<never, never>; body: ChangeAlertRule; answer: AlertRuleList };
  listConnections: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: Connection[];
  } };
  createConnection: { params: Record<never, never>; query: Record<never, never>; body: NewConnection; answer: Connection };
  showConnection: { params: { connectionId: string }; query: Record<never, never>; body: undefined; answer: Connection };
  changeConnection: { params: { connectionId: string }; query: Record<never, never>; body: ConnectionChange; answer: Connection };
  removeConnection: { params: { connectionId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  switchConnection: { params: { connectionId: string }; query: Record<never, never>; body: {
    on: boolean;
  }; answer: Connection };
  readProviderMetadata: { params: Record<never, never>; query: Record<never, never>; body: {
    url?: string;
    xml?: string;
  }; answer: ProviderMetadata };
  startConnectionTest: { params: { connectionId: string }; query: Record<never, never>; body: undefined; answer: {
    testId: string;
    url: string;
  } };
  showConnectionTest: { params: { connectionId: string; testId: string }; query: Record<never, never>; body: undefined; answer: ConnectionTest };
  attackConnection: { params: { connectionId: string }; query: Record<never, never>; body: undefined; answer: AttackReport };
  unlinkPerson: { params: { connectionId: string; personId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  waysToSignIn: { params: Record<never, never>; query: Record<never, never>; body: {
    email: string;
  }; answer: {
    connections: {
      id: string;
      name: string;
    }[];
    password: boolean;
  } };
  signInWithConnection: { params: Record<never, never>; query: Record<never, never>; body: {
    connectionId: string;
    email?: string;
    returnTo?: string;
  }; answer: {
    url: string;
  } };
  signOutEverywhere: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    url: string | null;
  } };
  showProvisioning: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: Provisioning };
  createProvisioningToken: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    id: string;
    token: string;
    expiresAt: string;
  } };
  removeProvisioningToken: { params: { tokenId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  changeProvisioningRoles: { params: Record<never, never>; query: Record<never, never>; body: ProvisioningRoles; answer: Provisioning };
  listPeople: { params: Record<never, never>; query: { q?: string; cursor?: string; limit?: number }; body: undefined; answer: {
    items: Person[];
    nextCursor: string | null;
    total: number;
  } };
  changeRoles: { params: { personId: string }; query: Record<never, never>; body: {
    roles: ("administrator" | "ap_manager" | "analyst" | "auditor" | "uploader")[];
  }; answer: undefined };
  removePerson: { params: { personId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  resetSignIn: { params: { personId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  showAssignments: { params: { personId: string }; query: Record<never, never>; body: undefined; answer: PersonAccess };
  changeAssignments: { params: { personId: string }; query: Record<never, never>; body: AssignmentsChange; answer: undefined };
  sayViewers: { params: { siteId: string }; query: Record<never, never>; body: undefined; answer: {
    statement: string;
  } };
  listRoles: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: RoleMatrix };
  makeRole: { params: Record<never, never>; query: Record<never, never>; body: NewRole; answer: {
    id: string;
  } };
  changeRole: { params: { roleId: string }; query: Record<never, never>; body: ChangedRole; answer: undefined };
  removeRole: { params: { roleId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  listAccessReviews: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: AccessReviews };
  openAccessReview: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    id: string;
  } };
  changeAccessReviewPolicy: { params: Record<never, never>; query: Record<never, never>; body: {
    everyMonths: number | null;
  }; answer: undefined };
  readAccessReview: { params: { reviewId: string }; query: { cursor?: number | null; limit?: number; undecided?: "yes" }; body: undefined; answer: {
    review: AccessReview;
    items: AccessReviewLine[];
    nextCursor: number | null;
  } };
  decideAccessReview: { params: { reviewId: string }; query: Record<never, never>; body: {
    decisions: {
      personId: string;
      decision: "keep" | "remove";
      reason: string;
    }[];
  }; answer: undefined };
  signAccessReview: { params: { reviewId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  downloadAccessReview: { params: { reviewId: string }; query: Record<never, never>; body: undefined; answer: string };
  listInvitations: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: Invitation[];
    nextCursor: string | null;
    total: number;
  } };
  invite: { params: Record<never, never>; query: Record<never, never>; body: NewInvitation; answer: {
    id: string;
  } };
  inviteAgain: { params: { invitationId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  withdrawInvitation: { params: { invitationId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  openInvitation: { params: Record<never, never>; query: Record<never, never>; body: {
    link: string;
  }; answer: OpenedInvitation };
  acceptInvitation: { params: Record<never, never>; query: Record<never, never>; body: Acceptance; answer: undefined };
  showAddress: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: OwnAddress };
  askForAddressChange: { params: Record<never, never>; query: Record<never, never>; body: NewAddress; answer: undefined };
  withdrawAddressChange: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: undefined };
  confirmAddressChange: { params: Record<never, never>; query: Record<never, never>; body: {
    link: string;
  }; answer: {
    email: string;
  } };
  stopAddressChange: { params: Record<never, never>; query: Record<never, never>; body: {
    link: string;
  }; answer: {
    email: string;
    undone: boolean;
  } };
  askForReset: { params: Record<never, never>; query: Record<never, never>; body: {
    email: string;
  }; answer: undefined };
  useReset: { params: Record<never, never>; query: Record<never, never>; body: PasswordReset; answer: undefined };
  askStaffPasskey: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: StaffPasskeyOptions };
  signInStaff: { params: Record<never, never>; query: Record<never, never>; body: {
    answer: PasskeyAnswer;
  }; answer: undefined };
  openStaffEnrolment: { params: Record<never, never>; query: Record<never, never>; body: {
    token: string;
  }; answer: StaffInvited };
  enrolStaff: { params: Record<never, never>; query: Record<never, never>; body: {
    token: string;
    name: string;
    answer: NewPasskeyAnswer;
  }; answer: undefined };
  showStaffOwn: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: StaffOwn };
  signOutStaff: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: undefined };
  askStaffProof: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: StaffPasskeyOptions };
  proveStaff: { params: Record<never, never>; query: Record<never, never>; body: {
    answer: PasskeyAnswer;
  }; answer: undefined };
  beginStaffPasskey: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: StaffPasskeyOptions };
  addStaffPasskey: { params: Record<never, never>; query: Record<never, never>; body: {
    name: string;
    answer: NewPasskeyAnswer;
  }; answer: undefined };
  showStaffSignIns: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: StaffSignIns };
  listStaff: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: StaffPerson[];
  } };
  addStaff: { params: Record<never, never>; query: Record<never, never>; body: {
    name: string;
    email: string;
    team: string;
    employment: "permanent" | "fixed-term" | "contractor" | "agency";
    place: string;
    hiredOn: string;
  }; answer: {
    id: string;
  } };
  showStaff: { params: { staffId: string }; query: Record<never, never>; body: undefined; answer: StaffDetail };
  changeStaff: { params: { staffId: string }; query: Record<never, never>; body: {
    name: string;
    team: string;
    employment: "permanent" | "fixed-term" | "contractor" | "agency";
    place: string;
    hiredOn: string;
  }; answer: undefined };
  recordStaffCheck: { params: { staffId: string }; query: Record<never, never>; body: {
    kind: "identity" | "right-to-work" | "criminal-record" | "references";
    doneOn: string;
    reference: string;
    passed: boolean;
  }; answer: undefined };
  sendStaffLink: { params: { staffId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  giveStaffDuty: { params: { staffId: string }; query: Record<never, never>; body: {
    duty: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
    reason?: string;
  }; answer: undefined };
  takeStaffDuty: { params: { staffId: string; duty: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager" }; query: Record<never, never>; body: undefined; answer: undefined };
  endEmployment: { params: { staffId: string }; query: Record<never, never>; body: undefined; answer: {
    tookMs: number;
    ended: Record<string, number>;
  } };
  listDutyConflicts: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: {
      staff: {
        id: string;
        name: string;
      };
      one: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
      other: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
      why: string;
      accepted: {
        by: string;
        reason: string;
        at: string;
      } | null;
    }[];
    table: {
      one: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
      other: "engineer" | "infrastructure" | "support" | "security" | "people_team" | "release_manager";
      answer: "refused" | "recorded";
      why: string;
    }[];
  } };
  listStaffMail: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    leaves: "smtp" | "kept" | "off";
    items: Mail[];
  } };
  readStaffMail: { params: { mailId: string }; query: Record<never, never>; body: undefined; answer: {
    subject: string;
    text: string;
  } };
  listStaffTraining: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: StaffCourse[];
  } };
  readStaffCourse: { params: { course: string }; query: Record<never, never>; body: undefined; answer: StaffCourseText };
  beginStaffQuiz: { params: { course: string }; query: Record<never, never>; body: undefined; answer: StaffQuiz };
  answerStaffQuiz: { params: { course: string; quizId: string }; query: Record<never, never>; body: {
    answers: number[];
  }; answer: StaffQuizResult };
  showPhishing: { params: Record<never, never>; query: { month?: string }; body: undefined; answer: Phishing };
  listCampaigns: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: Campaign[];
    teams: {
      team: string;
      people: number;
    }[];
    mayRun: boolean;
  } };
  startCampaign: { params: Record<never, never>; query: Record<never, never>; body: NewCampaign; answer: {
    id: string;
  } };
  readCampaign: { params: { campaignId: string }; query: Record<never, never>; body: undefined; answer: CampaignDetail };
  stopCampaign: { params: { campaignId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  listCampaignTemplates: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: CampaignTemplate[];
    placeholders: string[];
  } };
  addCampaignTemplate: { params: Record<never, never>; query: Record<never, never>; body: CampaignTemplateText; answer: {
    id: string;
  } };
  writeCampaignTemplate: { params: { templateId: string }; query: Record<never, never>; body: CampaignTemplateText; answer: {
    id: string;
  } };
  tellSuspiciousMail: { params: Record<never, never>; query: Record<never, never>; body: SuspiciousMailTold; answer: {
    test: boolean;
  } };
  listSuspiciousMails: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: SuspiciousMail[];
    reportTo: string | null;
  } };
  listStaffAgreements: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    items: StaffAgreement[];
  } };
  askStaffSignature: { params: { agreement: string }; query: Record<never, never>; body: {
    version: number;
    sha256: string;
  }; answer: Record<string, unknown> };
  signStaffAgreement: { params: { agreement: string }; query: Record<never, never>; body: {
    version: number;
    sha256: string;
    answer: PasskeyAnswer;
  }; answer: undefined };
  showStandingAccess: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: StandingAccess };
  listGrants: { params: Record<never, never>; query: { state?: "open" | "over" | "all"; cursor?: string; limit?: number }; body: undefined; answer: {
    items: AccessGrant[];
    nextCursor: string | null;
    total: number;
  } };
  askForAccess: { params: Record<never, never>; query: Record<never, never>; body: AccessAsked; answer: {
    id: string;
  } };
  breakGlass: { params: Record<never, never>; query: Record<never, never>; body: AccessEmergency; answer: {
    id: string;
  } };
  readGrant: { params: { grantId: string }; query: Record<never, never>; body: undefined; answer: StaffAccessGrant };
  reviewAccess: { params: { grantId: string }; query: Record<never, never>; body: {
    allow: boolean;
  }; answer: undefined };
  authoriseAccess: { params: { grantId: string }; query: Record<never, never>; body: {
    allow: boolean;
  }; answer: undefined };
  endAccess: { params: { grantId: string }; query: Record<never, never>; body: undefined; answer: undefined };
  accountForEmergency: { params: { grantId: string }; query: Record<never, never>; body: {
    account: string;
  }; answer: undefined };
  issueGrantToken: { params: { grantId: string }; query: Record<never, never>; body: undefined; answer: {
    token: string;
    expiresAt: string;
    origin: string;
    site: string;
    endsAt: string;
  } };
  listStaffAccess: { params: Record<never, never>; query: { state?: "open" | "over" | "all"; cursor?: string; limit?: number }; body: undefined; answer: {
    items: AccessGrant[];
    nextCursor: string | null;
    total: number;
    askedEachTime: boolean;
    mayAllow: boolean;
    mayEnd: boolean;
  } };
  endAllStaffAccess: { params: Record<never, never>; query: Record<never, never>; body: undefined; answer: {
    ended: number;
  } };
  changeStaffAccessPolicy: { params: Record<never, never>; query: Record<never, never>; body: {
    askedEachTime: boolean;
  }; answer: undefined };
  readStaffAccess: { params: { grantId: string }; query: Record<never, never>; body: undefined; answer: CustomerAccessGrant };
  answerStaffAccess: { params: { grantId: string }; query: Record<never, never>; body: {
    allow: boolean;
  }; answer: undefined };
  endStaffAccess: { params: { grantId: string }; query: Record<never, never>; body: undefined; answer: undefined };
};

/** Where each operation is. */
export const OPERATIONS = {
  showSession: { method: "GET", path: "/api/session" },
  signIn: { method: "POST", path: "/api/sign-in" },
  signOut: { method: "POST", path: "/api/sign-out" },
  listSessions: { method: "GET", path: "/api/sessions" },
  endSession: { method: "DELETE", path: "/api/sessions/{sessionId}" },
  showPasswordPolicy: { method: "GET", path: "/api/password-policy" },
  changePassword: { method: "POST", path: "/api/password" },
  createFirstAdministrator: { method: "POST", path: "/api/first-administrator" },
  listSites: { method: "GET", path: "/api/sites" },
  createSite: { method: "POST", path: "/api/sites" },
  issueRegionToken: { method: "POST", path: "/api/sites/{siteId}/token" },
  listActivity: { method: "GET", path: "/api/activity" },
  exportActivity: { method: "GET", path: "/api/activity/pack" },
  exportOcsf: { method: "GET", path: "/api/activity/ocsf" },
  readTrail: { method: "GET", path: "/api/activity/checkpoint" },
  proveActivity: { method: "GET", path: "/api/activity/{entryId}/proof" },
  readLog: { method: "GET", path: "/api/log/{path}" },
  showRetention: { method: "GET", path: "/api/retention" },
  changeRetention: { method: "PUT", path: "/api/retention" },
  showAlertMails: { method: "GET", path: "/api/alert-mails" },
  chooseAlertMails: { method: "PUT", path: "/api/alert-mails" },
  showKeys: { method: "GET", path: "/.well-known/spendward-keys.json" },
  listMail: { method: "GET", path: "/api/mail" },
  readMail: { method: "GET", path: "/api/mail/{mailId}" },
  listTickets: { method: "GET", path: "/api/tickets" },
  raiseTicket: { method: "POST", path: "/api/tickets" },
  readTicket: { method: "GET", path: "/api/tickets/{ticketId}" },
  changeTicket: { method: "POST", path: "/api/tickets/{ticketId}" },
  writeInTicket: { method: "POST", path: "/api/tickets/{ticketId}/messages" },
  moveTicket: { method: "POST", path: "/api/tickets/{ticketId}/state" },
  attachToTicket: { method: "POST", path: "/api/tickets/{ticketId}/files" },
  issueTicketPass: { method: "POST", path: "/api/tickets/{ticketId}/pass" },
  listStaffTickets: { method: "GET", path: "/api/staff/tickets" },
  readStaffTicket: { method: "GET", path: "/api/staff/tickets/{ticketId}" },
  changeStaffTicket: { method: "POST", path: "/api/staff/tickets/{ticketId}" },
  answerTicket: { method: "POST", path: "/api/staff/tickets/{ticketId}/messages" },
  listDomains: { method: "GET", path: "/api/domains" },
  addDomain: { method: "POST", path: "/api/domains" },
  checkDomain: { method: "POST", path: "/api/domains/{name}/check" },
  removeDomain: { method: "DELETE", path: "/api/domains/{name}" },
  listApiClients: { method: "GET", path: "/api/api-clients" },
  createApiClient: { method: "POST", path: "/api/api-clients" },
  changeApiClient: { method: "PUT", path: "/api/api-clients/{clientId}" },
  removeApiClient: { method: "DELETE", path: "/api/api-clients/{clientId}" },
  switchApiClient: { method: "POST", path: "/api/api-clients/{clientId}/state" },
  addApiClientSecret: { method: "POST", path: "/api/api-clients/{clientId}/secrets" },
  removeApiClientSecret: { method: "DELETE", path: "/api/api-clients/{clientId}/secrets/{secretId}" },
  showSignOnPolicy: { method: "GET", path: "/api/sign-on-policy" },
  changeSignOnPolicy: { method: "PUT", path: "/api/sign-on-policy" },
  showSecondFactor: { method: "GET", path: "/api/second-factor" },
  proveWithCode: { method: "POST", path: "/api/second-factor/code" },
  proveWithRecoveryCode: { method: "POST", path: "/api/second-factor/recovery-code" },
  askForPasskey: { method: "GET", path: "/api/second-factor/passkey" },
  proveWithPasskey: { method: "POST", path: "/api/second-factor/passkey" },
  askForAnyPasskey: { method: "GET", path: "/api/sign-in/passkey" },
  signInWithPasskey: { method: "POST", path: "/api/sign-in/passkey" },
  beginAuthenticator: { method: "POST", path: "/api/authenticator" },
  removeAuthenticator: { method: "DELETE", path: "/api/authenticator" },
  confirmAuthenticator: { method: "POST", path: "/api/authenticator/confirm" },
  beginPasskey: { method: "POST", path: "/api/passkeys/options" },
  addPasskey: { method: "POST", path: "/api/passkeys" },
  renamePasskey: { method: "POST", path: "/api/passkeys/{passkeyId}" },
  removePasskey: { method: "DELETE", path: "/api/passkeys/{passkeyId}" },
  renewRecoveryCodes: { method: "POST", path: "/api/recovery-codes" },
  listFeeds: { method: "GET", path: "/api/feeds" },
  addFeed: { method: "POST", path: "/api/feeds" },
  changeFeed: { method: "POST", path: "/api/feeds/{feedId}" },
  removeFeed: { method: "DELETE", path: "/api/feeds/{feedId}" },
  pauseFeed: { method: "POST", path: "/api/feeds/{feedId}/pause" },
  resumeFeed: { method: "POST", path: "/api/feeds/{feedId}/resume" },
  rotateFeedSecret: { method: "POST", path: "/api/feeds/{feedId}/secret" },
  testFeed: { method: "POST", path: "/api/feeds/{feedId}/test" },
  listAlerts: { method: "GET", path: "/api/alerts" },
  acknowledgeAlert: { method: "POST", path: "/api/alerts/{alertId}/acknowledge" },
  listAlertRules: { method: "GET", path: "/api/alert-rules" },
  changeAlertRule: { method: "POST", path: "/api/alert-rules" },
  listConnections: { method: "GET", path: "/api/connections" },
  createConnection: { method: "POST", path: "/api/connections" },
  showConnection: { method: "GET", path: "/api/connections/{connectionId}" },
  changeConnection: { method: "PUT", path: "/api/connections/{connectionId}" },
  removeConnection: { method: "DELETE", path: "/api/connections/{connectionId}" },
  switchConnection: { method: "POST", path: "/api/connections/{connectionId}/state" },
  readProviderMetadata: { method: "POST", path: "/api/provider-metadata" },
  startConnectionTest: { method: "POST", path: "/api/connections/{connectionId}/tests" },
  showConnectionTest: { method: "GET", path: "/api/connections/{connectionId}/tests/{testId}" },
  attackConnection: { method: "POST", path: "/api/connections/{connectionId}/attacks" },
  unlinkPerson: { method: "DELETE", path: "/api/connections/{connectionId}/people/{personId}" },
  waysToSignIn: { method: "POST", path: "/api/sign-in/ways" },
  signInWithConnection: { method: "POST", path: "/api/sign-in/connection" },
  signOutEverywhere: { method: "POST", path: "/api/sign-out/everywhere" },
  showProvisioning: { method: "GET", path: "/api/provisioning" },
  createProvisioningToken: { method: "POST", path: "/api/provisioning/tokens" },
  removeProvisioningToken: { method: "DELETE", path: "/api/provisioning/tokens/{tokenId}" },
  changeProvisioningRoles: { method: "PUT", path: "/api/provisioning/roles" },
  listPeople: { method: "GET", path: "/api/people" },
  changeRoles: { method: "POST", path: "/api/people/{personId}/roles" },
  removePerson: { method: "DELETE", path: "/api/people/{personId}" },
  resetSignIn: { method: "POST", path: "/api/people/{personId}/sign-in-reset" },
  showAssignments: { method: "GET", path: "/api/people/{personId}/assignments" },
  changeAssignments: { method: "PUT", path: "/api/people/{personId}/assignments" },
  sayViewers: { method: "POST", path: "/api/sites/{siteId}/viewers-statement" },
  listRoles: { method: "GET", path: "/api/roles" },
  makeRole: { method: "POST", path: "/api/roles" },
  changeRole: { method: "PUT", path: "/api/roles/{roleId}" },
  removeRole: { method: "DELETE", path: "/api/roles/{roleId}" },
  listAccessReviews: { method: "GET", path: "/api/access-reviews" },
  openAccessReview: { method: "POST", path: "/api/access-reviews" },
  changeAccessReviewPolicy: { method: "PUT", path: "/api/access-review-policy" },
  readAccessReview: { method: "GET", path: "/api/access-reviews/{reviewId}" },
  decideAccessReview: { method: "POST", path: "/api/access-reviews/{reviewId}/decisions" },
  signAccessReview: { method: "POST", path: "/api/access-reviews/{reviewId}/signature" },
  downloadAccessReview: { method: "GET", path: "/api/access-reviews/{reviewId}/list" },
  listInvitations: { method: "GET", path: "/api/invitations" },
  invite: { method: "POST", path: "/api/invitations" },
  inviteAgain: { method: "POST", path: "/api/invitations/{invitationId}/resend" },
  withdrawInvitation: { method: "DELETE", path: "/api/invitations/{invitationId}" },
  openInvitation: { method: "POST", path: "/api/invitation/open" },
  acceptInvitation: { method: "POST", path: "/api/invitation/accept" },
  showAddress: { method: "GET", path: "/api/address-change" },
  askForAddressChange: { method: "POST", path: "/api/address-change" },
  withdrawAddressChange: { method: "DELETE", path: "/api/address-change" },
  confirmAddressChange: { method: "POST", path: "/api/address-change/confirm" },
  stopAddressChange: { method: "POST", path: "/api/address-change/stop" },
  askForReset: { method: "POST", path: "/api/password-reset/ask" },
  useReset: { method: "POST", path: "/api/password-reset" },
  askStaffPasskey: { method: "GET", path: "/api/staff/sign-in" },
  signInStaff: { method: "POST", path: "/api/staff/sign-in" },
  openStaffEnrolment: { method: "POST", path: "/api/staff/enrolment/open" },
  enrolStaff: { method: "POST", path: "/api/staff/enrolment" },
  showStaffOwn: { method: "GET", path: "/api/staff/own" },
  signOutStaff: { method: "POST", path: "/api/staff/sign-out" },
  askStaffProof: { method: "GET", path: "/api/staff/proof" },
  proveStaff: { method: "POST", path: "/api/staff/proof" },
  beginStaffPasskey: { method: "POST", path: "/api/staff/passkeys/options" },
  addStaffPasskey: { method: "POST", path: "/api/staff/passkeys" },
  showStaffSignIns: { method: "GET", path: "/api/staff/sign-ins" },
  listStaff: { method: "GET", path: "/api/staff/people" },
  addStaff: { method: "POST", path: "/api/staff/people" },
  showStaff: { method: "GET", path: "/api/staff/people/{staffId}" },
  changeStaff: { method: "POST", path: "/api/staff/people/{staffId}" },
  recordStaffCheck: { method: "POST", path: "/api/staff/people/{staffId}/checks" },
  sendStaffLink: { method: "POST", path: "/api/staff/people/{staffId}/link" },
  giveStaffDuty: { method: "POST", path: "/api/staff/people/{staffId}/duties" },
  takeStaffDuty: { method: "DELETE", path: "/api/staff/people/{staffId}/duties/{duty}" },
  endEmployment: { method: "POST", path: "/api/staff/people/{staffId}/leave" },
  listDutyConflicts: { method: "GET", path: "/api/staff/conflicts" },
  listStaffMail: { method: "GET", path: "/api/staff/mail" },
  readStaffMail: { method: "GET", path: "/api/staff/mail/{mailId}" },
  listStaffTraining: { method: "GET", path: "/api/staff/training" },
  readStaffCourse: { method: "GET", path: "/api/staff/training/{course}" },
  beginStaffQuiz: { method: "POST", path: "/api/staff/training/{course}/quizzes" },
  answerStaffQuiz: { method: "POST", path: "/api/staff/training/{course}/quizzes/{quizId}" },
  showPhishing: { method: "GET", path: "/api/staff/phishing" },
  listCampaigns: { method: "GET", path: "/api/staff/campaigns" },
  startCampaign: { method: "POST", path: "/api/staff/campaigns" },
  readCampaign: { method: "GET", path: "/api/staff/campaigns/{campaignId}" },
  stopCampaign: { method: "POST", path: "/api/staff/campaigns/{campaignId}/stop" },
  listCampaignTemplates: { method: "GET", path: "/api/staff/campaign-templates" },
  addCampaignTemplate: { method: "POST", path: "/api/staff/campaign-templates" },
  writeCampaignTemplate: { method: "POST", path: "/api/staff/campaign-templates/{templateId}" },
  tellSuspiciousMail: { method: "POST", path: "/api/staff/suspicious-mails" },
  listSuspiciousMails: { method: "GET", path: "/api/staff/suspicious-mails" },
  listStaffAgreements: { method: "GET", path: "/api/staff/agreements" },
  askStaffSignature: { method: "POST", path: "/api/staff/agreements/{agreement}/challenge" },
  signStaffAgreement: { method: "POST", path: "/api/staff/agreements/{agreement}" },
  showStandingAccess: { method: "GET", path: "/api/staff/standing-access" },
  listGrants: { method: "GET", path: "/api/staff/grants" },
  askForAccess: { method: "POST", path: "/api/staff/grants" },
  breakGlass: { method: "POST", path: "/api/staff/break-glass" },
  readGrant: { method: "GET", path: "/api/staff/grants/{grantId}" },
  reviewAccess: { method: "POST", path: "/api/staff/grants/{grantId}/review" },
  authoriseAccess: { method: "POST", path: "/api/staff/grants/{grantId}/authorise" },
  endAccess: { method: "POST", path: "/api/staff/grants/{grantId}/end" },
  accountForEmergency: { method: "POST", path: "/api/staff/grants/{grantId}/account" },
  issueGrantToken: { method: "POST", path: "/api/staff/grants/{grantId}/token" },
  listStaffAccess: { method: "GET", path: "/api/staff-access" },
  endAllStaffAccess: { method: "POST", path: "/api/staff-access/end-all" },
  changeStaffAccessPolicy: { method: "POST", path: "/api/staff-access/policy" },
  readStaffAccess: { method: "GET", path: "/api/staff-access/{grantId}" },
  answerStaffAccess: { method: "POST", path: "/api/staff-access/{grantId}/answer" },
  endStaffAccess: { method: "POST", path: "/api/staff-access/{grantId}/end" },
} as const;
