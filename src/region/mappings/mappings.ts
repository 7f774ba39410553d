/**
 * Mappings: how the columns of files with certain headings are read at this site. The door.
 *
 * Invariant: a person's word goes before any guess, and what a person confirmed once is proposed again for every file
 * with the same headings; it is never applied without being confirmed again.
 */
export { FIELDS, TABLE_NAMES, tableMappingSchema, tableNameSchema, type TableMapping } from "./mappings.schema.ts";
export { answersOf } from "./answers-of.ts";
export { headingIndex, recallMapping, rememberMapping } from "./remember-mapping.ts";
