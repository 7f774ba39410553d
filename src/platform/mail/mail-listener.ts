/**
 * Takes mail in over TLS. The only module that imports smtp-server.
 *
 * TLS or nothing: `implicit`, or `starttls`, which is then required: no command but EHLO, STARTTLS, NOOP and QUIT is taken before it. No
 * sign-in, no relaying: an address is taken only when the owner says so. A message is held in memory, never on a disk, and its sender
 * is told 250 only after the owner has stored it; whatever happens before that, the sender still has it and sends it again.
 */
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type MailListenerSettings = {
  readonly host: string;
  readonly port: number;
  readonly tls: "implicit" | "starttls";
  readonly cert: string;
  readonly key: string;
  /** How it calls itself. */
  readonly name: string;
  readonly mostBytes: number;
};

export type Envelope = { readonly from: string; readonly to: readonly string[]; readonly address: string; readonly helo: string };

/** `taken`: stored, for good. `later`: the sender shall try again. `refused`: it need not. The words reach the sender. */
export type Judgement = { readonly outcome: "taken" } | { readonly outcome: "later" | "refused"; readonly status: string; readonly words: string };

export type MailOwner = {
  /** Whether anybody answers to this address, and mail with this sender may come to it. */
  readonly onRecipient: (recipient: string, from: string) => Promise<Judgement>;
  readonly onMail: (message: Buffer, envelope: Envelope) => Promise<Judgement>;
  /** Something broke on our side. Never holds an address or content. */
  readonly onError: (error: unknown) => void;
};

export type MailListener = { readonly port: number; readonly renew: (tls: { cert: string; key: string }) => void; readonly stop: () => Promise<void> };

const AT_ONCE = 20;
const SILENCE_MS = 60_000;
const MOST_RECIPIENTS = 10;
/** So many wrong addresses on one connection, and it is a search for right ones. */
const MOST_WRONG = 5;

type Answer = (error?: Error | null) => void;
const coded = (code: number, status: string, words: string): Error => Object.assign(new Error(`${status} ${words}`), { responseCode: code });
const TROUBLE = { outcome: "later", status: "4.3.0", words: "Something went wrong here. Please try again later." } as const;

function answer(judgement: Judgement, done: Answer): void {
  if (judgement.outcome === "taken") return done();
  done(coded(judgement.outcome === "later" ? 451 : 550, judgement.status, judgement.words));
}

export async function openMailListener(settings: MailListenerSettings, owner: MailOwner): Promise<MailListener> {
  const wrong = new WeakMap<object, number>();
  const judged = (judging: Promise<Judgement>): Promise<Judgement> => judging.catch((error: unknown) => (owner.onError(error), TROUBLE));
  const server = new SMTPServer({
    name: settings.name, banner: "", secure: settings.tls === "implicit", needsUpgrade: false,
    cert: settings.cert, key: settings.key, minVersion: "TLSv1.2",
    disabledCommands: ["AUTH"], authOptional: true, allowInsecureAuth: false, disableReverseLookup: true, logger: false,
    size: settings.mostBytes, maxClients: AT_ONCE, socketTimeout: SILENCE_MS, closeTimeout: 2_000, hideSize: false, useXClient: false, useXForward: false, useProxy: false,
    onMailFrom: (_address, session, done) => (session.secure ? done() : done(coded(530, "5.7.0", "Must issue a STARTTLS command first."))),
    onRcptTo: ({ address }, session, done) => {
      if (session.envelope.rcptTo.length >= MOST_RECIPIENTS) return done(coded(452, "4.5.3", "Too many recipients."));
      if ((wrong.get(session.envelope) ?? 0) >= MOST_WRONG) return done(coded(421, "4.7.0", "Too many wrong addresses."));
      void judged(owner.onRecipient(address, fromOf(session.envelope.mailFrom))).then((judgement) => {
        if (judgement.outcome === "refused") wrong.set(session.envelope, (wrong.get(session.envelope) ?? 0) + 1);
        answer(judgement, done);
      });
    },
    onData: (stream, session, done) => {
      const held: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => {
        // Past the limit nothing more is kept; the protocol still has to be read to its end.
        if (!stream.sizeExceeded) held.push(chunk);
      });
      stream.on("error", owner.onError);
      stream.on("end", () => {
        if (stream.sizeExceeded) return done(coded(552, "5.3.4", "The message is too large."));
        const envelope = { from: fromOf(session.envelope.mailFrom), to: session.envelope.rcptTo.map(({ address }) => address), address: session.remoteAddress, helo: session.hostNameAppearsAs };
        void judged(owner.onMail(Buffer.concat(held), envelope)).then((judgement) => answer(judgement, done));
      });
    },
  });
  // A client that hangs up, or speaks no TLS, is no fault of ours.
  server.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(settings.port, settings.host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    renew: ({ cert, key }) => server.updateSecureContext({ cert, key, minVersion: "TLSv1.2" } as object),
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const fromOf = (from: false | { readonly address: string }): string => (from === false ? "" : from.address);
