/** A sequencer that kills itself, as hard as a power cut, after the step it was told. Settings come on standard input. */
import { text } from "node:stream/consumers";
import { systemClock } from "../../base/clock.ts";
import { openDatabase } from "../postgres/postgres.ts";
import { advanceTrail, type AnyTrail, openTrailSigner } from "./audit.ts";

export type DyingSequencerSettings = { readonly url: string; readonly ca: string; readonly folder: string; readonly trail: AnyTrail; readonly dieAfter: string };

const settings = JSON.parse(await text(process.stdin)) as DyingSequencerSettings;
const db = openDatabase({ url: settings.url, tls: { ca: settings.ca }, poolSize: 1 });
const signer = await openTrailSigner(settings.folder);
await advanceTrail({
  db, signer, origin: "spendward.example/uk", clock: systemClock,
  afterStep: async (step) => {
    if (step !== settings.dieAfter) return;
    process.kill(process.pid, "SIGKILL");
    for (;;); // the signal is on its way; nothing more may happen
  },
}, settings.trail);
