/** Errors as SCIM clients expect them (RFC 7644, section 3.12). Our own refusals are translated here alone. */
import { Refusal } from "../../base/errors.ts";

export const ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";
export type ScimType = "invalidFilter" | "tooMany" | "uniqueness" | "mutability" | "invalidSyntax" | "invalidPath" | "noTarget" | "invalidValue" | "invalidVers";

export class ScimProblem extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;
  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
  }
}

const STATUS = { invalid: 400, unauthenticated: 401, forbidden: 403, not_found: 404, conflict: 409, too_large: 413, too_many: 429, unavailable: 503 } as const;

/** undefined: not thrown on purpose, and for the edge to answer with a reference. */
export function problemFrom(error: unknown): ScimProblem | undefined {
  if (error instanceof ScimProblem) return error;
  if (error instanceof Refusal) return new ScimProblem(STATUS[error.kind], error.message, error.kind === "conflict" ? "uniqueness" : error.kind === "invalid" ? "invalidValue" : undefined);
  return undefined;
}

export const errorBody = ({ status, message, scimType }: ScimProblem): object => ({ schemas: [ERROR_SCHEMA], status: String(status), ...(scimType !== undefined && { scimType }), detail: message });
