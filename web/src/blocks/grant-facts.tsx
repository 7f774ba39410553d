/** Who, what, why and for how long: one access of the operator's people, as both sides read it. */
import type { AccessGrant } from "../api/staff.ts";
import { dutyWords } from "../words/staff.ts";
import { duration, GRANTABLE, STATES, stateWords } from "../words/access.ts";
import facts from "./facts.module.css";
import { Tag } from "./tag.tsx";
import { When } from "./when.tsx";

type Props = { grant: AccessGrant & { reason: string | null; account: string | null; customerPerson?: { name: string } | null }; forCustomer?: boolean };

export function GrantFacts({ grant, forCustomer = false }: Props) {
  const customer = grant.kind === "break_glass" ? "An emergency is not asked for; the customer is told at once" : grant.customerAskedAt === null ? "Not asked (yet)" : grant.customerPerson ? grant.customerPerson.name : grant.startsAt ? "Allowed" : "Asked";
  return (
    <dl className={facts.facts}>
      <dt>State</dt><dd><Tag meaning={STATES[grant.state].meaning}>{stateWords(grant)}</Tag></dd>
      {!forCustomer && <><dt>Customer</dt><dd>{grant.organisation.name}</dd></>}
      <dt>Site</dt><dd>{grant.site.name}</dd>
      <dt>Ticket</dt><dd>{grant.ticket ? grant.ticket.reference : "None: an emergency"}</dd>
      <dt>Why</dt><dd>{grant.reason}</dd>
      <dt>May</dt><dd>{grant.permissions.map((one) => GRANTABLE[one]).join(", ")}</dd>
      <dt>For</dt><dd>{duration(grant.minutes)}{grant.endsAt && <>, until <When at={grant.endsAt} exact /></>}</dd>
      <dt>Asked by</dt><dd>{grant.requester.name}, as {dutyWords(grant.duty).toLowerCase()}, <When at={grant.askedAt} /></dd>
      <dt>Reviewed by</dt><dd>{grant.reviewer ? grant.reviewer.name : grant.kind === "break_glass" ? "Nobody: an emergency" : "Nobody yet"}</dd>
      <dt>Authorised by</dt><dd>{grant.authoriser ? grant.authoriser.name : "Nobody yet"}</dd>
      <dt>Customer&apos;s answer</dt><dd>{customer}</dd>
      {grant.endedAt && <><dt>Ended</dt><dd><When at={grant.endedAt} exact /></dd></>}
      {grant.account && <><dt>Account of it</dt><dd>{grant.account}</dd></>}
    </dl>
  );
}
