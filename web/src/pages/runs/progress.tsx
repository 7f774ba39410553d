/** How far the examination of an import is, and the way to its findings when it is done. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import * as queries from "../../api/queries.ts";
import type { Site } from "../../api/shapes.ts";
import { useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Notice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { ProgressLine } from "../../blocks/progress.tsx";
import { showCount } from "../../words/money.ts";

const WAITING = { stage: "Waiting for its turn", done: 0, total: 0, unit: "" };

export function RunProgress({ site, runId }: { site: Site; runId: string }) {
  const going = useGoing();
  const client = useQueryClient();
  const { data } = useQuery(queries.run(site, runId));
  const state = data?.state;
  useEffect(() => {
    // The lists and figures of the site are old as soon as a run has ended.
    if (state === "done") for (const part of ["findings", "overview", "population", "runs"]) void client.invalidateQueries({ queryKey: ["site", site.id, part] });
  }, [state, client, site.id]);
  if (!data) return null;
  if (data.state === "failed")
    return (
      <Section title="Examination">
        <Notice meaning="risk" title="The examination failed on our side">
          <p>The ledger is imported and the earlier findings are as they were. It is tried again by the next import.</p>
        </Notice>
      </Section>
    );
  if (data.state !== "done")
    return (
      <Section title="Examination">
        <ProgressLine progress={data.progress ?? WAITING} label="Examination" />
      </Section>
    );
  const count = Object.values(data.counts.byKind).reduce((sum, one) => sum + one, 0);
  return (
    <Section title="Examination">
      <p>
        Done: {showCount(count)} findings, {showCount(data.counts.new)} of them new.
      </p>
      <Button mt="sm" onClick={() => going.to(paths.findings(site.id))}>
        See the findings
      </Button>
    </Section>
  );
}
