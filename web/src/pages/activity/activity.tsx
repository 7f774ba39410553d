/** Who did what, newest first, reads of data too: in a site, or in the organisation itself. Each entry can be taken away with its proof. */
import { Button } from "@mantine/core";
import { useMutation, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import * as queries from "../../api/queries.ts";
import { organisationTrail, siteTrail, type Trail } from "../../api/trails.ts";
import { useFilters, useGoing, useSession, useSite } from "../../app/going.ts";
import { useCommands } from "../../app/keys.ts";
import { paths } from "../../app/paths.ts";
import { TrailSwitch } from "../../app/trail-switch.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page } from "../../blocks/page.tsx";
import { ACTS_OF_ORGANISATION, ACTS_OF_SITE } from "../../words/acts.ts";
import { showCount } from "../../words/money.ts";
import styles from "./activity.module.css";
import { EntriesTable } from "./entries-table.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { pickFilters, type ActivityFilters } from "./filters.ts";
import { LogSection } from "./log-section.tsx";

export function SiteActivityPage() {
  const site = useSite();
  return (
    <Activity
      key={site.id}
      trail={siteTrail(site)}
      lead={`Everything done in ${site.name}, by people and by the service, and every reading of its data. Entries are added, never changed.`}
      acts={ACTS_OF_SITE}
      pathOf={(filters) => paths.activity(site.id, filters)}
      fileStem={`activity of ${site.name}`}
    />
  );
}

export function OrganisationActivityPage() {
  const session = useSession();
  const { organisation } = session;
  return (
    <Activity
      trail={organisationTrail(session)}
      lead={`Everything done in ${organisation.name} itself: sign-ins, people, sites, access to regions. What is done with a site's data is in that site's activity.`}
      acts={ACTS_OF_ORGANISATION}
      pathOf={(filters) => paths.organisationActivity(filters)}
      fileStem={`activity of ${organisation.name}`}
    />
  );
}

type Props = {
  trail: Trail;
  lead: string;
  /** Those that can be filtered by. */
  acts: Readonly<Record<string, string>>;
  pathOf: (filters: ActivityFilters) => string;
  fileStem: string;
};

function Activity({ trail, lead, acts, pathOf, fileStem }: Props) {
  const going = useGoing();
  const { permissions } = useSession();
  const filters = pickFilters(useFilters());
  // The old rows stay, dimmed, while a changed filter is on its way.
  const wanted = JSON.stringify(filters);
  const settled = useDeferredValue(wanted);
  const shown = useMemo(() => JSON.parse(settled) as ActivityFilters, [settled]);
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.activity(trail, shown));
  const entries = data.pages.flatMap((page) => page.items);
  const total = data.pages[0]?.total ?? 0;
  const change = (next: ActivityFilters): void => going.replace(pathOf(next));
  const [since, setSince] = useState<number>();
  const save = useMutation({ mutationFn: () => trail.savePack({ ...filters, ...(since === undefined ? {} : { since }) }, `${fileStem}.jsonl`) });
  const saveOcsf = useMutation({ mutationFn: () => trail.saveOcsf(filters, `${fileStem} OCSF.jsonl`) });
  const prove = useMutation({ mutationFn: trail.saveProof });
  const first = useRef<HTMLSelectElement>(null);
  useCommands("Activity", [
    { keys: "/", words: "Filter", run: () => first.current?.focus() },
    { keys: "e", words: "Download these entries with proofs", run: () => save.mutate() },
  ]);
  return (
    <Page wide title="Activity" lead={lead} actions={<Downloads save={save} saveOcsf={saveOcsf} />}>
      <TrailSwitch words="Whose activity" needs="seeActivity" ofSite={paths.activity} ofOrganisation={permissions.includes("organisation:audit") ? paths.organisationActivity() : undefined} />
      {save.error && <FailureNotice error={save.error} doing="The download" />}
      {saveOcsf.error && <FailureNotice error={saveOcsf.error} doing="The download" />}
      {prove.error && <FailureNotice error={prove.error} doing="The download of the proof" />}
      <FilterBar filters={filters} acts={acts} entries={entries} onChange={change} first={first} />
      {entries.length === 0 ? (
        <Nothing filtered={Object.keys(filters).length > 0} onClear={() => change({})} />
      ) : (
        <div data-waiting={settled !== wanted || undefined} className={styles.list}>
          <p className={styles.count} role="status">{countWords(total)}</p>
          <EntriesTable entries={entries} filters={filters} onChange={change} onProve={(id) => prove.mutate(id)} proving={prove.isPending ? prove.variables : undefined} />
          {hasNextPage && (
            <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show older entries
            </Button>
          )}
        </div>
      )}
      <LogSection trail={trail} fileStem={fileStem} dayPath={(day) => pathOf({ from: day, to: day })} since={since} onSince={setSince} />
    </Page>
  );
}

/** As far as the server counts. */
const MOST_COUNTED = 10_000;
const countWords = (total: number): string => (total === 1 ? "1 entry" : total === MOST_COUNTED ? "10,000 entries or more" : `${showCount(total)} entries`);

type Download = { readonly mutate: () => void; readonly isPending: boolean };

/** What is listed, to take away: to be checked, or to be read by another system. */
function Downloads({ save, saveOcsf }: { save: Download; saveOcsf: Download }) {
  return (
    <>
      <Button variant="default" onClick={() => saveOcsf.mutate()} loading={saveOcsf.isPending} title="One event a line, for a SIEM">Download as OCSF</Button>
      <Button variant="default" onClick={() => save.mutate()} loading={save.isPending} title="To be checked without us">Download with proofs</Button>
    </>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered)
    return (
      <Empty title="No entry fits these filters" action={<Button variant="default" onClick={onClear}>Show all entries</Button>}>
        <p>Take a filter away, or choose other days. Days are counted in UTC.</p>
      </Empty>
    );
  return (
    <Empty title="Nothing yet">
      <p>Whatever is done here will be listed with who did it and when, and every look at data as well.</p>
    </Empty>
  );
}
