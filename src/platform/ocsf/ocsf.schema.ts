/**
 * What OCSF 1.4.0 asks of the classes that we use, written from the public schema: required attributes, their types, the constraints
 * "at least one of", and the numbers that must agree with each other. Strict: an attribute that is not listed is a mistake of ours.
 */
import { z } from "zod";
import { CLASSES } from "./classes.ts";

const uid = z.string().min(1);
const timestamp = z.int().min(0);
const atLeastOne = (names: readonly string[]) => (value: object) => names.some((name) => (value as Record<string, unknown>)[name] !== undefined);

const user = z.strictObject({ uid, name: z.string().optional(), type_id: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(99)]), type: z.string() });
const actor = z.strictObject({ user });
const endpoint = z.strictObject({ ip: z.union([z.ipv4(), z.ipv6()]).optional(), name: z.string().optional(), location: z.strictObject({ country: z.string().length(2) }).optional() }).refine(atLeastOne(["ip", "name"]), "an endpoint has ip or name");
const service = z.strictObject({ name: z.string() });
const resource = z.strictObject({ uid, type: z.string() });

const base = {
  activity_id: z.int(), activity_name: z.string(), category_uid: z.int(), category_name: z.string(), class_uid: z.int(), class_name: z.string(),
  type_uid: z.int(), type_name: z.string(), severity_id: z.int().min(0).max(6), severity: z.string(), status_id: z.int(), status: z.string(), time: timestamp, message: z.string(),
  metadata: z.strictObject({
    version: z.literal("1.4.0"), product: z.strictObject({ name: z.string(), vendor_name: z.string() }), uid, sequence: z.int().min(1),
    log_name: z.string(), log_provider: z.string(), event_code: z.string(),
  }),
  unmapped: z.record(z.string(), z.unknown()),
};

const findingInfo = z.strictObject({
  uid, title: z.string().min(1), created_time: timestamp, types: z.array(z.string()), related_events: z.array(z.strictObject({ uid })).optional(),
  analytic: z.strictObject({ type_id: z.literal(1), type: z.literal("Rule"), uid, name: z.string() }),
});

const SHAPES = {
  3002: z.strictObject({ ...base, actor, user, service, src_endpoint: endpoint, is_remote: z.boolean() }),
  3001: z.strictObject({ ...base, actor, user, src_endpoint: endpoint }),
  3004: z.strictObject({ ...base, actor, entity: resource }),
  6005: z.strictObject({ ...base, actor, src_endpoint: endpoint, database: z.strictObject({ uid, name: z.string(), type_id: z.literal(1), type: z.literal("Relational") }), table: z.strictObject({ uid, name: z.string() }) }),
  6003: z.strictObject({ ...base, actor, src_endpoint: endpoint, api: z.strictObject({ operation: z.string(), service }), resources: z.array(resource) }),
  2004: z.strictObject({ ...base, finding_info: findingInfo, is_alert: z.boolean(), resources: z.array(resource) }),
} as const;

/** Everything that is wrong with an event; empty when it is what the schema asks. */
export function faultsOf(event: unknown): string[] {
  const found = event as { class_uid: keyof typeof SHAPES; activity_id: number; type_uid: number; category_uid: number; class_name: string };
  const shape = SHAPES[found.class_uid];
  const known = Object.values(CLASSES).find(({ uid: number }) => number === found.class_uid);
  if (shape === undefined || known === undefined) return [`class ${found.class_uid} is not one of ours`];
  const parsed = shape.safeParse(event);
  const faults = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  if (found.type_uid !== found.class_uid * 100 + found.activity_id) faults.push("type_uid: class_uid * 100 + activity_id");
  if (found.category_uid !== Math.floor(found.class_uid / 1000)) faults.push("category_uid: the thousands of class_uid");
  if (!Object.values(known.activities).some(([id]) => id === found.activity_id)) faults.push("activity_id: one of the class's");
  return faults;
}
