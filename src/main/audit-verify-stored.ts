/** The operator's check: every trail in a plane's database, against the record of what was signed. Reads only, beside the running service. */
import { Refusal } from "../base/errors.ts";
import { checkStoredTrails, openExistingSigner, type StoredVerdict, type TrailSigner } from "../platform/audit/audit.ts";
import { openDatabase } from "../platform/postgres/postgres.ts";
import { readVerifier } from "../platform/tlog/tlog.ts";
import { inWords, type Voice } from "./audit-verify.ts";
import { settingsFromFile } from "./settings-source.ts";

/** @returns the exit code: 0 all hold, 1 one does not, 2 they could not be read. */
export async function auditVerifyStored(settingsFile: string, paths: readonly string[], { say, complain }: Voice): Promise<0 | 1 | 2> {
  try {
    if (paths.length > 0) throw new Refusal("invalid", "files-and-settings", "Check either files or a plane's database.", [{ at: paths.join(", "), remedy: "Leave out the files, or --settings." }]);
    const settings = await settingsFromFile(settingsFile);
    const signer = await openExistingSigner(settings.trail.folder);
    const origin = `${settings.trail.name}/${settings.plane === "control" ? "control" : settings.region}`;
    const good = await checkPlane({ database: settings.database, signer, origin, witnesses: settings.trail.witnesses.map(({ key }) => key) }, { say, complain });
    say(good ? "Everything holds." : "NOT everything holds.");
    return good ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    complain(inWords(error));
    return 2;
  }
}

export type PlaneToCheck = { readonly database: { readonly url: string; readonly ca: string }; readonly signer: TrailSigner; readonly origin: string; readonly witnesses: readonly string[] };

/** Whether all of its trails hold; what does not is said. */
export async function checkPlane({ database, signer, origin, witnesses }: PlaneToCheck, { say, complain }: Voice): Promise<boolean> {
  const db = openDatabase({ url: database.url, tls: database, poolSize: 1 });
  let good = true;
  try {
    for await (const verdict of checkStoredTrails({ db, signer, origin, witnesses: witnesses.map(readVerifier) })) {
      say(lineOf(verdict));
      for (const { at, what } of verdict.faults) complain(`${verdict.trail}: ${at === undefined ? "" : `${at}: `}${what}`);
      good &&= verdict.faults.length === 0;
    }
  } finally {
    await db.close();
  }
  return good;
}

function lineOf({ trail, firstSeq, lastSeq, treeSize, faults }: StoredVerdict): string {
  const span = firstSeq === null ? "no entries" : `entries ${firstSeq} to ${lastSeq}`;
  return `${trail}: ${span}, ${treeSize} signed${faults.length === 0 ? "" : `, ${faults.length === 1 ? "1 fault" : `${faults.length} faults`}`}`;
}
