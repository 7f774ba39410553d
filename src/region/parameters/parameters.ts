/**
 * Parameters of a site: which tests run, with which values, and from which probability on findings are shown. The door.
 *
 * Invariant: a version never changes once it is written; the product's own (version 0) count until one is switched on, which only a
 * draft can be that was tried on the ledger that counts (back-tests; the database refuses the rest).
 */
export { changesOf } from "./changes-of.ts";
export { currentVersion, lockSite, parametersRow, sealSwitch, settingsOf } from "./parameters.store.ts";
export { parameterRoutes } from "./parameters.routes.ts";
export { versionField, versionSchema, type ParametersVersion, type TestItem } from "./parameters.schema.ts";
export { showVersion } from "./show-version.ts";
export { needDraft } from "./withdraw-draft.ts";
