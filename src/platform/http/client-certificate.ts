/**
 * The certificate that a client showed on this very connection, where the server asks for one. The handshake proved that whoever shows it has its key
 * (RFC 8446 section 4.4.3); whether the certificate itself is one that we want is the caller's to say.
 */
import { createHash, type X509Certificate } from "node:crypto";
import type { Context } from "hono";
import type { HttpEnv } from "./app.ts";

type Connection = { readonly incoming?: { readonly socket?: { readonly getPeerX509Certificate?: () => X509Certificate | undefined } } };

export const clientCertificateOf = (c: Context<HttpEnv>): X509Certificate | undefined =>
  (c.env as Connection | undefined)?.incoming?.socket?.getPeerX509Certificate?.();

/** RFC 8705 section 3.1: `x5t#S256`. */
export const thumbprintOf = (certificate: X509Certificate): string => createHash("sha256").update(certificate.raw).digest("base64url");
