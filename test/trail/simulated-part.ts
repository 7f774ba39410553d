/**
 * One process of the kill simulation: a writer, a sequencer or a witness, as the product has them, slowed here and there so that a kill hits between any
 * two steps. Settings come as a line on standard input; what it says on standard output has happened: an act that was acknowledged, a checkpoint
 * that left it, a cosignature that was given.
 */
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import { Refusal } from "../../src/base/errors.ts";
import type { SiteId } from "../../src/base/ids.ts";
import { advanceDueTrails, askWitness, audit, closeDays, logOf, openTrailSigner, withTrail } from "../../src/platform/audit/audit.ts";
import { openDatabase } from "../../src/platform/postgres/postgres.ts";
import { openWitness, openWitnessFolder, readVerifier, verifierText } from "../../src/platform/tlog/tlog.ts";
import { dice } from "./dice.ts";

export type PartSettings = {
  readonly role: "writer" | "sequencer" | "witness";
  readonly url: string; readonly ca: string; readonly folder: string; readonly trails: readonly SiteId[]; readonly witnessPort: number; readonly seed: number;
};
export type PartSays =
  | { readonly acknowledged: string; readonly trail: SiteId }
  | { readonly checkpoint: string }
  | { readonly cosigned: string }
  | { readonly state: string }
  | { readonly refused: string }
  | { readonly ready: true };

const WITNESS = "witness.example/simulated";
const DAY_MS = 86_400_000;
const say = (what: PartSays): void => void process.stdout.write(`${JSON.stringify(what)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const settings = JSON.parse(line) as PartSettings;
  const random = dice(settings.seed);
  // Clocks of some processes were set back, by up to three days.
  const shiftMs = random() < 0.4 ? -Math.floor(random() * 3 * DAY_MS) : 0;
  const clock = { now: () => new Date(Date.now() + shiftMs) };
  const slowly = async (chance: number): Promise<void> => {
    if (random() < chance) await wait(random() * 40);
  };
  const run = { writer, sequencer, witness }[settings.role];
  await run(settings, random, clock, slowly);
}

type Clock = { readonly now: () => Date };
type Slowly = (chance: number) => Promise<void>;

/** Acts have keys. Some come again, as a message does whose answer was lost: one key, one entry. */
async function writer({ url, ca, trails, seed }: PartSettings, random: () => number, clock: Clock, slowly: Slowly): Promise<never> {
  const db = openDatabase({ url, tls: { ca }, poolSize: 1, onError: () => undefined });
  const earlier: { key: string; trail: SiteId }[] = [];
  say({ ready: true });
  for (let n = 0; ; n += 1) {
    const again = earlier.length > 0 && random() < 0.15 ? earlier[Math.floor(random() * earlier.length)] : undefined;
    const act = again ?? { key: `act-${seed}-${n}`, trail: trails[Math.floor(random() * trails.length)] as SiteId };
    earlier.push(act);
    try {
      await withTrail(db, act.trail, async (tx) => {
        const { rows } = await sql`INSERT INTO message_nonce (nonce, expires_at) VALUES (${act.key}, now() + interval '1 day') ON CONFLICT DO NOTHING RETURNING nonce`.execute(tx);
        await slowly(0.05);
        if (rows.length === 1) await audit(tx, { actor: { kind: "system", name: "simulation" }, act: "thing.change", object: { kind: "thing", id: act.key } }, undefined, clock);
        await slowly(0.05);
      });
      say({ acknowledged: act.key, trail: act.trail });
    } catch {
      await wait(50); // no room, or the database is away: not acknowledged
    }
  }
}

async function sequencer({ url, ca, folder, witnessPort }: PartSettings, _random: () => number, clock: Clock, slowly: Slowly): Promise<never> {
  const db = openDatabase({ url, tls: { ca }, poolSize: 2, onError: () => undefined });
  const signer = await openTrailSigner(join(folder, "trail"));
  const { privateKey } = await openWitnessFolder(join(folder, "witness"), () => undefined);
  const key = readVerifier(verifierText(WITNESS, "witness", privateKey));
  const post = async (body: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`http://127.0.0.1:${witnessPort}/`, { method: "POST", body });
    return { status: answer.status, text: await answer.text() };
  };
  const refused = (error: unknown): void => void (error instanceof Refusal && say({ refused: error.code }));
  say({ ready: true });
  for (;;) {
    const advanced = await advanceDueTrails({ db, signer, origin: "spendward.example/uk", clock, batch: 64, afterStep: () => slowly(0.3) }, refused).catch(() => []);
    for (const trail of advanced) {
      await withTrail(db, trail, logOf).then((log) => void (log?.checkpoint && say({ checkpoint: log.checkpoint })), () => undefined);
      await askWitness(db, trail, { key, post }).catch(refused);
    }
    await closeDays(db, clock).catch(() => undefined);
    await wait(20);
  }
}

/** Its log's keys are those of the trails; killed between its state and its signature it has moved on, and is asked again. */
async function witness({ folder, trails, witnessPort }: PartSettings, random: () => number, clock: Clock, slowly: Slowly): Promise<void> {
  const { privateKey: logKey } = await openTrailSigner(join(folder, "trail"));
  const { privateKey, state } = await openWitnessFolder(join(folder, "witness"), (origin, file) => say({ refused: `fork ${origin} ${file}` }));
  const answer = openWitness({
    signer: { name: WITNESS, privateKey }, clock,
    logs: trails.map((trail) => readVerifier(verifierText(`spendward.example/uk/${trail}`, "log", logKey))),
    state: {
      ...state,
      replace: async (origin, checkpoint) => {
        await state.replace(origin, checkpoint);
        say({ state: checkpoint });
        await wait(random() * 60); // between state and signature
      },
    },
  });
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text)).on("end", async () => {
      const { status, text } = await answer(body).catch(() => ({ status: 500, text: "" })); // as the product answers when its disk is full
      await slowly(0.3);
      if (status === 200) say({ cosigned: body.slice(body.indexOf("\n\n") + 2) });
      response.writeHead(status).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(witnessPort, "127.0.0.1", resolve));
  say({ ready: true });
  await new Promise(() => undefined);
}
