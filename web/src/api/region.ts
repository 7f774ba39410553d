/** What a region offers for one site. Every call goes to the region's own origin with that site's token. */
import type {
  ActivityEntry, Finding, FindingPage, Import, LedgerRows, NewImport, Overview, Page, Population, Run, Site, Upload,
} from "./shapes.ts";
import { send, sendForJson, type Query, type Sending } from "./send.ts";
import { withToken } from "./token.ts";

const base = (site: Site): string => `/api/sites/${encodeURIComponent(site.id)}`;

const ask = <Answer>(site: Site, path: string, sending: Sending = {}): Promise<Answer> =>
  withToken(site.id, (token) => sendForJson<Answer>(site.origin, base(site) + path, { ...sending, token }));

/** Where the resumable upload protocol (tus 1.0) lives; uploads.ts speaks it. */
export const uploadAddress = (site: Site): string => new URL(`${base(site)}/uploads`, site.origin).href;

export const fetchOverview = (site: Site): Promise<Overview> => ask(site, "/overview");
export const fetchUploads = (site: Site): Promise<Page<Upload>> => ask(site, "/uploads", { query: { limit: 200 } });
export const fetchUpload = (site: Site, id: string): Promise<Upload> => ask(site, `/uploads/${encodeURIComponent(id)}`);
export const fetchImports = (site: Site): Promise<Page<Import>> => ask(site, "/imports", { query: { limit: 50 } });
export const fetchImport = (site: Site, id: string): Promise<Import> => ask(site, `/imports/${encodeURIComponent(id)}`);
export const startImport = (site: Site, body: NewImport): Promise<Import> => ask(site, "/imports", { method: "POST", body });
export const fetchRuns = (site: Site): Promise<Page<Run>> => ask(site, "/runs", { query: { limit: 50 } });
export const fetchRun = (site: Site, id: string): Promise<Run> => ask(site, `/runs/${encodeURIComponent(id)}`);
export const fetchFindings = (site: Site, query: Query): Promise<FindingPage> => ask(site, "/findings", { query });
export const fetchFinding = (site: Site, id: string): Promise<Finding> => ask(site, `/findings/${encodeURIComponent(id)}`);
export const fetchPopulation = (site: Site): Promise<Population> => ask(site, "/population");
export const fetchPopulationRows = (site: Site, query: Query): Promise<LedgerRows> => ask(site, "/population/rows", { query });
export const fetchActivity = (site: Site, cursor?: string): Promise<Page<ActivityEntry>> =>
  ask(site, "/activity", { query: { limit: 100, cursor } });

export const deleteUpload = (site: Site, id: string): Promise<void> =>
  withToken(site.id, async (token) => {
    await send(site.origin, `${base(site)}/uploads/${encodeURIComponent(id)}`, { method: "DELETE", token });
  });

/** A file of the region (findings.csv, problems.csv): fetched with the token, then handed to the browser to save. */
export async function download(site: Site, path: string, fileName: string, query: Query = {}): Promise<void> {
  const response = await withToken(site.id, (token) => send(site.origin, base(site) + path, { query, token }));
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
