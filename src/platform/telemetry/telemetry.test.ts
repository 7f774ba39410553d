import fc from "fast-check";
import { expect, test } from "vitest";
import { openLog } from "./telemetry.ts";

function logged(write: (log: ReturnType<typeof openLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(openLog("region uk", (line) => void lines.push(line)));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("a line has its plane, time, level, event and the listed fields", () => {
  const [line] = logged((log) => log.info("request", { method: "GET", route: "/api/sites/:siteId", status: 200, ms: 3, request: "0123456789abcdef" }));
  expect(line).toMatchObject({ plane: "region uk", level: "info", msg: "request", method: "GET", route: "/api/sites/:siteId", status: 200, ms: 3, request: "0123456789abcdef" });
  expect(Date.parse(String(line?.["time"]))).toBeGreaterThan(0);
});

test("fields that are not on the list are not written, whatever they hold", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }).map((name) => `x${name}`), fc.anything()), (fields) => {
      const [line] = logged((log) => log.warn("event", { ...fields, status: { canary: "Acme" } } as never));
      return Object.keys(line ?? {}).every((name) => ["plane", "time", "level", "msg"].includes(name));
    }),
  );
});

test("of an error its class, code and place are written, never its message", () => {
  class DriverError extends Error {
    readonly code = "23505";
    override readonly name = "DriverError";
  }
  const [line] = logged((log) => log.error("internal error", { error: new DriverError("Key (name)=(Canary Ltd)\n    at Canary Ltd (injected:1:1) already exists") }));
  expect(line).toMatchObject({ error: "DriverError", errorCode: "23505" });
  expect(String(line?.["at"])).toContain("telemetry.test.ts");
  expect(JSON.stringify(line)).not.toContain("Canary");
});
