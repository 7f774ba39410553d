/** Alert rules in words. */
import type { AlertRule } from "../api/shapes.ts";

const RULES: Readonly<Record<AlertRule["rule"], readonly [name: string, what: string]>> = {
  failures: ["Burst of failures", "Failed sign-ins and refused acts in the organisation."],
  "new-place": ["New place", "A person signs in from where that person has not signed in before."],
  "mass-export": ["Mass export", "Rows that one person takes away: findings, activity, problem lists."],
  "key-acts": ["Acts on keys", "A person rotates or destroys keys, or adds or removes your own."],
  "break-glass": ["Staff access", "The operator's staff reach into your data, with a grant or by breaking the glass."],
  "trail-damaged": ["Trail damaged", "This record of acts is not what was written: an entry or its log was altered or is missing, or a witness has seen another one."],
  "feed-stopped": ["Feed stopped", "A feed was stopped because its receiver took nothing for days, or is gone."],
};

type PlaceFrom = "country-header" | "country-list" | "network";
const PLACES: Readonly<Record<PlaceFrom, string>> = {
  "country-header": "A place is a country, as the network in front of Spendward tells it.",
  "country-list": "A place is a country, by a list of addresses that the operator keeps.",
  network: "A place is a network, as this installation cannot tell countries.",
};
export const placeWords = (from: PlaceFrom): string => PLACES[from];

export const ruleName = (rule: AlertRule["rule"]): string => RULES[rule][0];
export const ruleWords = (rule: AlertRule["rule"]): string => RULES[rule][1];
