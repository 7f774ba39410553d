/**
 * Loads the demo ledger the way a customer would: a token from control, files sent to the region, the proposed mapping
 * confirmed, an import, a run. The door.
 *
 * Safe to run at every start: what is there already (files sent, import asked for) is gone on with, not done again.
 */
import { demoLedger, type DemoFile } from "./ledger.ts";
import { demoPaymentRun } from "./payment-run.ts";
import { regionClient, type RegionClient, type RegionClientOptions } from "./region-client.ts";

export { demoLedger, type DemoFile } from "./ledger.ts";
export { demoPaymentRun } from "./payment-run.ts";

export type LoadDemoOptions = RegionClientOptions & { readonly files?: readonly DemoFile[]; readonly paymentRun?: DemoFile };
export type LoadedDemo = {
  /** false: an earlier start loaded it. */
  readonly loadedNow: boolean;
  readonly findings: number;
};

type UploadAnswer = {
  readonly id: string; readonly fileName: string; readonly sizeBytes: number; readonly state: string; readonly refusal?: { readonly message: string };
  readonly inspection?: { readonly tables: readonly { readonly table: string | null; readonly columns: readonly { readonly name: string; readonly field: string | null }[] }[] };
};
type ImportAnswer = { readonly id: string; readonly state: string; readonly runId: string | null; readonly refusal?: { readonly message: string } };
type RunAnswer = { readonly state: string };
type ListAnswer<T> = { readonly items: readonly T[]; readonly total: number };

const LOAD_WAIT_MS = 10 * 60_000;

/**
 * @param say one line for whoever waits
 * @throws Error when the pipeline refuses our own files: that is a bug, and its message holds no customer data.
 */
export async function loadDemo(options: LoadDemoOptions, say: (line: string) => void = () => undefined): Promise<LoadedDemo> {
  const client = regionClient(options);
  const past = (await client.get<ListAnswer<ImportAnswer>>("/imports")).items.find(({ state }) => state !== "refused" && state !== "failed");
  let importId = past?.id;
  if (importId === undefined) {
    const files = options.files ?? demoLedger();
    say(`Sending ${files.length} demo files …`);
    const uploads = await sendAll(client, files);
    importId = (await client.post<ImportAnswer>("/imports", { files: uploads.map(confirmed) })).id;
  }
  if (past?.state !== "committed") say("Reading the demo ledger …");
  const done = await client.until<ImportAnswer>(`/imports/${importId}`, ({ state }) => ["committed", "refused", "failed"].includes(state), LOAD_WAIT_MS);
  if (done.state !== "committed") throw new Error(`The demo ledger was not imported: ${done.refusal?.message ?? done.state}`);
  if (done.runId !== null) {
    const run = await client.until<RunAnswer>(`/runs/${done.runId}`, ({ state }) => state === "done" || state === "failed", LOAD_WAIT_MS);
    if (run.state !== "done") throw new Error("The demo ledger could not be examined.");
  }
  await checkPayments(client, options, say);
  return { loadedNow: past === undefined, findings: (await client.get<ListAnswer<unknown>>("/findings?limit=1")).total };
}

/** One payment run about to be released, checked; none a second time. */
async function checkPayments(client: RegionClient, options: LoadDemoOptions, say: (line: string) => void): Promise<void> {
  if ((await client.get<ListAnswer<unknown>>("/payment-runs?limit=1")).total > 0) return;
  const { name, text } = options.paymentRun ?? demoPaymentRun();
  say("Having a payment run checked …");
  const uploadId = await client.send(name, Buffer.from(text, "utf8"), "payment-run");
  const { id } = await client.post<{ id: string }>("/payment-runs", { uploadId });
  const run = await client.until<RunAnswer>(`/payment-runs/${id}`, ({ state }) => ["done", "refused", "failed"].includes(state), LOAD_WAIT_MS);
  if (run.state !== "done") throw new Error("The demo's payment run was not checked.");
}

/** Files that an interrupted start has sent already are used as they are. */
async function sendAll(client: RegionClient, files: readonly DemoFile[]): Promise<UploadAnswer[]> {
  const known = (await client.get<ListAnswer<UploadAnswer>>("/uploads?limit=200")).items;
  const ids: string[] = [];
  for (const { name, text } of files) {
    const bytes = Buffer.from(text, "utf8");
    const there = known.find((one) => one.fileName === name && one.sizeBytes === bytes.length && (one.state === "ready" || one.state === "inspecting"));
    ids.push(there?.id ?? (await client.send(name, bytes)));
  }
  const uploads: UploadAnswer[] = [];
  for (const id of ids) {
    const upload = await client.until<UploadAnswer>(`/uploads/${id}`, ({ state }) => state === "ready" || state === "refused", LOAD_WAIT_MS);
    if (upload.state === "refused") throw new Error(`A demo file was not recognised: ${upload.refusal?.message ?? ""}`);
    uploads.push(upload);
  }
  return uploads;
}

/** Agrees with everything that was proposed. */
const confirmed = ({ id, inspection }: UploadAnswer) => ({
  uploadId: id,
  tables: (inspection?.tables ?? []).map(({ table, columns }) => ({
    table, columns: Object.fromEntries(columns.flatMap(({ name, field }) => (field === null ? [] : [[field, name]]))),
  })),
});
