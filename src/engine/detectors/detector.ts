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

/** What the customer changed, by `FRD-08.leastSigns`. */
export type ChangedValues = Readonly<Record<string, number>>;

/** One per run: what its detectors share, and to each its own values. A value outside its limits is clipped to them. */
export function detectorContexts(changed: ChangedValues = {}): { readonly capped: DetectorContext["capped"]; readonly of: (id: DetectorId) => DetectorContext } {
  const shared = new Map<string, Promise<unknown>>();
  const capped: DetectorContext["capped"] = new Map();
  const once = <T>(name: string, build: () => Promise<T>): Promise<T> => {
    const known = shared.get(name) ?? build();
    shared.set(name, known);
    return known as Promise<T>;
  };
  return { capped, of: (id) => ({ capped, once, value: (parameters, name) => valueOf(parameters, name, changed[`${id}.${name}`]) }) };
}

export function valueOf(parameters: Readonly<Record<string, Parameter>>, name: string, changed: number | undefined): number {
  const parameter = parameters[name];
  invariant(parameter !== undefined, `no parameter is called ${name}`);
  return Math.min(parameter.most, Math.max(parameter.least, changed ?? parameter.value));
}

/** Of one detector by itself, with its own values. */
export const detectorContext = (): DetectorContext => detectorContexts().of("DUP-0");
