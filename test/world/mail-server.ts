/** A real mail server for tests, that takes, refuses or is slow as it is told, and what it was sent. */
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export type Received = { readonly from: string; readonly to: readonly string[]; readonly text: string; readonly tls: string };
export type TestMailServer = { readonly port: number; readonly received: Received[]; readonly connections: () => number; readonly close: () => Promise<void> };

/** An answer of the server's own: `refuse(550, "5.1.1 No such mailbox")`. */
export const refuse = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

export async function startMailServer(options: SMTPServerOptions): Promise<TestMailServer> {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onConnect: (_session, done) => (connections++, done()),
    onData: (stream, session, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => {
        const cipher = session.tlsOptions as { version?: string } | false;
        received.push({ from: (session.envelope.mailFrom as { address: string }).address, to: session.envelope.rcptTo.map(({ address }) => address), text, tls: cipher === false ? "none" : (cipher.version ?? "") });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined); // a client that hangs up is what some tests want
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
