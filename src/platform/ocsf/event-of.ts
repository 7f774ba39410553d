/**
 * One audit entry as one OCSF event. What the schema has no place for (state before and after, the leaf that ties the event to the
 * site's transparency log) is under `unmapped`, which is the schema's own place for it.
 */
import { classOf } from "./classes.ts";
import { mappingOf, type Mapping, type Severity } from "./acts.ts";

export const OCSF_VERSION = "1.4.0";

/** An entry with its details opened. */
export type TrailEntry = {
  readonly trail: string; readonly seq: number; readonly id: string; readonly at: Date;
  readonly who: { readonly kind: string; readonly id: string; readonly name: string };
  readonly act: string; readonly object: { readonly kind: string; readonly id: string };
  readonly before?: unknown; readonly after?: unknown; readonly detail?: Readonly<Record<string, unknown>>;
  readonly leaf: Uint8Array;
};

export type OcsfEvent = Readonly<Record<string, unknown>> & { readonly class_uid: number; readonly type_uid: number; readonly metadata: { readonly uid: string; readonly sequence: number } & Readonly<Record<string, unknown>> };

const SEVERITIES: Readonly<Record<Severity, string>> = { 1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical" };
const PRODUCT = { name: "Spendward", vendor_name: "Spendward" };
/** What receivers of RFC 5425 should take without cutting off is 8,192 bytes; the rest is left for the frame. */
const MOST_BYTES = 7_600;

export function eventOf(entry: TrailEntry): OcsfEvent {
  const mapping = mappingOf(entry.act);
  const full = build(entry, mapping, true);
  return Buffer.byteLength(JSON.stringify(full)) <= MOST_BYTES ? full : build(entry, mapping, false);
}

function build(entry: TrailEntry, mapping: Mapping, withDetails: boolean): OcsfEvent {
  const { uid, caption, category, activities } = classOf(mapping.class);
  const [activityId, activity] = activities[mapping.activity] ?? [99, "Other"];
  const severity = severityOf(entry, mapping);
  const [statusId, status] = mapping.class === "detection_finding" ? [1, "New"] : mapping.failed ? [2, "Failure"] : [1, "Success"];
  return {
    activity_id: activityId, activity_name: activityId === 99 ? entry.act : activity,
    category_uid: category.uid, category_name: category.caption, class_uid: uid, class_name: caption,
    type_uid: uid * 100 + activityId, type_name: `${caption}: ${activity}`,
    severity_id: severity, severity: SEVERITIES[severity], status_id: statusId, status,
    time: entry.at.getTime(), message: messageOf(entry),
    metadata: { version: OCSF_VERSION, product: PRODUCT, uid: entry.id, sequence: entry.seq, log_name: entry.trail, log_provider: "Spendward", event_code: entry.act },
    ...partsOf(entry, mapping, withDetails),
    unmapped: {
      object: entry.object, leaf: Buffer.from(entry.leaf).toString("hex"),
      ...(withDetails ? { before: entry.before, after: entry.after, detail: entry.detail } : { details_left_out: true }),
    },
  };
}

function partsOf(entry: TrailEntry, { class: name }: Mapping, withDetails: boolean): Readonly<Record<string, unknown>> {
  const actor = { user: userOf(entry) };
  const resource = { uid: entry.object.id, type: entry.object.kind };
  switch (name) {
    case "authentication":
      return { actor, user: subjectOf(entry), service: { name: PRODUCT.name }, src_endpoint: sourceOf(entry), is_remote: true };
    case "account_change":
      return { actor, user: subjectOf(entry), src_endpoint: sourceOf(entry) };
    case "entity_management":
      return { actor, entity: resource };
    case "datastore_activity":
      return { actor, src_endpoint: sourceOf(entry), database: { uid: entry.trail, name: entry.trail, type_id: 1, type: "Relational" }, table: { name: entry.object.kind, uid: entry.object.id } };
    case "api_activity":
      return { actor, src_endpoint: sourceOf(entry), api: { operation: entry.act, service: { name: PRODUCT.name } }, resources: [resource] };
    case "detection_finding":
      return { finding_info: findingOf(entry, withDetails), is_alert: true, resources: [{ uid: entry.trail, type: "site" }] };
  }
}

const USER_TYPES: Readonly<Record<string, readonly [number, string]>> = { person: [1, "User"], staff: [2, "Admin"], operator: [2, "Admin"], job: [3, "System"], client: [3, "System"], system: [3, "System"] };

function userOf({ who }: TrailEntry): Readonly<Record<string, unknown>> {
  const [typeId, type] = USER_TYPES[who.kind] ?? [0, "Unknown"];
  return { uid: who.id, ...(who.name !== "" && { name: who.name }), type_id: typeId, type };
}

/** Whom it was done to: the object where that is a person, else who did it. */
const subjectOf = (entry: TrailEntry): Readonly<Record<string, unknown>> =>
  entry.object.kind === "person" ? { uid: entry.object.id, type_id: 1, type: "User" } : userOf(entry);

/** The address where the entry holds one. What the service does itself comes from itself. */
function sourceOf({ who, detail }: TrailEntry): Readonly<Record<string, unknown>> {
  const { address, country } = detail ?? {};
  if (typeof address === "string" && address !== "unknown") return { ip: address, ...(typeof country === "string" && { location: { country } }) };
  return { name: who.kind === "job" || who.kind === "system" ? "spendward" : "not recorded" };
}

function findingOf(entry: TrailEntry, withDetails: boolean): Readonly<Record<string, unknown>> {
  const { title, rule, entries } = (entry.detail ?? {}) as { title?: string; rule?: string; entries?: readonly string[] };
  return {
    uid: entry.object.id, title: title ?? "An alert rule has fired", created_time: entry.at.getTime(), types: [rule ?? "alert"],
    analytic: { type_id: 1, type: "Rule", uid: rule ?? "alert", name: rule ?? "alert" },
    ...(withDetails && { related_events: (entries ?? []).map((uid) => ({ uid })) }),
  };
}

function severityOf(entry: TrailEntry, mapping: Mapping): Severity {
  const own = entry.detail?.["severity"];
  return mapping.class === "detection_finding" && (own === 2 || own === 3 || own === 4 || own === 5) ? own : mapping.severity;
}

function messageOf({ act, object, detail }: TrailEntry): string {
  const title = detail?.["title"];
  return act === "alerts.fire" && typeof title === "string" ? title : `${act} ${object.kind} ${object.id}`;
}
