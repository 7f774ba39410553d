/** Made-up feeds and alerts: one that delivers, one that does not get through, one that was stopped; alerts of each kind. */
import type { Alert, AlertRule, Feed } from "../../../web/src/api/shapes.ts";

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const delivering: Feed = {
  id: "fed_1", kind: "syslog", name: "Splunk", to: "siem.northwind.example:6514", ca: "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUFb\n-----END CERTIFICATE-----", clientCertificate: true, state: "on", createdAt: ago(90_000),
  deliveredSeq: 48_211, deliveredEntryAt: ago(1), deliveredAt: ago(1), waiting: 0, trouble: null, failingSince: null, triedAt: ago(1), secretEnds: null,
};
export const feeds: readonly Feed[] = [
  delivering,
  { ...delivering, id: "fed_2", kind: "webhook", name: "Sentinel", to: "https://ingest.northwind.example/spendward?workspace=7", ca: null, clientCertificate: false, deliveredSeq: 47_902, deliveredAt: ago(190), waiting: 309, trouble: "certificate-expired", failingSince: ago(188), secretEnds: ago(-600) },
  { ...delivering, id: "fed_3", name: "Old collector", to: "10.4.0.12:6514", state: "stopped", trouble: "no-answer", failingSince: ago(12_000), deliveredAt: ago(12_000), deliveredSeq: 31_004, waiting: 17_207 },
];

const alert: Alert = { id: "alr_1", rule: "mass-export", title: "One person took away 12,400 rows within 1 h", severity: 3, subject: "per_1", firedAt: ago(42), quietUntil: ago(-18), entries: ["aud_1", "aud_2", "aud_3"], acknowledgedAt: null, acknowledgedBy: null, mail: "told" };
export const alerts: readonly Alert[] = [
  alert,
  { ...alert, id: "alr_2", mail: "given-up", rule: "key-acts", title: "A person changed the keys of the site", severity: 4, entries: ["aud_4"], firedAt: ago(300) },
  { ...alert, id: "alr_3", rule: "feed-stopped", title: "A feed was stopped: its receiver has taken nothing for days, or says that it is gone", subject: "fed_3", entries: ["aud_5"], firedAt: ago(2_000), acknowledgedAt: ago(1_900), acknowledgedBy: "per_1" },
];

export const organisationAlerts: readonly Alert[] = [
  { ...alert, id: "alr_9", rule: "new-place", title: "Sign-in from a country that is new for this person: FR", severity: 3, entries: ["aud_9"] },
  { ...alert, id: "alr_8", rule: "failures", title: "10 failed sign-ins or refusals within 10 minutes", severity: 3, subject: "org_1", entries: ["aud_6", "aud_7", "aud_8"], firedAt: ago(700), acknowledgedAt: ago(690), acknowledgedBy: "per_1" },
];

const once = { usual: 1, least: 1, most: 1 };
const week = { usual: 60, least: 1, most: 10_080 };
export const rules: readonly AlertRule[] = [
  { rule: "mass-export", on: true, threshold: 10_000, unit: "rows", windowMinutes: 60, thresholdRange: { usual: 10_000, least: 1, most: 10_000_000 }, windowRange: week },
  { rule: "key-acts", on: true, threshold: 1, unit: "acts", windowMinutes: 60, thresholdRange: once, windowRange: week },
  { rule: "break-glass", on: false, threshold: 1, unit: "acts", windowMinutes: 240, thresholdRange: once, windowRange: week },
  { rule: "feed-stopped", on: true, threshold: 1, unit: "acts", windowMinutes: 1440, thresholdRange: once, windowRange: week },
];
export const organisationRules: readonly AlertRule[] = [
  { rule: "failures", on: true, threshold: 10, unit: "failures", windowMinutes: 10, thresholdRange: { usual: 10, least: 2, most: 1_000 }, windowRange: week },
  { rule: "new-place", on: true, threshold: 1, unit: "sign-ins", windowMinutes: 1440, thresholdRange: once, windowRange: week },
  ...rules.slice(2),
];
