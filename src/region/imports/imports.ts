/**
 * Imports: reading files into the ledger. The door.
 *
 * Invariant: an import changes the ledger as a whole or not at all, and the same files twice change nothing and say so.
 */
export { importRoutes } from "./imports.routes.ts";
export { READ_IMPORT, readImportJob } from "./imports.jobs.ts";
export { lastImport } from "./list-imports.ts";
export { importSchema, type Import } from "./imports.schema.ts";
