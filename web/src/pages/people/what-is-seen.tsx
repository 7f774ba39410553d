/** "What would this person see?": by site what they may do, and in numbers what their company codes come to. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import type { PersonAccess, Site } from "../../api/shapes.ts";
import { useSession } from "../../app/going.ts";
import { Amounts } from "../../blocks/amount.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { showCount } from "../../words/money.ts";
import { byArea, permissionInWords, permissionWords } from "../../words/permissions.ts";

/** Areas of a site with their actions: "Findings: see, decide". */
const inWords = (permissions: readonly string[]): string[] =>
  byArea(permissions, (one) => one).map(([area, list]) => `${area}: ${list.map((one) => permissionWords(one).action).join(", ")}`);
const OF_ORGANISATION = /^(organisation|sites|people|sign-on|tickets):/;

export function WhatIsSeen({ access }: { access: PersonAccess }) {
  const { sites } = useSession();
  return (
    <>
      <h4>In the organisation</h4>
      <p>{inWords(access.organisation.filter((one) => OF_ORGANISATION.test(one))).join(" · ") || "Nothing"}</p>
      {access.sites.length === 0 && <p>No site is there for this person.</p>}
      {access.sites.map((at) => (
        <section key={at.id} aria-label={`At ${at.name}`}>
          <h4>{at.name}</h4>
          <ul>
            {inWords(at.permissions.filter((one) => !OF_ORGANISATION.test(one))).map((line) => <li key={line}>{line}</li>)}
            {at.scopes.map((scope) => (
              <li key={scope.companyCodes.join()}>
                {scope.permissions.map(permissionInWords).join(", ")} for company {scope.companyCodes.length === 1 ? "code" : "codes"} {scope.companyCodes.slice(0, 20).join(", ")}
                {scope.companyCodes.length > 20 && ` and ${scope.companyCodes.length - 20} more`}
              </li>
            ))}
          </ul>
          <Preview site={sites.find(({ id }) => id === at.id)} at={at} />
        </section>
      ))}
    </>
  );
}

/** Asked only on demand: it looks into the ledger's findings. */
function Preview({ site, at }: { site: Site | undefined; at: PersonAccess["sites"][number] }) {
  const [asked, setAsked] = useState(false);
  const codes = at.permissions.includes("findings:read") ? null : [...new Set(at.scopes.filter(({ permissions }) => permissions.includes("findings:read")).flatMap(({ companyCodes }) => companyCodes))];
  const mayAsk = site !== undefined && site.permissions.includes("findings:read") && site.companyCodes === null;
  const { data, error, isFetching } = useQuery({ ...queries.accessPreview(site as Site, codes), enabled: asked && mayAsk });
  if (codes?.length === 0) return <p>Sees no findings here.</p>;
  if (!mayAsk) return null;
  if (error) return <FailureNotice error={error} doing="Counting what this person would see" />;
  if (!data) return <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => setAsked(true)}>{`Count what they see at ${at.name}`}</Button>;
  return (
    <p className={form.hint} role="status">
      {`Sees ${showCount(data.totals.count)} of ${showCount(data.ofAll)} findings`}
      {data.totals.count > 0 && <>, at risk <Amounts list={data.totals.exposure} /></>}
    </p>
  );
}
