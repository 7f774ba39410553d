/**
 * Screening: sanctions lists given as files, and who in the ledger bears a listed name.
 *
 * Lists are read as their publishers give them (UK, UN, OFAC), recognised by content. The name, date and hash of a list stay with what was
 * found by it. What a match means, and whether anything is reported, is left to the detector MAS-06.
 */
export { layoutOf, notRecognised } from "./recognise.ts";
export { insertList, parseLists, readLists, type ListFile, type ListRead, type NameCells, type ParsedList } from "./read-lists.ts";
export { listsOf, screen, type ListedSubject, type SanctionsList, type Screened } from "./screen.ts";
export { LAYOUTS, LIST_OF, LISTS, PART_WORDS, type Layout, type ListName } from "./subject.ts";
