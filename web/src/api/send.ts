/** The one place a request leaves from: JSON in, JSON out, refusals as `Problem`, silence as `Unreachable`. */
import { problemOf, Unreachable } from "./problem.ts";
import { noteReached } from "./reach.ts";

export type Query = Readonly<Record<string, string | number | null | undefined>>;
export type Sending = {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  query?: Query;
  body?: unknown;
  token?: string;
  /** Besides those of every request: the pass for the files of a ticket. */
  extra?: Readonly<Record<string, string>>;
};

/** Only the control plane knows the session cookie; regions are given a token and nothing else. */
export async function send(origin: string, path: string, { method = "GET", query, body, token, extra }: Sending = {}): Promise<Response> {
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, String(value));
  const headers: Record<string, string> = { accept: "application/json, application/problem+json", ...extra };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      cache: "no-store",
      redirect: "error",
      credentials: token ? "omit" : "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    noteReached(url.origin, false);
    throw new Unreachable(url.origin);
  }
  noteReached(url.origin, true);
  if (!response.ok) throw await problemOf(response);
  return response;
}
