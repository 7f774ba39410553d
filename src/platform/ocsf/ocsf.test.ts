/** Every act as an event: valid by the schema, the same each time, and never lost for being unknown or long. */
import { expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import { ACTS, classOf, eventOf, mappingOf, type TrailEntry } from "./ocsf.ts";
import { faultsOf } from "./ocsf.schema.ts";

const entry = (act: string, more: Partial<TrailEntry> = {}): TrailEntry => ({
  trail: newId("sit"), seq: 7, id: newId("aud"), at: new Date("2026-11-26T10:00:00.123Z"), who: { kind: "person", id: newId("per"), name: "Ann" },
  act, object: { kind: "finding", id: newId("fnd") }, leaf: new Uint8Array(32), ...more,
});

test("every act is a valid event, whoever did it", () => {
  expect(Object.keys(ACTS).length).toBeGreaterThan(50);
  for (const act of [...Object.keys(ACTS), "what.nobody-knows"]) {
    for (const kind of ["person", "job", "staff", "system"]) {
      const event = eventOf(entry(act, { who: { kind, id: "x", name: "" }, detail: { address: "192.0.2.7", country: "GB", rows: 3 } }));
      expect(faultsOf(event), act).toEqual([]);
      expect(faultsOf(eventOf(entry(act, { object: { kind: "person", id: newId("per") } }))), act).toEqual([]);
    }
  }
});

test("the schema finds what is missing, too much, or does not agree", () => {
  const good = eventOf(entry("findings.read"));
  expect(faultsOf({ ...good, actor: undefined })).not.toEqual([]);
  expect(faultsOf({ ...good, type_uid: 600502 })).toEqual(["type_uid: class_uid * 100 + activity_id"]);
  expect(faultsOf({ ...good, category_uid: 3 })).not.toEqual([]);
  expect(faultsOf({ ...good, actor_name: "Ann" })).not.toEqual([]);
  expect(faultsOf({ ...good, src_endpoint: {} })).not.toEqual([]);
  expect(faultsOf({ ...good, class_uid: 1 })).not.toEqual([]);
  expect(faultsOf({ ...good, time: "2026-11-26T10:00:00Z" })).not.toEqual([]);
});

test("an alert is a detection finding that names the entries behind it", () => {
  const event = eventOf(entry("alerts.fire", { object: { kind: "alert", id: "alr_1" }, detail: { rule: "mass-export", title: "Much was exported", severity: 4, entries: ["aud_1", "aud_2"] } }));
  expect(faultsOf(event)).toEqual([]);
  expect(event).toMatchObject({ class_uid: 2004, type_uid: 200401, severity_id: 4, message: "Much was exported", finding_info: { uid: "alr_1", related_events: [{ uid: "aud_1" }, { uid: "aud_2" }] } });
});

test("details that are too long for a receiver are left out, and the event says so", () => {
  const event = eventOf(entry("imports.ask", { after: "x".repeat(20_000) }));
  expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(8_192);
  expect(event["unmapped"]).toMatchObject({ details_left_out: true });
  expect(faultsOf(event)).toEqual([]);
});

test("what each act becomes is the committed list", async () => {
  const lines = Object.keys(ACTS).toSorted().map((act) => {
    const { class: name, activity, severity, failed } = mappingOf(act);
    const { uid, activities } = classOf(name);
    const [id = 99] = activities[activity] ?? [];
    return `${act.padEnd(32)}${`${uid * 100 + id}`.padEnd(8)}${`${name} ${activity}`.padEnd(34)}severity ${severity}${failed ? "  failure" : ""}`;
  });
  await expect(["# What each act of the trails is in OCSF 1.4.0. Written by src/platform/ocsf/ocsf.test.ts.", ...lines, ""].join("\n")).toMatchFileSnapshot("../../../test/golden/ocsf.txt");
});
