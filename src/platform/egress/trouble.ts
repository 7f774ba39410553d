/**
 * Why a connection to a customer's server did not work, as a stable code: stored in clear and put into words by the web app. What the
 * server itself said is never kept: it may be anything.
 */

export type TroubleCode =
  | "name-not-found" | "address-refused" | "connection-refused" | "no-answer" | "connection-lost" | "not-confirmed"
  | "certificate-expired" | "certificate-unknown" | "certificate-other-name" | "certificate-refused" | "tls-failed"
  | "redirected" | "gone" | "answered-busy" | "answered-refused" | "answered-error" | "not-reached";

export class EgressTrouble extends Error {
  readonly code: TroubleCode;
  /** As asked by the other side (Retry-After). */
  readonly retryAfterMs: number | undefined;
  constructor(code: TroubleCode, retryAfterMs?: number) {
    super(code);
    this.name = "EgressTrouble";
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const BY_CODE: Readonly<Record<string, TroubleCode>> = {
  ENOTFOUND: "name-not-found", EAI_AGAIN: "name-not-found", ENODATA: "name-not-found",
  ECONNREFUSED: "connection-refused", ETIMEDOUT: "no-answer", EHOSTUNREACH: "no-answer", ENETUNREACH: "no-answer",
  ECONNRESET: "connection-lost", EPIPE: "connection-lost", ERR_STREAM_PREMATURE_CLOSE: "connection-lost", ERR_STREAM_WRITE_AFTER_END: "connection-lost",
  CERT_HAS_EXPIRED: "certificate-expired", CERT_NOT_YET_VALID: "certificate-expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate-other-name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate-unknown", SELF_SIGNED_CERT_IN_CHAIN: "certificate-unknown",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate-unknown", UNABLE_TO_GET_ISSUER_CERT: "certificate-unknown", UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate-unknown", CERT_UNTRUSTED: "certificate-unknown",
};

export function troubleOf(error: unknown): EgressTrouble {
  if (error instanceof EgressTrouble) return error;
  const { code } = error as { code?: unknown };
  if (typeof code !== "string") return new EgressTrouble("not-reached");
  const known = BY_CODE[code];
  if (known !== undefined) return new EgressTrouble(known);
  if (/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN/.test(code)) return new EgressTrouble("certificate-refused");
  if (/^ERR_SSL|^EPROTO$|^ERR_TLS|CERT|KEY|CRL/.test(code)) return new EgressTrouble("tls-failed");
  if (code === "HPE_INVALID_CONSTANT" || code.startsWith("HPE_")) return new EgressTrouble("answered-error");
  return new EgressTrouble("not-reached");
}
