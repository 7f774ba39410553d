/** Hono on node:https. TLS 1.2 and 1.3 only (D2); time limits so that slow clients cannot hold connections. */
import { getRequestListener } from "@hono/node-server";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { Refusal } from "../../base/errors.ts";
import type { HttpApp } from "./app.ts";

export type HttpsServer = {
  readonly port: number;
  /** New certificate without a restart. */
  readonly renew: (tls: { readonly cert: string; readonly key: string }) => void;
  /** Lets running requests end, at most `waitMs`. */
  readonly close: (waitMs?: number) => Promise<void>;
};

const CIPHERS = [
  "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
].join(":");

export async function serveHttps(
  app: HttpApp,
  options: {
    readonly host: string; readonly port: number; readonly cert: string; readonly key: string;
    /** PEM: whose certificates clients are asked for. One without is served all the same; what a certificate is worth, the routes judge. */
    readonly clientIssuers?: readonly string[];
    /** Asks every client for any certificate. Browsers that have one then ask their people, so it is off unless it is needed. */
    readonly clientCertificates?: boolean | undefined;
    /** Told of connections that did not get as far as a request, by the code of what was wrong with them. */
    readonly onRefused?: (code: string) => void;
  },
): Promise<HttpsServer> {
  const limits = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", ciphers: CIPHERS, honorCipherOrder: true } as const;
  const clients = options.clientIssuers === undefined
    ? { requestCert: options.clientCertificates ?? false, rejectUnauthorized: false }
    : { requestCert: true, rejectUnauthorized: false, ca: [...options.clientIssuers] };
  // A token that lists a thousand company codes is a header of some 25 KiB; Node's own limit is 16.
  const server = createServer({ ...limits, ...clients, maxHeaderSize: 48 * 1024, cert: options.cert, key: options.key }, getRequestListener(app.fetch));
  const refused = (error: NodeJS.ErrnoException): void => options.onRefused?.(/^[\w-]{1,60}$/.test(error.code ?? "") ? String(error.code) : "unknown");
  server.on("tlsClientError", refused);
  server.on("clientError", (error, socket) => {
    refused(error);
    socket.destroy(error);
  });
  server.headersTimeout = 15_000;
  server.requestTimeout = 0; // uploads take as long as they take; a stalled connection ends by the socket's timeout
  server.keepAliveTimeout = 10_000;
  server.setTimeout(120_000);
  server.maxHeadersCount = 100;
  await listen(server, options.host, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    renew: (tls) => server.setSecureContext({ ...limits, ...clients, ...tls }),
    close: (waitMs = 5_000) => close(server, waitMs),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = new Refusal("conflict", "port-taken", `Port ${port} is already in use.`, [{ at: `${host}:${port}`, remedy: "Stop what uses it, or choose another with --port." }]);
      reject(error.code === "EADDRINUSE" ? taken : error);
    });
    server.listen(port, host, resolve);
  });
}

function close(server: Server, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), waitMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
