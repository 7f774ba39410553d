/**
 * Failures as the pages show them: a refusal from a plane (RFC 9457), or a plane that could not be reached at all.
 * Anything else that is thrown is a mistake of ours and is shown as such.
 */
import type { Detail } from "./shapes.ts";

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly details: readonly Detail[];
  /** What to quote to the operator; says nothing by itself. */
  readonly reference: string | undefined;

  constructor(body: { status: number; code: string; title: string; detail: string; details?: Detail[]; reference?: string }) {
    super(body.detail || body.title);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.title = body.title;
    this.details = body.details ?? [];
    this.reference = body.reference;
  }
}

/** No answer: the network is away, the service is stopped, or the browser does not trust its certificate. */
export class Unreachable extends Error {
  readonly origin: string;

  constructor(origin: string) {
    super(`No answer from ${origin}`);
    this.name = "Unreachable";
    this.origin = origin;
  }
}

/** Reads a refusal out of an answer that is not 2xx, whatever a proxy in between may have made of it. */
export function problemFromText(status: number, text: string): Problem {
  const title = `The service answered ${status}`;
  try {
    const body = JSON.parse(text) as { code?: string; title?: string; detail?: string; details?: Detail[]; reference?: string };
    return new Problem({
      status,
      code: body.code ?? "unknown",
      title: body.title ?? title,
      detail: body.detail ?? "",
      ...(body.details ? { details: body.details } : {}),
      ...(body.reference ? { reference: body.reference } : {}),
    });
  } catch {
    return new Problem({ status, code: "unknown", title, detail: "" });
  }
}

export const problemOf = async (response: Response): Promise<Problem> => problemFromText(response.status, await response.text());

export const isProblem = (error: unknown, status: number): error is Problem => error instanceof Problem && error.status === status;
