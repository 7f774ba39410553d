/** Refusals at the token endpoint, in the one form that RFC 6749 section 5.2 and RFC 8707 section 2 give them. */
export type OAuthErrorCode = "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope" | "invalid_target";

export class OAuthError extends Error {
  override readonly name = "OAuthError";
  readonly code: OAuthErrorCode;
  /** Safe to show; nothing about who exists. */
  readonly description: string | undefined;
  constructor(code: OAuthErrorCode, description?: string) {
    super(code);
    this.code = code;
    this.description = description;
  }
}
