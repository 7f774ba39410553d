/**
 * The certificate of destruction: plain text for people and auditors. Its name is the SHA-256 of its bytes, and the entry
 * `keys.destroyed` of the site's audit trail names it, so the signed trail proves that it is the one.
 */
import { createHash } from "node:crypto";
import { notFound } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { REGION_NAMES, type Region } from "../../base/regions.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { Destruction } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import { certificateOf, recordAct, type Certificate, type KeysTransaction } from "./keys.store.ts";

type Facts = { readonly region: Region; readonly organisationId: string; readonly askedBy: string; readonly madeAt: Date; readonly destruction: Destruction };

export function writeCertificate({ region, organisationId, askedBy, madeAt, destruction }: Facts): Certificate {
  const { site, versions, sample, dataKeysRemoved, effectiveBy } = destruction;
  const text = [
    "CERTIFICATE OF DESTRUCTION",
    "",
    `Site                  ${site}`,
    `Organisation          ${organisationId}`,
    `Region                ${REGION_NAMES[region]}`,
    `Asked for by          ${askedBy}`,
    `Certificate made      ${madeAt.toISOString()}`,
    `In effect everywhere  ${effectiveBy.toISOString()}`,
    "",
    "Every version of the site's encryption key was erased. Everything the customer stored was encrypted under these keys:",
    "uploaded files, ledgers, findings, reports, names and the details of the audit trail, and every backup of them. The",
    "keys themselves were never part of a backup. What remains is ciphertext that nobody can open, us included.",
    "",
    "Key versions",
    ...versions.map(({ version, createdAt, destroyedAt }) => `  version ${version}, made ${createdAt}, erased ${destroyedAt}`),
    `Data keys removed     ${dataKeysRemoved}`,
    "",
    "Proof by sample: stored things were opened before and tried again after the keys were erased, before anything else was.",
    `  tried ${sample.tried}, opened before ${sample.openedBefore}, refused after ${sample.refusedAfter}`,
    "",
    "The SHA-256 of this text is the object of the entry keys.destroyed in the site's audit trail, which is signed.",
    "",
  ].join("\n");
  return { id: createHash("sha256").update(text).digest("hex"), madeAt, text };
}

export async function readCertificate(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<string> {
  need(actor, siteId, "keys", "read", deps.clock.now().getTime());
  return withSite(deps.db, siteId, async (tx: KeysTransaction) => {
    const certificate = await certificateOf(tx);
    if (certificate === undefined) throw notFound("certificate");
    await recordAct(deps, tx, actor, "keys.certificate", { kind: "certificate", id: certificate.id });
    return certificate.text;
  });
}
