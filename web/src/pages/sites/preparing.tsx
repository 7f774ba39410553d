/** A site that its region has not confirmed yet: usually a second or two. */
import { useQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import type { Site } from "../../api/shapes.ts";
import { Page } from "../../blocks/page.tsx";
import { ProgressLine } from "../../blocks/progress.tsx";

const ASK_MS = 1000;

export function PreparingPage({ site }: { site: Site }) {
  useQuery({ ...queries.session, refetchInterval: ASK_MS });
  return (
    <Page title={site.name}>
      <ProgressLine progress={{ stage: `${site.regionName} is preparing the site and its key`, done: 0, total: 0, unit: "" }} label="Preparing the site" />
    </Page>
  );
}
