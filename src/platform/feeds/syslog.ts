/**
 * Syslog over TLS: RFC 5424 messages in RFC 5425 frames (octet counting).
 *
 * The protocol has no receipts, so one is made of what TCP has: after the last frame we say that we have ended, and the entries count as
 * delivered only when the receiver has read that far and closes in turn. What it never reads, or loses in a reset, is sent again.
 */
import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import { type AddressGuard, connectTls, EgressTrouble, troubleOf, type TlsTarget } from "../egress/egress.ts";
import type { OcsfEvent } from "../ocsf/ocsf.ts";

/** log audit (13), by RFC 5424 section 6.2.1. */
const FACILITY = 13;
/** OCSF severity to syslog severity: informational 6, notice 5, warning 4, error 3, critical 2. */
const SEVERITY: Readonly<Record<number, number>> = { 1: 6, 2: 5, 3: 4, 4: 3, 5: 2 };
const LARGEST_SEQUENCE = 2_147_483_647;

/** @param hostName of the plane that sends; printable ASCII. */
export function syslogFrame(event: OcsfEvent, hostName: string): Buffer {
  const { severity_id: severity, time, metadata } = event as OcsfEvent & { severity_id: number; time: number };
  const priority = FACILITY * 8 + (SEVERITY[severity] ?? 6);
  const id = String(metadata["event_code"]).replace(/[^\x21-\x7e]/g, "").slice(0, 32) || "-";
  // IANA's own structured data: origin and meta. The number is that of the entry, as far as the form reaches.
  const data = `[origin software="Spendward"][meta sequenceId="${((metadata.sequence - 1) % LARGEST_SEQUENCE) + 1}"]`;
  const message = Buffer.from(`<${priority}>1 ${new Date(time).toISOString()} ${hostName} spendward - ${id} ${data} ${JSON.stringify(event)}`);
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}

/** @param waitMs for the connection, and again for the receiver to have read everything. @throws EgressTrouble */
export async function sendSyslog(guard: AddressGuard, target: TlsTarget, frames: readonly Buffer[], waitMs: number): Promise<void> {
  const socket = await connectTls(guard, target, waitMs);
  const timer = setTimeout(() => socket.destroy(new EgressTrouble("not-confirmed")), waitMs);
  const failed = once(socket, "error").then(([error]: unknown[]) => { throw troubleOf(error); });
  failed.catch(() => undefined); // heard below, or no longer of interest
  try {
    await Promise.race([writeAll(socket, frames), failed]);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function writeAll(socket: TLSSocket, frames: readonly Buffer[]): Promise<void> {
  socket.resume(); // a syslog server says nothing; should it, that is not kept
  let ended = false;
  const closed = new Promise<void>((resolve) => {
    const over = (): void => {
      ended = true;
      resolve();
    };
    socket.once("end", over);
    socket.once("close", over);
  });
  for (const frame of frames) {
    if (ended) throw new EgressTrouble("connection-lost");
    if (!socket.write(frame)) await Promise.race([once(socket, "drain"), closed]);
  }
  const flushed = Promise.withResolvers<void>();
  socket.end(() => flushed.resolve());
  await Promise.race([flushed.promise, closed]);
  // Closed by the other side before our end was out: what it has read is not known.
  if (ended && !socket.writableFinished) throw new EgressTrouble("connection-lost");
  await closed;
}
