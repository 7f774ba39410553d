/** The classes of OCSF 1.4.0 that our acts are told in, with the activities that we use. Numbers are the standard's. */

type Class = { readonly uid: number; readonly caption: string; readonly category: { readonly uid: number; readonly caption: string }; readonly activities: Readonly<Record<string, readonly [id: number, caption: string]>> };

const FINDINGS = { uid: 2, caption: "Findings" };
const IAM = { uid: 3, caption: "Identity & Access Management" };
const APPLICATION = { uid: 6, caption: "Application Activity" };
const OTHER = { other: [99, "Other"] } as const;

export const CLASSES = {
  detection_finding: { uid: 2004, caption: "Detection Finding", category: FINDINGS, activities: { create: [1, "Create"], update: [2, "Update"], close: [3, "Close"], ...OTHER } },
  account_change: {
    uid: 3001, caption: "Account Change", category: IAM,
    activities: {
      create: [1, "Create"], enable: [2, "Enable"], "password-change": [3, "Password Change"], "password-reset": [4, "Password Reset"], disable: [5, "Disable"], delete: [6, "Delete"],
      "attach-policy": [7, "Attach Policy"], "detach-policy": [8, "Detach Policy"], lock: [9, "Lock"], "factor-enable": [10, "MFA Factor Enable"], "factor-disable": [11, "MFA Factor Disable"], ...OTHER,
    },
  },
  authentication: { uid: 3002, caption: "Authentication", category: IAM, activities: { logon: [1, "Logon"], logoff: [2, "Logoff"], ...OTHER } },
  entity_management: { uid: 3004, caption: "Entity Management", category: IAM, activities: { create: [1, "Create"], read: [2, "Read"], update: [3, "Update"], delete: [4, "Delete"], ...OTHER } },
  api_activity: { uid: 6003, caption: "API Activity", category: APPLICATION, activities: { create: [1, "Create"], read: [2, "Read"], update: [3, "Update"], delete: [4, "Delete"], ...OTHER } },
  datastore_activity: {
    uid: 6005, caption: "Datastore Activity", category: APPLICATION,
    activities: { read: [1, "Read"], update: [2, "Update"], query: [4, "Query"], write: [5, "Write"], create: [6, "Create"], delete: [7, "Delete"], list: [8, "List"], encrypt: [9, "Encrypt"], decrypt: [10, "Decrypt"], ...OTHER },
  },
} as const satisfies Record<string, Class>;

export type ClassName = keyof typeof CLASSES;
export type ActivityName<C extends ClassName> = keyof (typeof CLASSES)[C]["activities"];

export const classOf = (name: ClassName): Class => CLASSES[name];
