/** The organisation's programs as its administrators see them: what each may do, and when and from where it was used. */
import type { ClientId, ClientSecretId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { ClientRow } from "./api-clients.store.ts";

export type SecretView = { readonly id: ClientSecretId; readonly hint: string; readonly created_at: Date; readonly last_used_at: Date | null };
export type ClientView = ClientRow & { readonly secrets: readonly SecretView[] };

/** At most a hundred (`MOST_CLIENTS`), by name. */
export function listClients(plane: ControlPlane, { actor }: SignedIn): Promise<readonly ClientView[]> {
  needOrganisation(actor, actor.organisation, "sign-on", "read");
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const rows = await tx.selectFrom("api_client").selectAll().where("organisation_id", "=", actor.organisation).orderBy("name").limit(200).execute();
    const secrets = await tx.selectFrom("api_client_secret").select(["client_id", "id", "hint", "created_at", "last_used_at"]).where("organisation_id", "=", actor.organisation).orderBy("created_at").execute();
    const byClient = Map.groupBy<ClientId, SecretView & { client_id: ClientId }>(secrets, ({ client_id }) => client_id);
    return rows.map((row) => ({ ...row, secrets: byClient.get(row.id) ?? [] }));
  });
}
