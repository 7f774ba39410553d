/** Receivers as customers have them, on this machine: a syslog server over TLS and a webhook's server. Each behaves as it is told. */
import { createServer as createHttps } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import type { OcsfEvent } from "../../src/platform/ocsf/ocsf.ts";

export type SyslogReceiver = {
  readonly port: number;
  /** Messages that arrived whole. */
  readonly messages: string[];
  /** Bytes that were no frame. */
  readonly faults: string[];
  readonly protocols: string[];
  mode: "takes" | "never-reads" | "resets-mid-frame" | "hangs-up" | "never-closes";
  readonly close: () => Promise<void>;
};

export async function syslogReceiver(tls: TlsOptions): Promise<SyslogReceiver> {
  const sockets = new Set<Socket>();
  const raw = new Set<Socket>();
  const messages: string[] = [];
  const faults: string[] = [];
  const protocols: string[] = [];
  const server = createServer({ ...tls, allowHalfOpen: true } as TlsOptions, (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    protocols.push(socket.getProtocol() ?? "");
    if (receiver.mode === "never-reads") return void socket.pause();
    let rest: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      if (receiver.mode === "resets-mid-frame") return raw.forEach((one) => void one.resetAndDestroy());
      rest = Buffer.concat([rest, chunk]);
      rest = takeFrames(rest, messages, faults);
    });
    socket.on("end", () => {
      if (rest.length > 0) faults.push("cut off");
      if (receiver.mode !== "never-closes") socket.end();
    });
  });
  server.on("tlsClientError", () => undefined);
  server.on("connection", (socket: Socket) => {
    raw.add(socket);
    if (receiver.mode === "hangs-up") socket.destroy();
    socket.on("error", () => undefined).on("close", () => raw.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: SyslogReceiver = {
    port: (server.address() as AddressInfo).port, messages, faults, protocols, mode: "takes",
    close: async () => {
      for (const socket of [...sockets, ...raw]) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** MSG-LEN SP SYSLOG-MSG (RFC 5425 section 4.3), as often as it stands whole. */
function takeFrames(bytes: Buffer, messages: string[], faults: string[]): Buffer {
  let at = 0;
  for (;;) {
    const space = bytes.indexOf(0x20, at);
    if (space < 0) break;
    const length = bytes.toString("latin1", at, space);
    if (!/^[1-9]\d*$/.test(length)) {
      faults.push(length.slice(0, 40));
      return Buffer.alloc(0);
    }
    const end = space + 1 + Number(length);
    if (end > bytes.length) break;
    messages.push(bytes.toString("utf8", space + 1, end));
    at = end;
  }
  return bytes.subarray(at);
}

/** RFC 5424 section 6, as far as we use it. */
const MESSAGE = /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) (-|(?:\[[^\]]*\])+) (.*)$/s;
export function readSyslog(message: string): { readonly priority: number; readonly id: string; readonly event: OcsfEvent } {
  const found = MESSAGE.exec(message);
  if (found === null) throw new Error(`not RFC 5424: ${message.slice(0, 100)}`);
  return { priority: Number(found[1]), id: found[6] ?? "", event: JSON.parse(found[8] ?? "") as OcsfEvent };
}

export type Request = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly path: string };
export type WebhookReceiver = { readonly port: number; readonly requests: Request[]; status: number | "never"; headers: Record<string, string>; readonly close: () => Promise<void> };

export async function webhookReceiver(tls: TlsOptions): Promise<WebhookReceiver> {
  const requests: Request[] = [];
  const server = createHttps(tls, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8"), path: request.url ?? "" });
      if (receiver.status !== "never") response.writeHead(receiver.status, receiver.headers).end("thanks, and a secret: canary-answer");
    });
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: WebhookReceiver = {
    port: (server.address() as AddressInfo).port, requests, status: 200, headers: {},
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
