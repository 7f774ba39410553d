/** Made-up sanctions lists of a site, for looking at their page. */
import type { SanctionsReading, SanctionsVersion, SanctionsVersionList } from "../../../web/src/api/shapes.ts";

const days = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString();
const AGNES = { id: "per_1", name: "Agnes Whitfield" };
const PROGRAM = { id: "cli_1", name: "" };

const version = (id: number, change: Partial<SanctionsVersion>): SanctionsVersion => ({
  id: `snv_${id}`, list: "uk", name: "UK Sanctions List", state: "past", publishedOn: days(3).slice(0, 10), readAt: days(3), by: AGNES, files: "UK_Sanctions_List.csv", subjects: 6_046, names: 15_050, nameless: 0,
  sha256: "9a6cafc37f59f0d1a9be77c07d8a52c6", ageDays: 3, old: false, hits: null, decisions: 0, ...change,
});
const reading: SanctionsReading = {
  id: "snr_1", list: "un", state: "refused", progress: null, files: ["consolidated.xml"], by: AGNES, askedAt: days(0), finishedAt: days(0), versionId: null, known: false, newest: false,
  refusal: { code: "list-damaged", message: "consolidated.xml is a damaged XML file.", details: [{ at: "consolidated.xml, row 20414", expected: "well-formed XML to its end", remedy: "Download the list again." }] },
};

export const sanctionsLists = (empty: boolean): SanctionsVersionList => {
  if (empty) return { items: [], nextCursor: null, total: 0, waiting: [], readings: [], oldAfterDays: 14, examining: false, lastRun: { id: "run_1", finishedAt: days(1), screened: false } };
  const items = [
    version(4, { state: "current", hits: 2 }),
    version(3, { list: "ofac", name: "OFAC SDN List", state: "current", publishedOn: null, readAt: days(38), by: PROGRAM, files: "add.csv, alt.csv, sdn.csv", subjects: 18_421, names: 41_877, nameless: 1, ageDays: 38, old: true, hits: 0 }),
    version(2, { publishedOn: days(31).slice(0, 10), readAt: days(30), files: "uk_subject_names.csv.gz, uk_subjects_with_a_rather_long_name_as_it_came_from_the_intranet.csv", names: 14_982, decisions: 1, ageDays: 31, old: true }),
  ];
  return {
    items, nextCursor: null, total: 3, oldAfterDays: 14, examining: true, lastRun: { id: "run_1", finishedAt: days(1), screened: true },
    waiting: [
      { uploadId: "upl_9", fileName: "sdn.csv", sentAt: days(0), state: "ready", list: "ofac", part: "subjects (sdn)" },
      { uploadId: "upl_8", fileName: "alt.csv", sentAt: days(0), state: "ready", list: "ofac", part: "further names (alt)" },
      { uploadId: "upl_7", fileName: "consolidated.xml", sentAt: days(0), state: "ready", list: "un", part: "the whole list" },
      { uploadId: "upl_6", fileName: "list of bad people.csv", sentAt: days(0), state: "refused", list: null, part: null, refusal: { code: "list-not-recognised", message: "list of bad people.csv is not recognised as a sanctions list.", details: [{ at: "list of bad people.csv, row 1", expected: "a column Name type", remedy: "Download the UK Sanctions List again with all its columns." }] } },
    ],
    readings: [reading, { ...reading, id: "snr_0", list: "uk", state: "done", versionId: "snv_4", newest: true }],
  };
};
