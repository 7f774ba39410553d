/** What a live test showed: the claims received, and what a real sign-in would have done. */
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { useParam } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { ROLES } from "../../words/roles.ts";
import { OUTCOMES } from "../../words/sign-on.ts";

export function TestResultPage() {
  const connectionId = useParam("connectionId");
  const { data } = useSuspenseQuery(queries.connectionTest(connectionId, useParam("testId")));
  const { result } = data;
  return (
    <Page title="Live test" above={{ to: paths.connection(connectionId), words: "The connection" }} lead="Nobody was signed in by it. The result is kept for a day.">
      {result === null ? (
        <Notice title="The test has not come back from your identity provider yet." />
      ) : (
        <>
          <Notice meaning={result.passed ? "neutral" : "risk"} title={result.passed ? "It works." : "It does not work yet."} live>
            <p>{OUTCOMES[result.outcome]} {result.roles.length > 0 && `With the role ${result.roles.map((role) => ROLES[role]).join(", ")}.`} {result.problem}</p>
          </Notice>
          <Section title="What your identity provider said">
            <Table
              caption="Claims received"
              rows={[["Subject", result.subject], ["Email address taken", result.email ?? "none"], ["Name taken", result.name ?? "none"], ["Checked by", result.methods.join(", ") || "not said"], ...Object.entries(result.claims)] as [string, string | string[]][]}
              keyOf={([name], index) => `${name} ${index}`}
              columns={[
                { key: "name", head: "Claim", cell: ([name]) => name },
                { key: "value", head: "Value", cell: ([, value]) => [value].flat().join(", ") },
              ]}
            />
          </Section>
        </>
      )}
    </Page>
  );
}
