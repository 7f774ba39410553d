/** A TLS connection to a customer's server, to the address that was checked, with the certificate verified for the name that was asked. */
import { isIP } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { AddressGuard } from "./address-guard.ts";
import { EgressTrouble, troubleOf } from "./trouble.ts";

export type TlsTarget = {
  readonly host: string;
  readonly port: number;
  /** PEM; undefined: the system's authorities. */
  readonly ca?: string | undefined;
  /** PEM of the client's certificate and key, where the server wants one. */
  readonly client?: { readonly cert: string; readonly key: string } | undefined;
};

export async function connectTls(guard: AddressGuard, target: TlsTarget, waitMs: number): Promise<TLSSocket> {
  const { address } = await guard.addressOf(target.host);
  const bare = target.host.replace(/^\[(.*)\]$/, "$1");
  const options: ConnectionOptions = {
    host: address, port: target.port, minVersion: "TLSv1.2", maxVersion: "TLSv1.3", rejectUnauthorized: true,
    // Verified for what was asked, not for where it led. Server name indication is for names only.
    ...(isIP(bare) === 0 ? { servername: bare } : { checkServerIdentity: identityOf(bare) }),
    ...(target.ca !== undefined && { ca: target.ca }), ...target.client,
  };
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  let socket: TLSSocket;
  try {
    socket = connect(options);
  } catch (error) {
    throw troubleOf(error); // a key or certificate that cannot be read
  }
  const timer = setTimeout(() => socket.destroy(new EgressTrouble("no-answer")), waitMs);
  socket.once("secureConnect", () => resolve(socket));
  socket.once("error", (error) => reject(troubleOf(error)));
  socket.once("close", () => reject(new EgressTrouble("connection-lost")));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

/** For an address in place of a name. */
const identityOf = (address: string): NonNullable<ConnectionOptions["checkServerIdentity"]> => (_host, certificate) => {
  const names = (certificate.subjectaltname ?? "").split(/, ?/);
  return names.includes(`IP Address:${address}`) ? undefined : Object.assign(new Error("other name"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
};
