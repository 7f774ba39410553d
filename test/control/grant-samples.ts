/** Samples of the grants' endpoints for both matrices. What a call needs is put there beforehand: a grant at the step before. */
import { newId, type GrantId } from "../../src/base/ids.ts";
import type { Duty } from "../../src/platform/access/access.ts";
import { asSuperuser, type Answer, type Browser, type Scene } from "./scene.ts";
import { register, type StaffScene } from "./staff-scene.ts";

type At = { readonly organisation: string; readonly site: string };

async function placeOf(scene: Scene, where: string, value: string): Promise<At | undefined> {
  const [found] = await asSuperuser<At>(scene, `select o.id as organisation, s.id as site from organisation o join site s on s.organisation_id = o.id where ${where} limit 1`, [value]);
  return found;
}

export type GrantAt = { readonly state: "asked" | "reviewed" | "customer" | "live" | "accounting"; readonly requester?: string; readonly duty?: Duty; readonly emergency?: boolean };

/** Straight into the table: how it gets there is tried in grants.test.ts. */
export async function insertGrant(scene: Scene, { organisation, site }: At, { state, requester, duty = "support", emergency = state === "accounting" }: GrantAt): Promise<GrantId> {
  const somebody = async (duties: readonly Duty[]): Promise<string> => (await register(scene as StaffScene, duties)).id;
  const id = newId("grt");
  const now = scene.clock.now();
  const [person] = await asSuperuser<{ id: string }>(scene, "select p.id from person p join membership m on m.person_id = p.id where m.organisation_id = $1 and p.kind = 'person' limit 1", [organisation]);
  const ticket = emergency ? null : newId("tck");
  if (ticket !== null) {
    await asSuperuser(scene, `insert into ticket (organisation_id, id, reference, state, priority, site, raised_by, raised_by_mail, created_at, touched_at, sealed_subject)
      values ($1, $2, 'T-' || upper(substr(md5($2), 1, 4)) || '-' || upper(substr(md5($2), 5, 4)), 'open', 'normal', $3, $4, false, $5, $5, $6)`, [organisation, ticket, site, person?.id, now, scene.control.plane.tickets.seal.seal({ kind: "ticket.sealed_subject", object: ticket }, Buffer.from("For the next call"))]);
  }
  const by = requester ?? (await somebody([duty]));
  const begun = state === "live" || state === "accounting";
  await asSuperuser(scene, `insert into access_grant (organisation_id, id, kind, site, ticket, permissions, minutes, duty, requester, requester_device, sealed_reason, asked_at, lapses_at, state,
      reviewer, authoriser, customer_asked_at, starts_at, ends_at, ended_at, outcome)
    values ($1, $2, $3, $4, $5, '{findings:read}', 30, $6, $7, 'another device', $8, $9, $9::timestamptz + interval '1 day', $10, $11, $12, $13, $14, $15, $16, $17)`, [
    organisation, id, emergency ? "break_glass" : "ticket", site, ticket, duty, by, scene.control.plane.tickets.seal.seal({ kind: "access_grant.sealed_reason", object: id }, Buffer.from("For the next call")), now,
    state === "accounting" ? "over" : state, emergency || state === "asked" ? null : await somebody([duty]), begun || state === "customer" ? await somebody(["security"]) : null,
    state === "customer" ? now : null, begun ? now : null, begun ? new Date(now.getTime() + 30 * 60_000) : null, state === "accounting" ? now : null, state === "accounting" ? "revoked" : null,
  ]);
  return id;
}

/** In the organisation of whoever calls, so that rights decide and not the lack of anything. */
const prepare = (state: GrantAt["state"]) => async (scene: Scene, email: string): Promise<{ id?: string }> => {
  const at = await placeOf(scene, "exists (select from membership m join person p on p.id = m.person_id where m.organisation_id = o.id and p.email = $1)", email);
  return at === undefined ? {} : { id: await insertGrant(scene, at, { state }) };
};

export const PREPARE_GRANT: Readonly<Record<string, (scene: Scene, email: string) => Promise<{ id?: string }>>> = {
  "get /api/staff-access/{grantId}": prepare("live"),
  "post /api/staff-access/{grantId}/answer": prepare("customer"),
  "post /api/staff-access/{grantId}/end": prepare("live"),
  "post /api/staff-access/end-all": prepare("live"),
};

type Context = { readonly prepared: { readonly id?: string } };
const at = ({ prepared }: Context): string => `/api/staff-access/${prepared.id ?? newId("grt")}`;
let asked = true;

export const GRANT_SAMPLES: Readonly<Record<string, (browser: Browser, context: Context) => Promise<Answer>>> = {
  "get /api/staff-access": (browser) => browser.get("/api/staff-access"),
  "get /api/staff-access/{grantId}": (browser, context) => browser.get(at(context)),
  "post /api/staff-access/{grantId}/answer": (browser, context) => browser.post(`${at(context)}/answer`, { allow: true }),
  "post /api/staff-access/{grantId}/end": (browser, context) => browser.post(`${at(context)}/end`),
  "post /api/staff-access/end-all": (browser) => browser.post("/api/staff-access/end-all"),
  "post /api/staff-access/policy": async (browser) => {
    const answer = await browser.post("/api/staff-access/policy", { askedEachTime: !asked });
    if (answer.status === 204) asked = !asked;
    return answer;
  },
};

/** For the staff area: somewhere to ask for. */
export const grantPlace = (scene: Scene): Promise<At | undefined> => placeOf(scene, "o.id <> $1", "none");
