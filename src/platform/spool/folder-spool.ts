/**
 * One spool in one folder: lines into the present file, the file into a batch, the batch to whoever takes it.
 *
 * Crash story. Lines are in the present file before the code that awaits after writing them goes on. A file becomes a batch under its own number and is then
 * removed; killed in between, the batch is there and the file goes at the next start; killed before, the start makes the batch from
 * the file. New lines go to the next file before the batch is made, so a slow disk holds up no line.
 */
import { randomBytes } from "node:crypto";
import { readFile, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../../base/errors.ts";
import { type Log, openLog } from "../telemetry/telemetry.ts";
import { BATCH_BYTES, type Batch, type BatchHead, packLines } from "./batch.ts";
import { type BatchFiles, openBatchFiles, openName, type Waiting, writeDurably } from "./batch-files.ts";
import { type GivenUp, makeRoom, type Room } from "./make-room.ts";
import { createOpenFile, type OpenFile, readOpenFile } from "./open-file.ts";
import type { SpoolOptions } from "./spool.ts";

const CLOSE_AFTER_MS = 2_000;
/** While batches wait anyway, fewer and larger ones are made. */
const CLOSE_WHILE_WAITING_MS = 60_000;
const MANY_WAITING = 3;
/** Lines kept in memory while the disk takes none. */
const HELD_LINES = 10_000;
const SPARE_BYTES = 256 * 1024 ** 2;

const NOTHING_GONE = { count: 0, from: "", to: "" };
type Closed = { readonly number: number; readonly lines: readonly string[]; readonly gone: number };
type Identity = { readonly spool: string; readonly stream: string };

export class FolderSpool {
  readonly #options: SpoolOptions;
  readonly #now: () => Date;
  readonly #own: Log;
  readonly #room: Room;
  #identity!: Identity;
  #files!: BatchFiles;
  #file: OpenFile | undefined;
  #openedAtMs = 0;
  #nextNumber = 1;
  /** Lines of the present file, for the batch that it becomes. */
  #lines: string[] = [];
  /** Lines of this turn; of earlier ones too while the disk takes none. */
  #pending: string[] = [];
  #scheduled = false;
  /** Of this process, since it last said so: what neither disk nor memory could take. */
  #gone = NOTHING_GONE;
  /** Files that could not be made into batches yet, oldest first. */
  #closed: Closed[] = [];
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#own = openLog(options.plane, (line) => void this.#pending.push(line), this.#now);
    const freeBytes = options.freeBytes ?? (() => freeBytesOf(options.folder));
    this.#room = { limitBytes: options.limitBytes, spareBytes: options.spareBytes ?? SPARE_BYTES, freeBytes, tell: this.#own, told: 0 };
  }

  async recover(): Promise<void> {
    const { folder, source, seal } = this.#options;
    this.#identity = (await identityIn(folder, source)) ?? (await newIdentity(folder, source, {}));
    this.#files = await openBatchFiles(folder, seal, this.#identity.spool);
    for (const number of this.#files.unclosed) {
      const { lines, cut } = await readOpenFile(join(folder, openName(number)), seal, this.#identity.spool, number);
      if (cut) lines.push(this.#line("log file was cut short", { code: "end-not-readable" }));
      this.#closed.push({ number, lines, gone: 0 });
    }
    this.#nextNumber = this.#files.lastNumber() + 1;
    await this.#turn(() => this.#storeClosed());
    this.#timer = setInterval(() => this.#tick(), Math.min(1_000, this.#closeAfterMs())).unref();
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.close();
  }

  write(line: string): void {
    this.#pending.push(line);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Before whoever wrote the line goes on: an answer whose line is written first cannot leave, and then lose its line to a kill.
    queueMicrotask(() => this.flush());
  }

  writeNow(line: string): void {
    this.#pending.push(line);
    this.flush();
  }

  flush(): void {
    this.#scheduled = false;
    this.#append();
    if (this.#file !== undefined && this.#file.bytes() >= BATCH_BYTES) void this.close();
  }

  /** The disk may be full: then lines wait in memory for the next turn, as many as fit there. */
  #append(): void {
    if (this.#pending.length === 0) return;
    try {
      this.#file ??= this.#open();
      this.#file.append(this.#pending.join("\n"));
    } catch {
      return this.#giveUpNewest();
    }
    for (const line of this.#pending) this.#lines.push(line);
    this.#pending = [];
  }

  #open(): OpenFile {
    const { folder, seal } = this.#options;
    const file = createOpenFile(join(folder, openName(this.#nextNumber)), seal, this.#identity.spool, this.#nextNumber);
    this.#nextNumber += 1;
    this.#openedAtMs = performance.now();
    return file;
  }

  #giveUpNewest(): void {
    const over = this.#pending.splice(HELD_LINES);
    if (over.length === 0) return;
    const at = this.#now().toISOString();
    this.#gone = { count: this.#gone.count + over.length, from: this.#gone.from || at, to: at };
  }

  #closeAfterMs(): number {
    return this.#options.closeAfterMs ?? CLOSE_AFTER_MS;
  }

  #tick(): void {
    this.flush();
    if (this.#closed.length > 0) void this.#turn(() => this.#storeClosed());
    const file = this.#file;
    if (file === undefined) return;
    const patient = this.#files.waiting().length >= MANY_WAITING;
    if (performance.now() - this.#openedAtMs >= (patient ? CLOSE_WHILE_WAITING_MS : this.#closeAfterMs())) void this.close();
    else if (patient) file.sync().catch(() => undefined); // told when the batch is made
  }

  /** Resolves when the lines written so far are in a batch, or have to wait for the disk. */
  close(): Promise<void> {
    const { count, from, to } = this.#file === undefined ? NOTHING_GONE : this.#gone;
    if (count > 0) {
      this.#own.error("log lines were given up", { code: "disk-full", count, from, to });
      this.#gone = NOTHING_GONE;
    }
    this.#append();
    const file = this.#file;
    if (file !== undefined) {
      file.close();
      this.#closed.push({ number: file.number, lines: this.#lines, gone: count });
      [this.#file, this.#lines] = [undefined, []];
    }
    return this.#turn(() => this.#storeClosed());
  }

  /** In order, and none before the one that failed. */
  async #storeClosed(): Promise<void> {
    for (let next = this.#closed[0]; next !== undefined; next = this.#closed[0]) {
      await this.#store(next);
      this.#closed.shift();
      await rm(join(this.#options.folder, openName(next.number)), { force: true });
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    }
  }

  async #store({ number, lines, gone }: Closed): Promise<void> {
    const all = lines.length === 0 ? [this.#line("log file was empty", {})] : lines; // its number must not be missing
    const packed = await packLines(all);
    await makeRoom(this.#files, this.#room, packed.length, (range, lost) => this.#instead(range, lost));
    await this.#files.store({ head: this.#head({ from: number, number, lines: all.length, dropped: gone, ...span(all, this.#now()) }), packed });
  }

  #head(rest: Omit<BatchHead, "form" | "source" | "stream">): BatchHead {
    return { form: 1, source: this.#options.source, stream: this.#identity.stream, ...rest };
  }

  #line(event: string, fields: object): string {
    let made = "";
    openLog(this.#options.plane, (line) => void (made = line), this.#now).error(event, fields);
    return made;
  }

  async #instead(range: { from: number; number: number }, { code, count, first, last }: GivenUp): Promise<Batch> {
    const line = this.#line("log lines were given up", { code, count, from: first, to: last });
    return { head: this.#head({ ...range, lines: 1, dropped: count, first, last }), packed: await packLines([line]) };
  }

  /** The batch to be taken next; none while one before it has no file yet. */
  async oldest(): Promise<Batch | undefined> {
    let found: Batch | undefined;
    await this.#turn(async () => {
      const next = this.#files.waiting()[0];
      if (next === undefined || next.number > (this.#closed[0]?.number ?? Infinity)) return;
      found = await this.#files.read(next).catch((error: unknown) => {
        if (error instanceof Refusal) return undefined;
        throw error; // the disk, this time; the file may be well
      });
      found ??= await this.#insteadOfDamaged(next);
    });
    return found === undefined ? undefined : { ...found, head: { ...found.head, stream: this.#identity.stream } };
  }

  /** Altered or cut on the disk: said in its place, or the stream would end here. */
  async #insteadOfDamaged(damaged: Waiting): Promise<Batch> {
    const at = this.#now().toISOString();
    const instead = await this.#instead({ from: damaged.from, number: damaged.number }, { code: "batch-damaged", count: 1, first: at, last: at });
    await this.#files.remove(damaged);
    await this.#files.store(instead, true);
    return instead;
  }

  sent(number: number): Promise<void> {
    return this.#turn(() => this.#files.sent(number));
  }

  restart(): Promise<void> {
    return this.#turn(async () => {
      const { folder, source } = this.#options;
      this.#identity = await newIdentity(folder, source, { spool: this.#identity.spool });
      this.#own.warn("log spool was put back to an older state", { code: "stream-begun-anew" });
    });
  }

  waiting(): { batches: number; bytes: number } {
    return { batches: this.#files.waiting().length + this.#closed.length, bytes: this.#files.bytes() };
  }

  changed(): Promise<void> {
    return this.#wake.promise;
  }

  /** One act on the files at a time. What fails is tried again by the clock; nobody who writes a line waits for it. */
  #turn(act: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(act).catch(() => undefined);
    return this.#work;
  }
}

/** First and last instant that the lines themselves tell; the clock may have gone backwards between them. */
function span(lines: readonly string[], now: Date): { first: string; last: string } {
  let [first, last] = ["", ""];
  for (const line of lines) {
    const time = /"time":"([^"]{24})"/.exec(line)?.[1];
    if (time === undefined) continue;
    if (first === "" || time < first) first = time;
    if (time > last) last = time;
  }
  return { first: first || now.toISOString(), last: last || now.toISOString() };
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const ID = /^[0-9a-f]{32}$/;
const IDENTITY_FILE = "stream.json";

async function identityIn(folder: string, source: string): Promise<Identity | undefined> {
  const text = await readFile(join(folder, IDENTITY_FILE), "utf8").catch(() => "null");
  try {
    const { spool, stream, source: named } = JSON.parse(text) as { spool: string; stream: string; source: string };
    return ID.test(spool) && ID.test(stream) && named === source ? { spool, stream } : undefined;
  } catch {
    return undefined;
  }
}

/** @param known keeps the spool: what is sealed in the folder is bound to it. */
async function newIdentity(folder: string, source: string, known: { readonly spool?: string }): Promise<Identity> {
  const made = { spool: known.spool ?? randomBytes(16).toString("hex"), stream: randomBytes(16).toString("hex") };
  await writeDurably(folder, IDENTITY_FILE, Buffer.from(JSON.stringify({ ...made, source })));
  return made;
}
