/**
 * FRD-09: a supplier record made to be mistaken for a real supplier (a typo-squat), so that invoices and payments meant for
 * one go to the other. Both records are named; the documents are the imitation's.
 */
import { identityOf, type Resolved } from "../../identity/identity.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { finding, LEAST_SCORE, probability } from "../weigh.ts";
import type { Detector, DetectorContext, Finding, Reason } from "../detector.ts";
import { recordsOf } from "../record.ts";
import { documentsOfSuppliers, spendOf } from "../spend.ts";
import { weighLookAlike, type Side } from "./look-alike.ts";

export type LookAlike = { readonly genuine: Side; readonly imitation: Side; readonly reasons: readonly Reason[]; readonly score: number };

/** Every pair with a verdict, by `smaller|larger` index: the duplicate-record test leaves these to this one. */
export const lookAlikes = (db: DuckDb, context: DetectorContext): Promise<ReadonlyMap<string, LookAlike>> =>
  context.once("look-alikes", async () => {
    const [identity, records, spend] = [await identityOf(db, context), await recordsOf(db, context), await spendOf(db, context)];
    const sideOf = (at: number): Side => partyAt(identity, at, records, spend);
    return new Map(identity.pairs.flatMap((pair) => {
      const [a, b] = [sideOf(pair.a), sideOf(pair.b)];
      const ways = [[a, b], [b, a]] as const;
      const judged = ways.flatMap(([genuine, imitation]) => {
        const reasons = weighLookAlike(pair, genuine, imitation, identity);
        return reasons === undefined ? [] : { genuine, imitation, reasons, score: probability(reasons) };
      });
      const [best] = judged.sort((x, y) => y.score - x.score || (x.imitation.party.id < y.imitation.party.id ? 1 : -1));
      return best === undefined ? [] : [[`${pair.a}|${pair.b}`, best] as const];
    }));
  });

function partyAt(identity: Resolved, at: number, records: Awaited<ReturnType<typeof recordsOf>>, spend: Awaited<ReturnType<typeof spendOf>>): Side {
  const party = identity.parties[at];
  if (party === undefined) throw new Error("a pair names a party that does not exist");
  return { party, record: records.get(party.id), spend: spend.get(party.id) };
}

export const lookAlikeSupplier: Detector = {
  id: "FRD-09",
  name: "Look-alike of a real supplier",
  kinds: ["typosquat_supplier"],
  needs: { supplier: ["name", "iban"] },
  parameters: {},
  find: async (db, context): Promise<Finding[]> => {
    const all = await lookAlikes(db, context);
    const told = [...all.values()].filter(({ score }) => score >= LEAST_SCORE);
    const documents = await documentsOfSuppliers(db, told.map(({ imitation }) => imitation.party.id));
    return told.map(({ genuine, imitation, reasons }) =>
      finding({
        kind: "typosquat_supplier", detectors: ["FRD-09"], reasons, supplierIds: [genuine.party.id, imitation.party.id], documentIds: documents.get(imitation.party.id)?.docs ?? [],
        amountAtRisk: { minor: imitation.spend?.gross ?? 0, currency: imitation.spend?.currency ?? "XXX" },
        title: `${imitation.record?.name ?? imitation.party.id} may be an imitation of ${genuine.record?.name ?? genuine.party.id}`,
      }),
    );
  },
};
