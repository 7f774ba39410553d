/**
 * What a detector is: one test of the catalogue as data (id, needs, parameters) and one function.
 *
 * Invariants: a detector only reads the canonical tables (its own scratch tables are temporary), gives the same findings for
 * the same ledger and parameters, and reports nothing it cannot explain as a list of weights. Choosing, skipping
 * and ordering detectors is left to `engine/run`.
 */
import { invariant } from "../../base/errors.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { DetectorId, Finding, Kind } from "../run/finding.ts";

export type { DetectorId, Finding, Kind, Reason } from "../run/finding.ts";

export type TableName = "invoice" | "supplier" | "supplier_bank_change" | "employee" | "payment" | "statement_line" | "sanctions_list";

/** Fields that must be mapped for the test to mean anything, by table. */
export type Needs = Readonly<Partial<Record<TableName, readonly string[]>>>;

export type Parameter = {
  readonly value: number;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** What it does, for the person who wants to change it. */
  readonly means: string;
};

export type DetectorContext = {
  /** The value of a parameter: the customer's if it was changed, else the detector's own. */
  readonly value: (parameters: Readonly<Record<string, Parameter>>, name: string) => number;
  /** What was left out because there was too much of it, by detector: told to the reader as coverage. */
  readonly capped: Map<DetectorId, string>;
  /** What several detectors need, built once per run and shared by name. */
  readonly once: <T>(name: string, build: () => Promise<T>) => Promise<T>;
};

export type Detector = {
  readonly id: DetectorId;
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly needs: Needs;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly find: (db: DuckDb, context: DetectorContext) => Promise<Finding[]>;
};

/** One per run. `changed` holds the customer's parameter values by name; a value outside its limits is clipped to them. */
export function detectorContext(changed: Readonly<Record<string, number>> = {}): DetectorContext {
  const shared = new Map<string, Promise<unknown>>();
  return {
    capped: new Map(),
    value: (parameters, name) => {
      const parameter = parameters[name];
      invariant(parameter !== undefined, `no parameter is called ${name}`);
      return Math.min(parameter.most, Math.max(parameter.least, changed[name] ?? parameter.value));
    },
    once: <T>(name: string, build: () => Promise<T>) => {
      const known = shared.get(name) ?? build();
      shared.set(name, known);
      return known as Promise<T>;
    },
  };
}
