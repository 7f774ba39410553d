/** For jobs.test.ts: takes a job of the queue `long` and works on it until killed. Database on standard input. */
import { text } from "node:stream/consumers";
import { openDatabase } from "../postgres/postgres.ts";
import { openJobs, queue } from "./jobs.ts";

const { url, ca } = JSON.parse(await text(process.stdin)) as { url: string; ca: string };
const long = queue("long", { retryLimit: 3, retryDelaySeconds: 0, heartbeatSeconds: 10 });
const db = openDatabase<any>({ url, tls: { ca } });
const jobs = await openJobs({ db, url, tls: { ca }, queues: [long], onError: () => undefined, worker: true });
await jobs.work(long, () => new Promise(() => undefined));
